"""From a reader's source to the target in it, and from an error back to the reader's line."""

from __future__ import annotations

import linecache
import re
import sys
import traceback
import types
from pathlib import Path
from typing import Any

__all__ = ["compiled", "line_of", "module_from", "place"]


def compiled(source: str, filename: str) -> types.CodeType:
    """Compile ``source``; from now on its lines are found by ``place``."""
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    return compile(source, filename, "exec")


def module_from(source: str, filename: str) -> dict[str, Any]:
    """Run ``source`` as a module and return its names; errors name lines of ``filename``."""
    code = compiled(source, filename)
    module = types.ModuleType("answer")
    module.__file__ = filename
    # Found there by what looks up a class by its module's name, such as dataclasses.
    sys.modules["answer"] = module
    exec(code, module.__dict__)
    return module.__dict__


def line_of(error: BaseException, filename: str) -> str:
    """Return the innermost line of ``filename`` that ``error`` went through."""
    if isinstance(error, SyntaxError) and error.filename == filename and error.lineno:
        return place(filename, error.lineno)
    # Not extract_tb: a runaway recursion has a million frames.
    frames = traceback.walk_tb(error.__traceback__)
    lines = [n for frame, n in frames if frame.f_code.co_filename == filename and n]
    return place(filename, lines[-1]) if lines else ""


def place(filename: str, number: int) -> str:
    """Return how a line is shown: its file, its number and what stands there."""
    text = linecache.getline(filename, number).strip()
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    in_a_cell = re.match(r"<|.*(ipykernel|ipython-input)", filename)
    name = "your cell" if in_a_cell else Path(filename).name
    return f"{name}, line {number}: {shown}" if shown else f"{name}, line {number}"
