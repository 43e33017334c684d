import torch
from torch import Tensor


def last_states(
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    arrivals: list[tuple[str, Tensor]],
) -> list[Tensor]:
    """Return the state after each segment that arrives.

    The network is h_t = tanh(W_ih x_t + W_hh h_{t-1} + b), with W_ih
    (H, D), W_hh (H, H) and b (H,). An arrival is the name of a series and
    its next segment, (T, D). Each series starts from zeros. The result
    holds one state, (H,), for each arrival, in the same order.
    """
    kept: dict[str, Tensor] = {}
    states = []
    for name, segment in arrivals:
        h = kept.get(name, torch.zeros_like(b))
        for x_t in segment:
            h = torch.tanh(W_ih @ x_t + W_hh @ h + b)
        kept[name] = h
        states.append(h)
    return states
