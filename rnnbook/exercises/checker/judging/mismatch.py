"""A difference between a result and the reference, and how the places in a result are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Mismatch", "capital", "pairs"]


@dataclass(frozen=True)
class Mismatch:
    """The first way in which a result differs from the reference."""

    stage: str
    message: str
    expected: str
    got: str
    suggestion: str = ""


def pairs(
    got: Any, expected: Any, name: str, result_names: tuple[str, ...] = ()
) -> Iterator[tuple[Any, Any, str]]:
    """Yield ``(got, expected, name)`` of what a tuple or dict holds."""
    if isinstance(expected, dict):
        for key in expected:
            yield got[key], expected[key], f"{name}[{key!r}]"
    else:
        for i, (one, other) in enumerate(zip(got, expected, strict=True)):
            yield one, other, result_names[i] if i < len(result_names) else f"{name}[{i}]"


def capital(text: str) -> str:
    """Return a name as it stands at the beginning of a sentence."""
    return text[0].upper() + text[1:]
