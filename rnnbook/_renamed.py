"""Old names in the answers that readers have written: their files go on working.

A notebook that was saved is another matter: it comes with the page of its own version.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

__all__ = ["keep_old_names", "old_keyword"]

P = ParamSpec("P")
Result = TypeVar("Result")


def keep_old_names(package: str, **names: str) -> None:
    """Have a package find by their old names what it calls otherwise now.

    This is done behind the back of type checkers: for them every other name is still an error.
    """
    module = sys.modules[package]

    def find(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(module, names[name])

    module.__dict__["__getattr__"] = find


def old_keyword(old: str, new: str) -> Callable[[Callable[P, Result]], Callable[P, Result]]:
    """Return a decorator of a function that takes an argument by its old name too."""

    def decorate(function: Callable[P, Result]) -> Callable[P, Result]:
        @wraps(function)
        def renamed(*args: P.args, **options: P.kwargs) -> Result:
            if old in options and new not in options:
                options[new] = options.pop(old)
            return function(*args, **options)

        return renamed

    return decorate
