"""What the checker is told of this book, and what readers of it call."""

from __future__ import annotations

from pathlib import Path

import rnnbook
from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.notebook import Notebook

__all__ = ["CATALOGUE", "check", "hint", "solution"]

CATALOGUE = Catalogue(
    module="rnnbook.exercises",
    # The order of the exercises and their statements are made from the chapters.
    package="rnnbook.exercises.catalogue",
    name="rnnbook",
    version=rnnbook.__version__,
    command="rnnbook exercises",
    doctor="rnnbook doctor",
    sources=Path(rnnbook.__file__).parent,
    # The first that a reader meets: it asks for no more than a loop.
    first="first_memory",
    # Whoever renames an exercise adds a line: a reader's progress and answers are found by it.
    renamed={
        "hidden_predict": "memory_predict",
        "hidden_lag": "memory_lag",
        "hidden_register": "memory_register",
    },
    preload=("rnnbook.data", "rnnbook.models"),
    preload_later=("rnnbook.evidence", "rnnbook.training", "rnnbook.probing"),
)
"""The exercises of this book."""

_notebook = Notebook(CATALOGUE)
check, hint, solution = _notebook.check, _notebook.hint, _notebook.solution
