"""Random numbers that are the same, to rounding, whatever torch's default dtype is.

They are drawn as float32 and converted: torch would draw others in float64, and a seed would give
another data set where somebody has changed the default.
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["normal", "uniform"]


def normal(*shape: int, generator: torch.Generator) -> Tensor:
    """Return draws from the standard normal distribution, of torch's default dtype."""
    drawn = torch.randn(shape, generator=generator, dtype=torch.float32)
    return drawn.to(torch.get_default_dtype())


def uniform(*shape: int, generator: torch.Generator) -> Tensor:
    """Return draws from 0 to 1, of torch's default dtype."""
    drawn = torch.rand(shape, generator=generator, dtype=torch.float32)
    return drawn.to(torch.get_default_dtype())
