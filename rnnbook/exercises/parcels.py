"""A function or class of one process, made ready for another one."""

from __future__ import annotations

import base64
import linecache
import os
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

__all__ = ["UnsendableError", "code_of", "parcel"]


class UnsendableError(Exception):
    """A target cannot be sent to another process."""

    def __init__(self, message: str, nudge: str = "") -> None:
        super().__init__(message)
        self.nudge = nudge


def parcel(target: Callable[..., Any]) -> dict[str, Any]:
    """Return the part of a request that holds ``target``, and the lines of its source.

    Raises
    ------
    UnsendableError
        If it, or something that it uses, cannot be copied; the message names it.
    """
    import cloudpickle

    try:
        pickled = cloudpickle.dumps(target)
    except Exception as error:
        raise _unsendable(target, error) from error
    code = code_of(target)
    filename = code.co_filename if code else "<unknown>"
    return {
        "pickle": base64.b64encode(pickled).decode("ascii"),
        "filename": filename,
        "lines": {filename: linecache.getlines(filename)},
        "paths": [os.path.abspath(folder) for folder in sys.path],
    }


def code_of(target: Any) -> CodeType | None:
    """Return the code of a function, or of the first method of a class."""
    for candidate in [target, *getattr(target, "__dict__", {}).values()]:
        code = getattr(getattr(candidate, "__wrapped__", candidate), "__code__", None)
        if isinstance(code, CodeType):
            return code
    return None


def _unsendable(target: Any, error: Exception) -> UnsendableError:
    """Say which of the names that a target uses cannot be copied."""
    import cloudpickle

    name = getattr(target, "__name__", "It")
    for used, value in _used(target):
        try:
            cloudpickle.dumps(value)
        except Exception as reason:
            return UnsendableError(
                f"{name} uses {used}, a {type(value).__name__}, which cannot be copied to the "
                f"process that checks: {type(reason).__name__}: {reason}",
                f"Make {used} inside {name}.",
            )
    return UnsendableError(
        f"{name} cannot be copied to the process that checks: {type(error).__name__}: {error}"
    )


def _used(target: Any) -> list[tuple[str, Any]]:
    """Return the names from outside that a function, or a class's methods, use."""
    found = []
    for function in [target, *getattr(target, "__dict__", {}).values()]:
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType):
            continue
        cells = zip(code.co_freevars, getattr(function, "__closure__", None) or (), strict=False)
        found += [(name, cell.cell_contents) for name, cell in cells]
        names = getattr(function, "__globals__", {})
        found += [(name, names[name]) for name in _names(code) if name in names]
    return found


def _names(code: CodeType) -> list[str]:
    """Return the names that a piece of code and the pieces inside it use."""
    inner = [n for c in code.co_consts if isinstance(c, CodeType) for n in _names(c)]
    return [*code.co_names, *inner]
