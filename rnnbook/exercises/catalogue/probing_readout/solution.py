import torch
from torch import Tensor


def readout(states: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Return the probability of class 1 after every step, (N, T).

    The states are (N, T, H). The linear layer of the network, trained on
    last states, has this weight, (C, H), and this bias, (C,).
    """
    logits = states @ weight.T + bias
    return torch.softmax(logits, dim=-1)[..., 1]
