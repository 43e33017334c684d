import torch
from torch import Tensor


def noisy_ramps(count: int, length: int, seed: int) -> Tensor:
    """Return ramps between -1 and 1, rising or falling, with noise on top.

    The result is (count, length), float32. The same seed gives the same
    ramps, and a call changes nothing for others who draw random numbers.
    """
    generator = torch.Generator().manual_seed(seed)
    ramp = torch.linspace(-1, 1, length)
    rises = torch.rand(count, 1, generator=generator) < 0.5
    noise = torch.randn(count, length, generator=generator)
    return torch.where(rises, ramp, -ramp) + noise
