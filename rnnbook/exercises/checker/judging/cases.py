"""The arguments with which an answer is called: from all sizes different to a fresh seed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.exercises.checker.spec import Exercise

__all__ = ["SIZES", "Case", "cases", "copied", "draw"]

SIZES = {"N": 3, "T": 5, "D": 2, "H": 4, "C": 6, "S": 7, "L": 8, "K": 9}
"""The usual size of each named axis. No two are equal, so that none stands for another."""


@dataclass(frozen=True)
class Case:
    """One call of a check: which sizes, which seed, and whether tensors are views."""

    name: str
    sizes: dict[str, int] = field(hash=False)
    seed: int
    views: bool = False


def cases(exercise: Exercise, seed: int) -> Iterator[Case]:
    """Yield the cases of an exercise; ``seed`` is that of the last one."""
    axes = sorted({axis for argument in exercise.arguments for axis in argument.axes})
    usual = {axis: {**SIZES, **exercise.sizes}[axis] for axis in axes}
    yield Case("all sizes different", usual, 0)
    if not exercise.arguments:
        return
    ones = {axis: exercise.smallest.get(axis, 1) for axis in axes}
    if axes and ones != usual:
        yield Case("the smallest sizes", ones, 1)
    short = {**usual, "T": ones.get("T", 1)} if "T" in usual else usual
    if short not in (usual, ones):
        yield Case("a short sequence", short, 2)
    yield Case("views that are not contiguous", usual, 3, views=True)
    yield Case("a fresh seed", usual, seed)


def draw(exercise: Exercise, case: Case) -> tuple[Any, ...]:
    """Return the arguments of one case."""
    generator = torch.Generator().manual_seed(case.seed)
    values = (argument.draw(case.sizes, generator) for argument in exercise.arguments)
    return tuple(_view(v) if case.views else v for v in values)


def _view(value: Any) -> Any:
    """Return the same tensor with its entries laid out elsewhere, every other place empty."""
    if not isinstance(value, Tensor) or value.ndim == 0:
        return value
    roomy = value.new_zeros([2 * s for s in value.shape])
    view = roomy[tuple(slice(None, None, 2) for _ in value.shape)]
    return view.copy_(value)


def copied(value: Any) -> Any:
    """Return a copy that shares no memory, with the same strides where it is a tensor."""
    if isinstance(value, Tensor):
        twin = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype)
        return twin.copy_(value.detach())
    if isinstance(value, tuple):
        return tuple(map(copied, value))
    if isinstance(value, list):
        return list(map(copied, value))
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    return copy.deepcopy(value) if isinstance(value, nn.Module) else value
