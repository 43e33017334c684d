"""From a reader's source to the target in it, and from an error back to the reader's line."""

from __future__ import annotations

import io
import linecache
import os
import re
import sys
import traceback
import types
from pathlib import Path
from typing import Any

__all__ = ["compiled", "line_of", "lines_of", "module_from", "place"]


def compiled(source: str, filename: str) -> types.CodeType:
    """Compile ``source``; from now on its lines are found by ``place``."""
    linecache.cache[filename] = (len(source), None, lines_of(source), filename)
    return compile(source, filename, "exec")


def lines_of(source: str) -> list[str]:
    r"""Return the lines of a source as Python counts them: a form feed, say, ends none.

    Examples
    --------
    >>> lines_of("a = 1\r\nb = 2\x0c\nc = 3")
    ['a = 1\r\n', 'b = 2\x0c\n', 'c = 3']
    """
    return list(io.StringIO(source, newline=""))


def module_from(source: str, filename: str, name: str = "answer") -> dict[str, Any]:
    """Run ``source`` as a module and return its names; errors name lines of ``filename``."""
    code = compiled(source, filename)
    module = types.ModuleType(name)
    module.__file__ = os.path.abspath(filename)
    # Found there by what looks up a class by its module's name, such as dataclasses.
    sys.modules[name] = module
    exec(code, module.__dict__)
    return module.__dict__


def line_of(error: BaseException, filename: str) -> str:
    """Return the innermost line of ``filename`` that ``error`` went through.

    If there is none, that of the error before it: to report one may fail for want of memory as
    well.
    """
    if issubclass(type(error), SyntaxError):
        name, number = (_own(error, SyntaxError, n) for n in ("filename", "lineno"))
        if name == filename and type(number) is int and number:
            return place(filename, number)
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        # Not extract_tb: a runaway recursion has a million frames.
        frames = traceback.walk_tb(_own(one, BaseException, "__traceback__"))
        lines = [n for frame, n in frames if frame.f_code.co_filename == filename and n]
        if lines:
            return place(filename, lines[-1])
        one = _own(one, BaseException, "__context__")
    return ""


def _own(error: BaseException, kind: type[BaseException], name: str) -> Any:
    """Return what an error has itself, whatever its class says of that."""
    return getattr(kind, name).__get__(error)


def place(filename: str, number: int) -> str:
    """Return how a line is shown: its file, its number and what stands there."""
    text = linecache.getline(filename, number).strip()
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    in_a_cell = re.match(r"<|.*(ipykernel|ipython-input)", filename)
    name = "your cell" if in_a_cell else Path(filename).name
    return f"{name}, line {number}: {shown}" if shown else f"{name}, line {number}"
