import torch
from torch import Tensor


def step_back(
    grad_h: Tensor,
    x_t: Tensor,
    before: Tensor,
    h_t: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Go back through one step, h_t = tanh(W_ih x_t + W_hh before + b).

    grad_h, the gradient of the loss at h_t, is (N, H), as are h_t and the
    state before it; x_t is (N, D), W_ih is (H, D), W_hh is (H, H).
    Return the gradients at the state before, (N, H), and at x_t, (N, D),
    and what this step adds to those of W_ih, W_hh and b, (H,), summed
    over the N sequences.
    """
    delta = grad_h * (1 - torch.square(h_t))
    return (
        delta @ W_hh,
        delta @ W_ih,
        delta.T @ x_t,
        delta.T @ before,
        delta.sum(dim=0),
    )
