import torch
from torch import Tensor


def without_season(x: Tensor, period: float) -> tuple[Tensor, Tensor]:
    """Take the season out of a series, and say how much that was.

    x is (T,), with one value for each day; period is the length of the year
    in days. Returns what is left of x, (T,), and the season's share of the
    variance of x, a tensor without axes.
    """
    angle = 2 * torch.pi * torch.arange(len(x), dtype=x.dtype) / period
    wave = torch.stack([torch.ones_like(x), angle.sin(), angle.cos()], 1)
    fit = torch.linalg.lstsq(wave, x[:, None]).solution
    rest = x - (wave @ fit)[:, 0]
    return rest, 1 - rest.var() / x.var()
