import torch
from torch import Tensor, nn


def flat_shares(layers: list[nn.RNN], x: Tensor) -> Tensor:
    """Return at which share of the steps each unit is flat.

    Each of the L layers is an nn.RNN with batch_first=True and H units,
    and its attribute nonlinearity is "tanh" or "relu". It reads x,
    (N, T, D), from a state of zeros. A unit is flat at a step if the slope
    of its function is below 0.1 there. The result is (L, H), over all
    steps of all sequences, in the dtype of x.
    """
    shares = []
    for layer in layers:
        states = layer(x)[0]
        tanh = layer.nonlinearity == "tanh"
        slopes = 1 - states**2 if tanh else (states > 0).to(x.dtype)
        shares.append((slopes < 0.1).to(x.dtype).mean(dim=(0, 1)))
    return torch.stack(shares)
