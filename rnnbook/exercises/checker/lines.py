"""The lines of a reader's code: as Python counts them, and the one where an error came up."""

from __future__ import annotations

import io
import linecache
import re
import traceback
from pathlib import Path
from typing import Any

__all__ = ["line_of", "lines_of", "place", "remember_lines"]


def lines_of(source: str) -> list[str]:
    r"""Return the lines of a source as Python counts them: a form feed, say, ends none.

    Examples
    --------
    >>> lines_of("a = 1\r\nb = 2\x0c\nc = 3")
    ['a = 1\r\n', 'b = 2\x0c\n', 'c = 3']
    """
    return list(io.StringIO(source, newline=""))


def remember_lines(filename: str, lines: list[str]) -> None:
    """Have ``linecache`` find the lines of a text that stands in no file."""
    linecache.cache[filename] = (sum(map(len, lines)), None, lines, filename)


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
