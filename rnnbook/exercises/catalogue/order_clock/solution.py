import torch
from torch import Tensor


def with_clock(x: Tensor) -> Tensor:
    """Return x with the position of each element as a further feature.

    x is (S, N, T, D), N sequences for each of S networks; the result is
    (S, N, T, D + 1). The position of element t of T, t / T, comes last.
    """
    steps = x.shape[2]
    clock = torch.arange(1, steps + 1, dtype=x.dtype) / steps  # (T,)
    return torch.cat([x, clock[:, None].expand(*x.shape[:3], 1)], dim=3)
