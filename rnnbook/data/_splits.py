"""Splits: which sequences are trained on, which are looked at while choosing, which are kept."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnnbook.arguments import class_labels, generator_from, integer, number, quote, sequences

__all__ = ["Part", "Split", "split"]


class Part(NamedTuple):
    """Sequences ``x`` of shape (N, T, D) and their labels ``y`` of shape (N,)."""

    x: Tensor
    y: Tensor


class Split(NamedTuple):
    """The three parts of a data set."""

    train: Part
    validation: Part
    test: Part


def split(
    x: Tensor,
    y: Tensor,
    *,
    fractions: tuple[float, float, float] = (0.6, 0.2, 0.2),
    group_size: int = 1,
    seed: int | torch.Generator,
) -> Split:
    """Divide sequences at random into a training, a validation and a test part.

    Rows that belong together stay together: with ``group_size=2`` each pair of neighbouring rows
    goes to one part whole, so that no sequence is tested whose twin was trained on. The rows of
    a part keep their order.

    Parameters
    ----------
    x : Tensor of shape (N, T, D)
        The sequences.
    y : Tensor of shape (N,)
        Their labels, int64.
    fractions : tuple of three floats
        The shares of the groups that go to training, validation and test; they sum to 1. Sizes
        are rounded to whole groups, and every part gets at least one.
    group_size : int
        How many neighbouring rows belong together; N must be a multiple of it.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    Split
        ``train``, ``validation`` and ``test``, each with ``x`` and ``y``.

    Raises
    ------
    TypeError, ValueError
        If there are fewer than three groups.

    Examples
    --------
    >>> from rnnbook.data import trend_pairs
    >>> parts = split(*trend_pairs(10, 20, seed=0), group_size=2, seed=1)
    >>> [len(part.y) for part in parts]
    [12, 4, 4]
    """
    x = sequences("x", x)
    y = class_labels("y", y, count=len(x))
    group_size = integer("group_size", group_size)
    if len(x) % group_size:
        raise ValueError(
            f"group_size must divide the number of sequences, got group_size {group_size} "
            f"for {len(x)} sequences"
        )
    sizes = _sizes(len(x) // group_size, _checked_fractions(fractions))
    generator = generator_from("seed", seed)
    order = torch.randperm(sum(sizes), generator=generator)
    rows = torch.arange(len(x)).view(-1, group_size)
    parts = [rows[groups.sort().values].flatten() for groups in order.split(sizes)]
    return Split(*(Part(x[part], y[part]) for part in parts))


def _checked_fractions(fractions: tuple[float, float, float]) -> list[float]:
    expected = "fractions must be three numbers above 0 that sum to 1"
    if not isinstance(fractions, tuple | list):
        raise TypeError(f"{expected}, got {quote(fractions)}")
    if len(fractions) != 3:
        raise ValueError(f"{expected}, got {quote(fractions)}")
    shares = [number(f"fractions[{i}]", share, above=0) for i, share in enumerate(fractions)]
    if abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"{expected}, got {quote(fractions)}")
    return shares


def _sizes(groups: int, shares: list[float]) -> list[int]:
    """Round the shares to whole groups: none empty, and all of them used."""
    if groups < 3:
        raise ValueError(f"x must have at least three groups to be split in three, got {groups}")
    validation, test = (max(1, round(groups * share)) for share in shares[1:])
    validation = min(validation, groups - 2)
    test = min(test, groups - 1 - validation)
    return [groups - validation - test, validation, test]
