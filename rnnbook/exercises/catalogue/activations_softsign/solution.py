import torch
from torch import Tensor


def softsign(a: Tensor) -> tuple[Tensor, Tensor]:
    """Return phi(a) = a / (1 + |a|) and its derivative, entry by entry.

    Both have the shape of a. The derivative is written as a formula.
    """
    size = 1 + torch.abs(a)
    return a / size, 1 / size**2
