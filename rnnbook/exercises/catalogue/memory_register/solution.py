import torch
from torch import nn


def register() -> nn.RNN:
    """Return a layer of five ReLU units that hold the last five inputs.

    It is an ``nn.RNN`` with input size 1, hidden size 5, sequences on the
    first axis, and weights chosen by hand. Which unit holds which input is
    free; where there is no input yet, a unit holds 0.
    """
    layer = nn.RNN(1, 5, nonlinearity="relu", batch_first=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()
        layer.weight_ih_l0[0] = 1.0
        layer.weight_hh_l0.diagonal(-1).fill_(1.0)
    return layer
