"""How a result differs from the reference: in type, shape, dtype, finiteness or value.

Nothing is broadcast: a result of the wrong rank is wrong, even where its numbers would fit.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from rnnbook.exercises.checker.judging.describing import describe, dtype_of, kind, number
from rnnbook.exercises.checker.judging.mismatch import Mismatch, capital, pairs
from rnnbook.exercises.checker.judging.reading import UnfitError, taken
from rnnbook.exercises.checker.spec import Tolerance

__all__ = ["first_mismatch"]


def first_mismatch(
    got: Any,
    expected: Any,
    tolerance: Tolerance,
    result_names: tuple[str, ...] = (),
    name: str = "the result",
) -> Mismatch | None:
    """Return the first difference, all types before all shapes before all values, or None."""
    try:
        got, expected = taken(got, expected, name, result_names), taken(expected, expected, name)
    except UnfitError as unfit:
        return unfit.mismatch
    for stage in (_shape, _dtype, _finite, _values):
        found = _walk(stage, got, expected, name, tolerance, result_names)
        if found is not None:
            return found
    return None


def _walk(
    stage: Any,
    got: Any,
    expected: Any,
    name: str,
    tolerance: Tolerance,
    result_names: tuple[str, ...] = (),
) -> Mismatch | None:
    found: Mismatch | None = stage(got, expected, name, tolerance)
    if found is not None or not isinstance(expected, tuple | list | dict):
        return found
    for one, other, inner in pairs(got, expected, name, result_names):
        found = _walk(stage, one, other, inner, tolerance)
        if found is not None:
            return found
    return None


def _shape(got: Any, expected: Any, name: str, tolerance: Tolerance) -> Mismatch | None:
    if not isinstance(expected, Tensor) or got.shape == expected.shape:
        return None
    suggestion = ""
    if sorted(got.shape) == sorted(expected.shape):
        suggestion = "The axes are there, in another order."
    elif [s for s in got.shape if s != 1] == [s for s in expected.shape if s != 1]:
        suggestion = "Only axes of size 1 differ. Broadcasting would hide this, and bite you later."
    elif got.ndim > expected.ndim:
        suggestion = "An axis is left that should have been summed over, averaged or selected from."
    elif got.ndim < expected.ndim:
        suggestion = "An axis is gone that should have stayed."
    return Mismatch(
        "shape",
        f"{capital(name)} has the wrong shape.",
        f"shape {tuple(expected.shape)}",
        f"shape {tuple(got.shape)}",
        suggestion,
    )


def _dtype(got: Any, expected: Any, name: str, tolerance: Tolerance) -> Mismatch | None:
    if not isinstance(expected, Tensor) or got.dtype == expected.dtype:
        return None
    suggestion = ""
    if expected.is_floating_point() and got.is_floating_point():
        suggestion = (
            "A tensor that you make needs the dtype that the docstring names, or else that of the "
            "input: dtype=x.dtype."
        )
    return Mismatch(
        "dtype",
        f"{capital(name)} has the wrong dtype.",
        dtype_of(expected),
        dtype_of(got),
        suggestion,
    )


def _finite(got: Any, expected: Any, name: str, tolerance: Tolerance) -> Mismatch | None:
    if isinstance(expected, Tensor) and expected.is_floating_point():
        wrong = ~torch.isfinite(got) & torch.isfinite(expected)
        if not wrong.any():
            return None
        index = tuple(int(i) for i in wrong.nonzero()[0])
        entry, wanted = got[index].item(), expected[index].item()
        place = f"{name} at index {index}" if index else name
    elif kind(expected) == "a number" and _is_finite(expected) and not _is_finite(got):
        entry, wanted, place = got, expected, name
    else:
        return None
    return Mismatch(
        "finite",
        f"{capital(place)} is {entry}.",
        "a finite number" if _is_finite(wanted) else str(wanted),
        str(entry),
        "A division by zero, a logarithm of zero or an overflow makes such entries.",
    )


def _is_finite(value: float) -> bool:
    # An int is finite, also where it is too large to become a float.
    return isinstance(value, int) or math.isfinite(value)


def _is_near(got: float, expected: float, tolerance: Tolerance) -> bool:
    if got == expected or (got != got and expected != expected):
        return True
    if not (_is_finite(got) and _is_finite(expected)):
        return False
    # Exact, since not every int becomes a float.
    wanted = Fraction(expected)
    room = Fraction(tolerance.atol) + Fraction(tolerance.rtol) * abs(wanted)
    return abs(Fraction(got) - wanted) <= room


def _values(got: Any, expected: Any, name: str, tolerance: Tolerance) -> Mismatch | None:
    if isinstance(expected, Tensor):
        return _tensor_values(got, expected, name, tolerance)
    wanted = kind(expected)
    if wanted == "a number":
        if _is_near(got, expected, tolerance):
            return None
    elif wanted == "a text":
        if got.strip().casefold() == expected.strip().casefold():
            return None
    elif wanted != "True or False" or got == expected:
        return None
    return Mismatch("values", f"{capital(name)} is not right.", describe(expected), describe(got))


def _tensor_values(
    got: Tensor, expected: Tensor, name: str, tolerance: Tolerance
) -> Mismatch | None:
    if expected.is_floating_point() or expected.is_complex():
        near = torch.isclose(got, expected, tolerance.rtol, tolerance.atol, equal_nan=True)
    else:
        near = got == expected
    if near.all():
        return None
    index = tuple(int(i) for i in (~near).nonzero()[0])
    count, total = int((~near).sum()), near.numel()
    entries = "1 entry" if total == 1 else f"{count} of {total} entries"
    what = f"differs in {entries}" if expected.ndim else "is not right"
    place = f"[{', '.join(map(str, index))}]" if index else ""
    return Mismatch(
        "values",
        f"{capital(name)} {what}.",
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
            shown = ", ".join(map(str, right[:6])) + (" and others" if len(right) > 6 else "")
            return (
                f"Along axis {axis}, what stands at {shown} is right; in every other place "
                "something is not."
            )
    return ""
