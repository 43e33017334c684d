"""How a result differs from the reference: in type, shape, dtype, finiteness or value.

Nothing is broadcast: a result of the wrong rank is wrong, even where its numbers would fit.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rnnbook.exercises.exercise import Close

__all__ = ["Difference", "brief", "describe", "first_difference"]


@dataclass(frozen=True)
class Difference:
    """The first way in which a result differs from the reference."""

    stage: str
    message: str
    expected: str
    got: str
    nudge: str = ""


def dtype_of(tensor: Tensor) -> str:
    """Return the name of a dtype, without ``torch.``."""
    return str(tensor.dtype).removeprefix("torch.")


def describe(value: Any) -> str:
    """Say in a few words what ``value`` is."""
    if value is None:
        return "None"
    if isinstance(value, Tensor):
        return f"a {dtype_of(value)} tensor of shape {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"a NumPy array of shape {value.shape}"
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, numbers.Number):
        return f"the number {number(value)}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(str, list(value)[:8])) or 'none'}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"a {type(value).__name__}"


def number(value: Any) -> str:
    """Return a number with about seven digits."""
    return f"{value:.7g}" if isinstance(value, float | np.floating) else str(value)


def brief(value: Any) -> str:
    """Show an argument of a call: a tensor by its shape, anything else in short."""
    if isinstance(value, Tensor):
        return f"{tuple(value.shape)}"
    shown = number(value) if isinstance(value, numbers.Number) else repr(value)
    return shown if len(shown) <= 30 else f"a {type(value).__name__}"


def kind(value: Any) -> str:
    """Return the group of types between which no difference is made."""
    groups: list[tuple[Any, str]] = [
        (Tensor, "a tensor"),
        (bool | np.bool_, "True or False"),
        (numbers.Real, "a number"),
        (str, "a text"),
        (tuple | list, "a tuple"),
        (dict, "a dict"),
        (nn.Module, "an nn.Module"),
    ]
    return next((name for types, name in groups if isinstance(value, types)), "something else")


def _pairs(got: Any, expected: Any, name: str, pieces: tuple[str, ...]) -> Iterator[Any]:
    """Yield ``(got, expected, name)`` of what a tuple or dict holds."""
    if isinstance(expected, dict):
        for key in expected:
            yield got[key], expected[key], f"{name}[{key!r}]"
    else:
        for i, (one, other) in enumerate(zip(got, expected, strict=True)):
            yield one, other, pieces[i] if i < len(pieces) else f"{name}[{i}]"


def first_difference(
    got: Any,
    expected: Any,
    close: Close,
    pieces: tuple[str, ...] = (),
    name: str = "the result",
) -> Difference | None:
    """Return the first difference, all types before all shapes before all values, or None."""
    for stage in (_type, _shape, _dtype, _finite, _values):
        found = _walk(stage, got, expected, name, close, pieces)
        if found is not None:
            return found
    return None


def _walk(
    stage: Any, got: Any, expected: Any, name: str, close: Close, pieces: tuple[str, ...] = ()
) -> Difference | None:
    found: Difference | None = stage(got, expected, name, close)
    if found is not None or not isinstance(expected, tuple | list | dict):
        return found
    for one, other, inner in _pairs(got, expected, name, pieces):
        found = _walk(stage, one, other, inner, close)
        if found is not None:
            return found
    return None


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _type(got: Any, expected: Any, name: str, close: Close) -> Difference | None:
    wanted = kind(expected)
    if kind(got) != wanted:
        nudge = ""
        if got is None:
            nudge = "Is this entry ever set?"
        elif isinstance(got, Tensor) and wanted in ("a number", "True or False"):
            nudge = "A tensor with one entry becomes a number with .item()."
        elif wanted == "a tensor" and isinstance(got, tuple | list):
            of_tensors = len(got) > 0 and isinstance(got[0], Tensor)
            made = "torch.stack makes one tensor of a list of tensors."
            nudge = made if of_tensors else "torch.tensor makes a tensor of numbers."
        return Difference(
            "type", f"{_capital(name)} is of the wrong kind.", wanted, describe(got), nudge
        )
    if isinstance(expected, dict) and set(got) != set(expected):
        keys = ", ".join(map(str, expected))
        return Difference(
            "type", f"{_capital(name)} has other keys.", f"the keys {keys}", describe(got)
        )
    if isinstance(expected, tuple | list) and len(got) != len(expected):
        return Difference(
            "type", f"{_capital(name)} has another length.", describe(expected), describe(got)
        )
    return None


def _shape(got: Any, expected: Any, name: str, close: Close) -> Difference | None:
    if not isinstance(expected, Tensor) or got.shape == expected.shape:
        return None
    nudge = ""
    if sorted(got.shape) == sorted(expected.shape):
        nudge = "The axes are there, in another order."
    elif [s for s in got.shape if s != 1] == [s for s in expected.shape if s != 1]:
        nudge = "Only axes of size 1 differ. Broadcasting would hide this, and bite you later."
    elif got.ndim > expected.ndim:
        nudge = "An axis is left that should have been summed over, averaged or selected from."
    elif got.ndim < expected.ndim:
        nudge = "An axis is gone that should have stayed."
    return Difference(
        "shape",
        f"{_capital(name)} has the wrong shape.",
        f"shape {tuple(expected.shape)}",
        f"shape {tuple(got.shape)}",
        nudge,
    )


def _dtype(got: Any, expected: Any, name: str, close: Close) -> Difference | None:
    if not isinstance(expected, Tensor) or got.dtype == expected.dtype:
        return None
    nudge = ""
    if expected.is_floating_point() and got.is_floating_point():
        nudge = "A tensor that you make needs the dtype of the input: dtype=x.dtype."
    return Difference(
        "dtype", f"{_capital(name)} has the wrong dtype.", dtype_of(expected), dtype_of(got), nudge
    )


def _finite(got: Any, expected: Any, name: str, close: Close) -> Difference | None:
    if isinstance(expected, Tensor) and expected.is_floating_point():
        wrong = ~torch.isfinite(got) & torch.isfinite(expected)
        if not wrong.any():
            return None
        index = tuple(int(i) for i in wrong.nonzero()[0])
        entry, wanted = got[index].item(), expected[index].item()
        place = f"{name} at index {index}" if index else name
    elif kind(expected) == "a number" and math.isfinite(expected) and not math.isfinite(got):
        entry, wanted, place = got, expected, name
    else:
        return None
    return Difference(
        "finite",
        f"{_capital(place)} is {entry}.",
        "a finite number" if math.isfinite(wanted) else str(wanted),
        str(entry),
        "A division by zero, a logarithm of zero or an overflow makes such entries.",
    )


def _values(got: Any, expected: Any, name: str, close: Close) -> Difference | None:
    if isinstance(expected, Tensor):
        return _tensor_values(got, expected, name, close)
    wanted = kind(expected)
    if wanted == "a number":
        if got == expected or abs(got - expected) <= close.absolute + close.relative * abs(
            expected
        ):
            return None
    elif wanted == "a text":
        if got.strip().casefold() == expected.strip().casefold():
            return None
    elif wanted != "True or False" or got == expected:
        return None
    return Difference(
        "values", f"{_capital(name)} is not right.", describe(expected), describe(got)
    )


def _tensor_values(got: Tensor, expected: Tensor, name: str, close: Close) -> Difference | None:
    got, expected = got.detach(), expected.detach()
    if expected.is_floating_point() or expected.is_complex():
        near = torch.isclose(got, expected, close.relative, close.absolute, equal_nan=True)
    else:
        near = got == expected
    if near.all():
        return None
    index = tuple(int(i) for i in (~near).nonzero()[0])
    count, total = int((~near).sum()), near.numel()
    entries = "1 entry" if total == 1 else f"{count} of {total} entries"
    place = f"[{', '.join(map(str, index))}]" if index else ""
    return Difference(
        "values",
        f"{_capital(name)} differs in {entries}.",
        f"{number(expected[index].item())} at {place}" if place else number(expected.item()),
        f"{number(got[index].item())} at {place}" if place else number(got.item()),
        _pattern(got, expected, near),
    )


def _pattern(got: Tensor, expected: Tensor, near: Tensor) -> str:
    """Say what the wrong entries have in common, where it is plain."""
    if not expected.is_floating_point() or expected.numel() < 2:
        return ""
    if torch.allclose(got, -expected):
        return "Every entry has the opposite sign."
    large = expected.abs() > 1e-6
    if large.any() and large.sum() > 1:
        ratios = (got / expected)[large]
        factor = ratios[0].item()
        same = torch.allclose(ratios, ratios[0].expand_as(ratios))
        if same and min(abs(factor), abs(factor - 1)) > 1e-5:
            return f"Every entry is {number(round(factor, 6))} times what it should be."
    if got.unique().numel() == 1 and expected.unique().numel() > 1:
        return "All entries are the same."
    for axis in range(expected.ndim):
        others = [a for a in range(expected.ndim) if a != axis]
        whole = near.all(dim=others) if others else near
        right = whole.nonzero().flatten().tolist()
        if whole.numel() > 2 and 0 < len(right) < whole.numel():
            shown = ", ".join(map(str, right[:6]))
            return f"Along axis {axis}, what stands at {shown} is right, the rest is not."
    return ""
