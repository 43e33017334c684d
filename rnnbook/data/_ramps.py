"""Ramps: sequences that only rise or only fall, the data of the worked example."""

from __future__ import annotations

import torch
from torch import Tensor

from rnnbook.arguments import generator_from, integer, number
from rnnbook.data._draws import uniform

__all__ = ["counting_ramps", "sorted_ramps", "two_ramps"]


def two_ramps() -> tuple[Tensor, Tensor]:
    """Return the worked example: 1 to 5 rising (label 1) and 5 to 1 falling (label 0).

    Returns
    -------
    x : Tensor of shape (2, 5, 1)
        The rising sequence, then the falling one, of torch's default dtype.
    y : Tensor of shape (2,)
        Their labels, int64.

    Examples
    --------
    >>> x, y = two_ramps()
    >>> x[:, :, 0].tolist()
    [[1.0, 2.0, 3.0, 4.0, 5.0], [5.0, 4.0, 3.0, 2.0, 1.0]]
    >>> y.tolist()
    [1, 0]
    """
    return counting_ramps(5)


def counting_ramps(length: int, *, start: float = 1.0, step: float = 1.0) -> tuple[Tensor, Tensor]:
    r"""Return an arithmetic sequence (label 1) and its reversal (label 0).

    .. math:: x_t = \mathit{start} + (t - 1)\,\mathit{step}, \qquad t = 1, \dots, T

    Parameters
    ----------
    length : int
        The number of time steps T, at least 2: a single number neither rises nor falls.
    start : float
        The first value of the rising sequence.
    step : float
        The difference between neighbours, above 0.

    Returns
    -------
    x : Tensor of shape (2, T, 1)
        The rising sequence, then the falling one, of torch's default dtype.
    y : Tensor of shape (2,)
        The labels 1 and 0, int64.

    Examples
    --------
    >>> x, y = counting_ramps(3, start=0.0, step=0.5)
    >>> x[0, :, 0].tolist(), x[1, :, 0].tolist()
    ([0.0, 0.5, 1.0], [1.0, 0.5, 0.0])
    """
    length = integer("length", length, minimum=2)
    start = number("start", start)
    step = number("step", step, above=0)
    rising = start + step * torch.arange(length, dtype=torch.get_default_dtype())
    return _both_ways(rising[None])


def sorted_ramps(
    count: int,
    length: int,
    *,
    low: float = 1.0,
    high: float = 5.0,
    seed: int | torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Return ``count`` draws of uniform numbers, each sorted upwards and sorted downwards.

    Parameters
    ----------
    count : int
        How many draws; each gives two sequences, so that N is ``2 * count``.
    length : int
        The number of time steps T, at least 2.
    low, high : float
        The interval the values are drawn from, ``low < high``.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    x : Tensor of shape (2 * count, T, 1)
        The rising sequences, then the falling ones in the same order, of torch's default dtype.
    y : Tensor of shape (2 * count,)
        1 for rising, 0 for falling, int64.

    Examples
    --------
    >>> x, y = sorted_ramps(100, 5, seed=0)
    >>> x.shape, bool((x[:100].diff(dim=1) >= 0).all()), y.sum().item()
    (torch.Size([200, 5, 1]), True, 100)
    """
    count = integer("count", count)
    length = integer("length", length, minimum=2)
    low = number("low", low)
    high = number("high", high, above=low)
    generator = generator_from("seed", seed)
    values = low + (high - low) * uniform(count, length, generator=generator)
    return _both_ways(values.sort(dim=1).values)


def _both_ways(rising: Tensor) -> tuple[Tensor, Tensor]:
    """Stack rising sequences of shape (count, T) on their reversals and label them."""
    x = torch.cat([rising, rising.flip(1)])[:, :, None]
    y = torch.tensor([1, 0]).repeat_interleave(len(rising))
    return x, y
