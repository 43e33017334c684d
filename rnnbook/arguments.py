"""Checks of arguments, made once, at the door of every public function.

Each function returns the value it was given, in the form the caller works with, or raises a
``TypeError`` (wrong kind of thing) or ``ValueError`` (right kind, wrong value) that names the
argument, quotes the value and says what was expected.
"""

from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

__all__ = [
    "class_labels",
    "finite_array",
    "flag",
    "floating_point",
    "generator_from",
    "instance",
    "integer",
    "number",
    "one_of",
    "outside_inference",
    "readable",
    "require_classes",
    "require_finite",
    "sequences",
    "text",
]


Kind = TypeVar("Kind")
Option = TypeVar("Option", bound=str)


def quote(value: object) -> str:
    """Return a short, safe description of ``value`` for an error message."""
    if isinstance(value, Tensor | np.ndarray):
        kind = "a tensor" if isinstance(value, Tensor) else "an array"
        dtype = str(value.dtype).removeprefix("torch.")
        return f"{kind} of shape {tuple(value.shape)} and dtype {dtype}"
    if isinstance(value, PackedSequence):
        return "a PackedSequence"
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def integer(name: str, value: Any, *, minimum: int = 1, maximum: int | None = None) -> int:
    """Return ``value`` as an ``int`` no smaller than ``minimum`` and no larger than ``maximum``."""
    expected = f"{name} must be an integer of at least {minimum}"
    if maximum is not None:
        expected += f" and at most {maximum}"
    if isinstance(value, bool | np.bool_ | Tensor):
        raise TypeError(f"{expected}, got {quote(value)}")
    try:
        result = operator.index(value)
    except TypeError:
        raise TypeError(f"{expected}, got {quote(value)}") from None
    if result < minimum or (maximum is not None and result > maximum):
        raise ValueError(f"{expected}, got {result}")
    return result


def number(
    name: str,
    value: Any,
    *,
    above: float | None = None,
    minimum: float | None = None,
    below: float | None = None,
    maximum: float | None = None,
) -> float:
    """Return ``value`` as a finite ``float`` inside the given bounds."""
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (
            ("above", above),
            ("at least", minimum),
            ("below", below),
            ("at most", maximum),
        )
        if bound is not None
    ]
    expected = f"{name} must be a finite number" + "".join(f", {bound}" for bound in bounds)
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise TypeError(f"{expected}, got {quote(value)}")
    result = float(value)
    inside = (
        math.isfinite(result)
        and (above is None or result > above)
        and (minimum is None or result >= minimum)
        and (below is None or result < below)
        and (maximum is None or result <= maximum)
    )
    if not inside:
        raise ValueError(f"{expected}, got {result:g}")
    return result


def flag(name: str, value: Any) -> bool:
    """Return ``value`` if it is ``True`` or ``False``."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, got {quote(value)}")
    return value


def text(name: str, value: Any) -> str:
    """Return ``value`` if it is a string with something in it."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, got {quote(value)}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty, got {quote(value)}")
    return value


def one_of(name: str, value: Any, options: Iterable[Option]) -> Option:
    """Return ``value`` if it is one of the named ``options``."""
    names = sorted(options)
    expected = f"{name} must be one of {', '.join(map(repr, names))}"
    if not isinstance(value, str):
        raise TypeError(f"{expected}, got {quote(value)}")
    for option in names:
        if value == option:
            return option
    raise ValueError(f"{expected}, got {quote(value)}")


