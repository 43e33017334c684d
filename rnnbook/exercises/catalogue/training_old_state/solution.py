import torch
from torch import Tensor


def hidden_states(
    x: Tensor, W_ih: Tensor, W_hh: Tensor, b: Tensor
) -> Tensor:
    """Return the states h_1 to h_T of a tanh RNN that starts at zero.

    x is (N, T, D), W_ih is (H, D), W_hh is (H, H), b is (H,); the result is
    (N, T, H).
    """
    h = x.new_zeros(x.shape[0], W_hh.shape[0])
    states = []
    for x_t in x.unbind(dim=1):
        h = torch.tanh(x_t @ W_ih.T + h @ W_hh.T + b)
        states.append(h)
    return torch.stack(states, dim=1)
