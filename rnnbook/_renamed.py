"""Old names in the answers that readers have written: their files go on working."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

__all__ = ["old_keyword", "old_names"]

P = ParamSpec("P")
Result = TypeVar("Result")


def old_names(package: str, names: dict[str, str]) -> Callable[[str], Any]:
    """Return a ``__getattr__`` by which a package finds what it calls otherwise now."""

    def find(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(package), names[name])

    return find


def old_keyword(old: str, new: str) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
    """Return a decorator of a function that takes an argument by its old name too."""

    def decorate(function: Callable[P, Result]) -> Callable[P, Result]:
        @wraps(function)
        def renamed(*args: P.args, **options: P.kwargs) -> Result:
            if old in options:
                options[new] = options.pop(old)
            return function(*args, **options)

        return renamed

    return decorate
