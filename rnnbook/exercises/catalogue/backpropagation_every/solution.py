import torch
from torch import Tensor
from torch.nn.functional import one_hot


def recurrent_gradient(
    x: Tensor,
    y: Tensor,
    W_ih: Tensor,
    W_hh: Tensor,
    b: Tensor,
    W_fc: Tensor,
    b_fc: Tensor,
) -> Tensor:
    """Return the gradient of W_hh, (H, H), in a many-to-many network.

    The network reads x, (N, T, D), with h_t = tanh(W_ih x_t + W_hh h_{t-1}
    + b), starting from zero, and gives logits W_fc h_t + b_fc at every
    step. The loss is the cross-entropy with the labels y, (N, T), the mean
    over sequences and steps.
    """
    h = [x.new_zeros(len(x), len(W_hh))]
    for x_t in x.unbind(dim=1):
        h.append(torch.tanh(x_t @ W_ih.T + h[-1] @ W_hh.T + b))
    p = torch.softmax(torch.stack(h[1:], dim=1) @ W_fc.T + b_fc, dim=2)
    grad_z = (p - one_hot(y, len(W_fc))) / y.numel()
    grad_h, grad_W_hh = torch.zeros_like(h[0]), torch.zeros_like(W_hh)
    for t in range(y.shape[1], 0, -1):
        grad_h = grad_h + grad_z[:, t - 1] @ W_fc
        delta = grad_h * (1 - h[t] ** 2)
        grad_W_hh = grad_W_hh + delta.T @ h[t - 1]
        grad_h = delta @ W_hh
    return grad_W_hh