def instance(name: str, value: Any, kind: type[Kind], description: str) -> Kind:
    """Return ``value`` if it is an instance of ``kind``, called ``description`` in the message."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {description}, got {quote(value)}")
    return value


def floating_point(name: str, value: Any, shape: str, *, ndim: int) -> Tensor:
    """Return ``value`` if it is a floating-point tensor of this rank, called ``shape``."""
    expected = f"{name} must be a floating-point tensor of shape {shape}"
    if not isinstance(value, Tensor) or not value.is_floating_point():
        way = {
            list: f"; torch.tensor({name}) makes a tensor",
            np.ndarray: f"; torch.from_numpy({name}) makes a tensor",
            PackedSequence: "; pad_packed_sequence makes a tensor of it, and the lengths",
            Tensor: f"; {name}.float() converts it",
        }.get(type(value), "")
        raise TypeError(f"{expected}, got {quote(value)}{way}")
    if value.ndim != ndim:
        way = ""
        if (value.ndim, ndim) == (2, 3):
            way = (
                f"; {name}[None] makes a batch of one sequence (T, D), and {name}[..., None] gives "
                "the numbers of (N, T) their one feature"
            )
        elif (value.ndim, ndim) == (1, 2):
            way = f"; {name}[:, None] gives its numbers their one feature"
        raise ValueError(f"{expected}, got {quote(value)}{way}")
    return value


def sequences(name: str, value: Any) -> Tensor:
    """Return ``value`` if it is a finite floating tensor of shape ``(N, T, D)``, none of them 0."""
    value = floating_point(name, value, "(N, T, D)", ndim=3)
    for size, what in zip(value.shape, ("sequence", "time step", "feature"), strict=True):
        if size == 0:
            raise ValueError(f"{name} must have at least one {what}, got {quote(value)}")
    require_finite(name, value)
    return value


def readable(
    name: str, value: Any, weight: Any, *, elements: int = 1, members: int | None = None
) -> Tensor:
    """Return ``value`` if a network can read it: (N, T, D), or (S, N, T, D) for S ``members``.

    ``weight`` is the matrix that the network multiplies with inputs, so many ``elements`` of D
    features at a time. This is the check of every ``forward``: it looks at the kind of a tensor
    and never at its numbers, so that it costs nothing beside the network and holds under
    ``torch.vmap`` and ``torch.compile`` too.
    """
    features = weight.shape[-1] // elements
    several = members is not None and isinstance(value, Tensor) and value.ndim == 4
    shape = "(N, T, D)" if members is None else f"(N, T, D) or ({members}, N, T, D)"
    value = floating_point(name, value, shape, ndim=4 if several else 3)
    if several and len(value) != members:
        raise ValueError(
            f"{name} must hold one batch for each of {members} members, got {quote(value)}"
        )
    if value.shape[-1] != features:
        raise ValueError(f"{name} must have {_counted(features, 'feature')}, got {quote(value)}")
    if value.shape[-2] == 0:
        raise ValueError(f"{name} must have at least one time step, got {quote(value)}")
    # Under autocast torch converts by itself.
    if value.dtype != weight.dtype and not torch.is_autocast_enabled(value.device.type):
        raise TypeError(
            f"{name} must be of the model's dtype {weight.dtype}, got {quote(value)}; "
            f"{name}.to({weight.dtype}) converts it"
        )
    if value.device != weight.device:
        raise ValueError(
            f"{name} must be on the model's device {weight.device}, got one on {value.device}"
        )
    return value


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def class_labels(name: str, value: Any, *, count: int, num_classes: int | None = None) -> Tensor:
    """Return ``value`` if it is an int64 tensor of ``count`` labels below ``num_classes``."""
    expected = f"{name} must be an int64 tensor of shape ({count},)"
    require_classes(expected, value)
    if value.shape != (count,):
        raise ValueError(f"{expected}, one label for each sequence, got {quote(value)}")
    low, high = int(value.min()), int(value.max())
    if low < 0 or (num_classes is not None and high >= num_classes):
        top = "" if num_classes is None else f" and at most {num_classes - 1}"
        worst = low if low < 0 else high
        raise ValueError(f"every label in {name} must be at least 0{top}, got {worst}")
    return value


def require_classes(expected: str, value: Any) -> None:
    """Raise a ``TypeError`` that says what is expected, if ``value`` does not hold classes."""
    if isinstance(value, Tensor) and value.is_floating_point():
        raise TypeError(
            f"{expected}, got {quote(value)}: this is for classifiers, whose labels are the "
            "numbers of classes. To predict quantities, take the loop of the chapter on training "
            "with torch.nn.functional.mse_loss as its loss"
        )
    if not isinstance(value, Tensor) or value.dtype != torch.int64:
        raise TypeError(f"{expected}, got {quote(value)}")


def finite_array(name: str, value: Any, *, ndim: int | tuple[int, ...]) -> np.ndarray:
    """Return ``value`` as a non-empty, finite float array with one of the given ranks."""
    ranks = (ndim,) if isinstance(ndim, int) else ndim
    expected = f"{name} must be an array of numbers with {' or '.join(map(str, ranks))} axes"
    if isinstance(value, Tensor):
        value = value.detach().cpu()
        # NumPy has no bfloat16.
        value = (value.double() if value.is_floating_point() else value).numpy()
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{expected}, got rows of unequal length: {quote(value)}") from None
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{expected}, got {quote(value)}")
    if array.ndim not in ranks:
        raise ValueError(f"{expected}, got {quote(array)}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got {quote(array)}")
    array = array.astype(float)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must be finite, got {array[where]} at index {where}")
    return array


def generator_from(name: str, value: Any) -> torch.Generator:
    """Return a ``torch.Generator``: the one given, or a new one started from an integer seed."""
    if isinstance(value, torch.Generator):
        return value
    expected = f"{name} must be an integer from 0 to 2**63 - 1 or a torch.Generator"
    if isinstance(value, bool | np.bool_ | Tensor) or not hasattr(value, "__index__"):
        raise TypeError(f"{expected}, got {quote(value)}")
    seed = operator.index(value)
    if not 0 <= seed < 2**63:
        raise ValueError(f"{expected}, got {seed}")
    return torch.Generator().manual_seed(seed)


def require_finite(name: str, value: Tensor) -> None:
    """Raise a ``ValueError`` that says where ``value`` is not finite, if it is not."""
    if not torch.isfinite(value).all():
        where = tuple(int(i) for i in (~torch.isfinite(value)).nonzero()[0])
        raise ValueError(f"{name} must be finite, got {value[where].item()} at index {where}")


def outside_inference(values: Tensor) -> Tensor:
    """Return values that were made under ``torch.inference_mode`` as ordinary ones."""
    return values.clone() if values.is_inference() else values
