"""A reader's result, read as a plain value of the kind that the reference has at the same place.

What comes back holds nothing of the reader's own classes: dense tensors on the CPU, ints, floats,
bools, texts, tuples and dicts. Only what the reference has is looked at, so that no result is too
deep, too long or without end.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rnnbook.exercises.checker.judging.describing import (
    ANY_ERROR,
    describe,
    error_text,
    fact,
    is_a,
    items,
    kind,
    layout_of,
    type_name,
)
from rnnbook.exercises.checker.judging.mismatch import Mismatch, capital, pairs

__all__ = ["UnfitError", "taken"]


class UnfitError(Exception):
    """A result cannot be compared, for a reason that its reader is told."""

    def __init__(self, message: str, expected: str, got: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.mismatch = Mismatch("type", message, expected, got, suggestion)


def taken(got: Any, expected: Any, name: str, result_names: tuple[str, ...] = ()) -> Any:
    """Return ``got`` as a plain value of the kind of ``expected``.

    Raises
    ------
    UnfitError
        If it is of another kind, or cannot be read.
    """
    wanted = kind(expected)
    if kind(got) != wanted:
        message = f"{capital(name)} is of the wrong kind."
        shown = "a list" if is_a(expected, list) else wanted
        raise UnfitError(message, shown, describe(got), _way_to(wanted, got))
    try:
        return _read(got, expected, wanted, name, result_names)
    except UnfitError:
        raise
    except ANY_ERROR as error:
        message = f"{capital(name)} cannot be read: {error_text(error)}"
        raise UnfitError(message, describe(expected), describe(got)) from error


def _read(got: Any, expected: Any, wanted: str, name: str, result_names: tuple[str, ...]) -> Any:
    if wanted == "a tensor":
        return _tensor(got, name)
    if wanted == "True or False":
        return bool(got)
    if wanted == "a number":
        return _number(got)
    if wanted == "a text":
        return str.__str__(got)
    if wanted == "a tuple":
        entries = items(got)
        if len(entries) != len(expected):
            message = f"{capital(name)} has another length."
            raise UnfitError(message, describe(expected), describe(got))
        return tuple(_entries(entries, expected, name, result_names))
    if wanted == "a dict":
        known = {plain: value for key, value in dict.items(got) for plain in _plain_key(key)}
        if set(known) != set(expected) or len(known) != dict.__len__(got):
            keys = ", ".join(map(str, expected))
            message = f"{capital(name)} has other keys."
            raise UnfitError(message, f"the keys {keys}", describe(got))
        return dict(zip(expected, _entries(known, expected, name, result_names), strict=True))
    return got


def _entries(got: Any, expected: Any, name: str, result_names: tuple[str, ...]) -> Iterator[Any]:
    for one, other, inner in pairs(got, expected, name, result_names):
        yield taken(one, other, inner)


def _plain_key(key: Any) -> list[Any]:
    """Return the key as a plain value, or nothing if it is of another kind."""
    if is_a(key, str):
        return [str.__str__(key)]
    if is_a(key, tuple):
        parts = [_plain_key(part) for part in tuple.__iter__(key)]
        return [tuple(part[0] for part in parts)] if all(parts) else []
    if kind(key) == "True or False":
        return [bool(key)]
    return [_number(key)] if kind(key) == "a number" else []


def _number(value: Any) -> int | float:
    if is_a(value, int):
        return int.__int__(value)
    if is_a(value, float):
        return float.__float__(value)
    if is_a(value, np.integer):
        return int(np.generic.item(value))
    try:
        return float(value)
    except OverflowError:
        return int(value)


def _tensor(value: Tensor, name: str) -> Tensor:
    """Return a tensor's entries as a dense tensor of no other class, on the CPU."""
    shown, dense = describe(value), "a dense (strided) tensor"
    said = capital(name)
    if fact(value, "is_nested"):
        suggestion = "torch.nested.to_padded_tensor makes one."
        raise UnfitError(f"{said} is nested; expected {dense}.", dense, shown, suggestion)
    layout = layout_of(value)
    if layout != "strided":
        how = "sparse" if "sparse" in layout else layout
        suggestion = ".to_dense() makes one."
        raise UnfitError(f"{said} is {how}; expected {dense}.", dense, shown, suggestion)
    device = fact(value, "device")
    if device.type != "cpu":
        suggestion = (
            "A tensor on the device meta has a shape and no values."
            if device.type == "meta"
            else "The check computes on the CPU. .cpu() brings a tensor there."
        )
        message = f"{said} is on device {device}, expected cpu."
        raise UnfitError(message, "a tensor on device cpu", shown, suggestion)
    if fact(value, "is_quantized"):
        message = f"{said} is quantized; expected ordinary numbers."
        raise UnfitError(message, "a tensor of ordinary numbers", shown, ".dequantize() makes one.")
    if type(value).__torch_dispatch__ is not Tensor.__torch_dispatch__:
        message = f"{said} is of the class {type_name(value)}; expected torch.Tensor itself."
        raise UnfitError(message, "a torch.Tensor", shown)
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        # To a plain tensor of its own, which no hook and no subclass comes with.
        return Tensor.as_subclass(value, Tensor).detach().resolve_conj().resolve_neg()


def _way_to(wanted: str, got: Any) -> str:
    """Say how what came becomes what is wanted, where it is plain."""
    if got is None:
        return "Is this entry ever set?"
    if is_a(got, types.CoroutineType):
        return "Calling an async function only makes a coroutine. Write def without async."
    if is_a(got, types.GeneratorType):
        return "A function with yield makes a generator. Put the whole result into a return."
    if wanted in ("a number", "True or False"):
        if is_a(got, Tensor, np.ndarray):
            return f"{_made(got)} with one entry becomes a number with .item()."
    elif wanted == "a tensor":
        if is_a(got, np.ndarray):
            return "torch.from_numpy makes a tensor of an array."
        if kind(got) == "a tuple" and any(is_a(first, Tensor) for first in items(got)[:1]):
            return "torch.stack makes one tensor of a list of tensors."
        if kind(got) in ("a tuple", "a number"):
            return "torch.tensor makes a tensor of numbers."
    elif wanted == "a tuple" and is_a(got, range, set, frozenset, dict):
        return "tuple(...) makes a tuple of it."
    return ""


def _made(got: Any) -> str:
    return "A tensor" if is_a(got, Tensor) else "An array"
