import torch
from torch import Tensor


def train_by_hand(
    x: Tensor, y: Tensor, W_ih: Tensor, W_hh: Tensor, w: Tensor, rate: float
) -> Tensor:
    """Return the loss before each of 20 steps of gradient descent.

    A tanh network without biases, W_ih (H, D) and W_hh (H, H), starts from
    zero, reads x, (N, T, D), and answers with the number w · h_T. The loss
    is half the mean square of its distance from y, (N,). Each step moves
    W_ih and W_hh against their gradients, at this rate; w, (H,), stays.
    """
    losses = []
    for _ in range(20):
        h = [x.new_zeros(len(x), len(W_hh))]
        for x_t in x.unbind(dim=1):
            h.append(torch.tanh(x_t @ W_ih.T + h[-1] @ W_hh.T))
        off = h[-1] @ w - y
        losses.append(off.square().mean() / 2)
        grad_h = torch.outer(off, w) / len(x)
        grad_W_ih = torch.zeros_like(W_ih)
        grad_W_hh = torch.zeros_like(W_hh)
        for t in range(x.shape[1], 0, -1):
            delta = grad_h * (1 - h[t] ** 2)
            grad_W_ih = grad_W_ih + delta.T @ x[:, t - 1]
            grad_W_hh = grad_W_hh + delta.T @ h[t - 1]
            grad_h = delta @ W_hh
        W_ih = W_ih - rate * grad_W_ih
        W_hh = W_hh - rate * grad_W_hh
    return torch.stack(losses)
