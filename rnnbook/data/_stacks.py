"""One data set for each of many seeds, in tensors with a leading axis of seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor

from rnnbook.arguments import instance, quote

__all__ = ["stack_over_seeds"]


def stack_over_seeds(
    make: Callable[[int], tuple[Tensor, ...]], seeds: Iterable[int]
) -> tuple[Tensor, ...]:
    """Return the data sets that ``make`` makes from each seed, stacked along a new first axis.

    Parameters
    ----------
    make : callable
        Takes a seed and returns tensors, of the same shapes for every seed.
    seeds : iterable of int
        The S seeds.

    Returns
    -------
    tuple of Tensor
        One for each tensor that ``make`` returns, with a leading axis of S data sets, as
        ``train_ensemble`` and ``evaluate_ensemble`` take them.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ.

    Examples
    --------
    >>> from rnnbook.data import trend_pairs
    >>> x, y = stack_over_seeds(lambda seed: trend_pairs(50, 20, seed=seed), range(3))
    >>> x.shape, y.shape
    (torch.Size([3, 100, 20, 1]), torch.Size([3, 100]))
    """
    if not callable(make):
        raise TypeError(f"make must be a function of a seed, got {quote(make)}")
    made = [make(seed) for seed in instance("seeds", seeds, Iterable, "a collection of seeds")]
    if not made:
        raise ValueError("seeds must hold at least one seed, got none")
    for tensors in made:
        if not isinstance(tensors, tuple) or not all(isinstance(t, Tensor) for t in tensors):
            raise TypeError(f"make must return a tuple of tensors, got {quote(tensors)}")
        shapes, first = [tuple(t.shape) for t in tensors], [tuple(t.shape) for t in made[0]]
        if shapes != first:
            raise ValueError(f"make must return the same shapes for all, got {first} and {shapes}")
    return tuple(torch.stack(tensors) for tensors in zip(*made, strict=True))
