import torch
from torch import Tensor


def hmm_filter(
    x: Tensor, begin: Tensor, moves: Tensor, shows: Tensor
) -> Tensor:
    """Return the probability of each condition, given what was seen so far.

    x (N, T) holds symbols, as whole numbers. begin (K), moves (K, K) and
    shows (K, V) are the probabilities of the first condition, of the next
    one (from the row to the column), and of the symbols. Returns (N, T, K).
    """
    before, states = begin, []
    for x_t in x.T:
        p = before * shows.T[x_t]
        p = p / p.sum(dim=-1, keepdim=True)
        states.append(p)
        before = p @ moves
    return torch.stack(states, dim=1)
