import torch
from torch import Tensor, nn


def each_step(layer: nn.RNN, x: Tensor) -> Tensor:
    """Return the states h_1 to h_T of ``layer``, computed step by step.

    The layer is an ``nn.RNN(D, H, batch_first=True)``; it lends its weights
    and is not called. x is (N, T, D), the state before the first element is
    zero, and the result is (N, T, H).
    """
    W_ih, W_hh = layer.weight_ih_l0, layer.weight_hh_l0
    b = layer.bias_ih_l0 + layer.bias_hh_l0
    h = x.new_zeros(len(x), layer.hidden_size)
    states = []
    for x_t in x.unbind(dim=1):
        h = torch.tanh(x_t @ W_ih.T + h @ W_hh.T + b)
        states.append(h)
    return torch.stack(states, dim=1)
