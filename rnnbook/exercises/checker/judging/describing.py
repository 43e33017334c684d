"""What a value is, in a few words, whatever the value says of itself.

A reader's objects may raise or lie when they are asked for their class, length, text or hash. So
they are told by their type, read by the methods of the built-in types, and never by their own.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

__all__ = [
    "ANY_ERROR",
    "brief",
    "cut",
    "describe",
    "dtype_of",
    "error_text",
    "fact",
    "is_a",
    "items",
    "kind",
    "layout_of",
    "number",
    "type_name",
]

# What the code of an answer may raise; Ctrl-C is not among them.
ANY_ERROR = (Exception, SystemExit)

_LONGEST = 300
_DIGITS = 10_000


def is_a(value: Any, *types: type) -> bool:
    """Return whether a value is of one of the types, which its ``__class__`` may deny."""
    # Not issubclass: the metaclass of either may have a say in that.
    bases = type.__dict__["__mro__"].__get__(type(value))
    return any(base is wanted for base in bases for wanted in types)


def type_name(value: Any) -> str:
    """Return the name of a value's type, which its metaclass may hide."""
    return cut(str(type.__dict__["__name__"].__get__(type(value))), 60)


def cut(text: str, longest: int = _LONGEST) -> str:
    """Return a text that is not too long to be shown."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def fact(tensor: Tensor, name: str) -> Any:
    """Return a property of a tensor, which its class may have replaced."""
    with torch._C.DisableTorchFunctionSubclass():
        return getattr(Tensor, name).__get__(tensor)


def dtype_of(tensor: Tensor) -> str:
    """Return the name of a dtype, without ``torch.``."""
    return str(fact(tensor, "dtype")).removeprefix("torch.")


def layout_of(tensor: Tensor) -> str:
    """Return how a tensor is laid out in memory, such as ``"sparse coo"``."""
    return str(fact(tensor, "layout")).removeprefix("torch.").replace("_", " ").strip()


def kind(value: Any) -> str:
    """Return the group of types between which no difference is made."""
    groups: list[tuple[tuple[Any, ...], str]] = [
        ((Tensor,), "a tensor"),
        ((bool, np.bool_), "True or False"),
        ((int, float, np.integer, np.floating, Fraction, Decimal), "a number"),
        ((str,), "a text"),
        ((tuple, list), "a tuple"),
        ((dict,), "a dict"),
        ((nn.Module,), "an nn.Module"),
    ]
    return next((name for types, name in groups if is_a(value, *types)), "something else")


def items(value: Any) -> tuple[Any, ...]:
    """Return what a tuple or list holds, which its own methods may deny."""
    return tuple(tuple.__iter__(value) if is_a(value, tuple) else list.__iter__(value))


def describe(value: Any) -> str:
    """Say in a few words what ``value`` is."""
    return cut(_safely(lambda: _described(value), f"a {type_name(value)}"), 200)


def _safely(say: Callable[[], str], otherwise: str) -> str:
    try:
        return say()
    except ANY_ERROR:
        return otherwise


def _described(value: Any) -> str:
    if value is None:
        return "None"
    if is_a(value, Tensor):
        return _tensor(value)
    if is_a(value, np.ndarray):
        return f"a NumPy array of shape {np.ndarray.shape.__get__(value)}"
    found = kind(value)
    if found == "True or False":
        return str(bool(value))
    if found == "a number" or is_a(value, complex, np.complexfloating):
        return f"the number {number(value)}"
    if found == "a text":
        return f"the text {str.__str__(value)[:40]!r}"
    if found == "a tuple":
        return f"a {type_name(value)} of {len(items(value))}"
    if found == "a dict":
        keys = ", ".join(_key(key) for key, _ in zip(dict.keys(value), range(8), strict=False))
        return f"a dict with the keys {keys or 'none'}"
    if is_a(value, type):
        return f"the class {cut(str(type.__dict__['__name__'].__get__(value)), 60)}"
    return f"a {type_name(value)}"


def _key(key: Any) -> str:
    return cut(str(key), 40) if type(key) in (str, int, float, bool) else f"a {type_name(key)}"


def _tensor(value: Tensor) -> str:
    if fact(value, "is_nested"):
        return "a nested tensor"
    layout = layout_of(value)
    how = "" if layout == "strided" else f"{layout} "
    device = fact(value, "device")
    where = "" if device.type == "cpu" else f" on device {device}"
    return f"a {how}{dtype_of(value)} tensor of shape {tuple(fact(value, 'shape'))}{where}"


def number(value: Any) -> str:
    """Return a number with about seven digits."""
    if is_a(value, float, np.floating, complex, np.complexfloating):
        return f"{value:.7g}"
    if is_a(value, int) and abs(value) >= 10**20:
        digits = int(value.bit_length() * math.log10(2)) + 1
        # Python refuses to write down integers of more than some thousand digits.
        many = f"of about {digits} digits"
        return many if digits > _DIGITS else f"{Decimal(value):.7g}"
    return cut(str(value), 60)


def brief(value: Any) -> str:
    """Show an argument of a call: a tensor by its shape and dtype, anything else in short."""
    if isinstance(value, Tensor):
        return f"{tuple(value.shape)} {dtype_of(value)}"
    shown = number(value) if isinstance(value, numbers.Number) else repr(value)
    return shown if len(shown) <= 30 else f"a {type(value).__name__}"


def error_text(error: BaseException) -> str:
    """Return an error's kind and the first line of what it says."""
    said = error.msg if type(error) is SyntaxError else _safely(lambda: str(error), "")
    if type(error) is SystemExit and error.code is None:
        said = ""
    lines = str(said).strip().splitlines()
    text = lines[0] if lines else ""
    return f"{type_name(error)}: {cut(text)}" if text else type_name(error)
