import torch
from torch import Tensor


def summands() -> Tensor:
    """Return three numbers whose sum depends on the order of adding.

    The result is (3,), float32: a, b and c, all above 0 and below 1.
    """
    # From 0.5 on, 32-bit numbers are 2 ** -24 apart. Half of that is
    # rounded away when it comes alone; two halves together are kept.
    return torch.tensor([0.5, 2.0**-25, 2.0**-25])
