import torch
from torch import Tensor

from rnnbook.models import SimpleRNN
from rnnbook.probing import (
    gradient_times_input,
    integrated_gradients,
    logit_margin,
)


def misses(
    net: SimpleRNN, x: Tensor, y: Tensor, points: int
) -> tuple[Tensor, Tensor]:
    """Return how far two methods are from complete, (N,) each.

    That is how far the shares of a sequence, added up, are from what its
    score gains over that of a sequence of zeros: the absolute difference,
    divided by the absolute gain. First for gradient times input, then for
    integrated gradients with so many points. x is (N, T, D), y is (N,).
    """
    zeros = torch.zeros_like(x)
    gained = logit_margin(net, x, y) - logit_margin(net, zeros, y)
    rough = gradient_times_input(net, x, y).sum(dim=(1, 2))
    fine = integrated_gradients(net, x, y, points=points).sum(dim=(1, 2))
    return (rough / gained - 1).abs(), (fine / gained - 1).abs()
