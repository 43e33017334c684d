"""A newcomer's session with the exercises, run and written down."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rnnbook.exercises.book import CATALOGUE
from rnnbook.exercises.checker.starter import edited

__all__ = ["SESSION", "SHORT_SESSION", "Edit", "Run", "transcript"]

_WIDTH = 76
_UNWANTED = ("RNNBOOK_EXERCISES", "FORCE_COLOR", "_RNNBOOK_COMPLETE")


@dataclass(frozen=True)
class Run:
    """A command that is run.

    Attributes
    ----------
    line : str
        What is typed; it begins with ``rnnbook``.
    code : int
        What it must end with.
    paragraphs : tuple of int, optional
        Which paragraphs of its output are kept; by default all.
    """

    line: str
    code: int = 0
    paragraphs: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Edit:
    """A change of the reader's file.

    Attributes
    ----------
    message : str
        What the transcript says of it.
    body : str or None
        The new body of the function, or None for the solution.
    slug : str
        Which exercise.
    shown : bool
        Whether the transcript shows the new body.
    """

    message: str
    body: str | None = None
    slug: str = CATALOGUE.first
    shown: bool = True


_LAST_ALONE = "h = 0.0\nfor x_t in x:\n    h = beta * h + x_t\nreturn h"

SESSION: tuple[Run | Edit, ...] = (
    Run("rnnbook exercises start"),
    Run("rnnbook exercises check", code=1),
    Edit("In the editor, a first answer:", _LAST_ALONE),
    Run("rnnbook exercises check", code=1),
    Run("rnnbook exercises hint"),
    Edit(
        "In the editor, a loop that forgets to go on:",
        # On one line, so that the check stops at the same line each time.
        "h, memories = 0.0, []\nwhile len(memories) < len(x): h = beta * h + x[0]\nreturn memories",
    ),
    Run("rnnbook exercises check", code=1),
    Edit("In the editor, an answer that is right."),
    Run("rnnbook exercises check --seed 7"),
)
"""A session with a wrong answer, a hint, an endless loop and a right answer."""

SHORT_SESSION: tuple[Run | Edit, ...] = (
    Run("rnnbook exercises start", paragraphs=(0,)),
    Edit(
        "In the editor, a first answer, which returns the last memory alone.",
        _LAST_ALONE,
        shown=False,
    ),
    Run("rnnbook exercises check", code=1, paragraphs=(0, 1, 3)),
    Edit("In the editor, an answer that is right."),
    Run("rnnbook exercises check --seed 7", paragraphs=(0,)),
)
"""The same in a dozen lines."""


def transcript(session: Sequence[Run | Edit] = SESSION) -> str:
    """Return what a terminal shows in a session that begins in an empty folder.

    Raises
    ------
    RuntimeError
        If a command ends otherwise than it should.
    """
    blocks = []
    with tempfile.TemporaryDirectory(prefix="rnnbook-") as folder:
        for step in session:
            if isinstance(step, Edit):
                blocks.append(_edited(step, Path(folder)))
            else:
                blocks.append(_ran(step, Path(folder)))
    return "\n\n".join(blocks)


def _edited(step: Edit, folder: Path) -> str:
    exercise = CATALOGUE.find(step.slug)
    path = folder / "exercises" / f"{step.slug}.py"
    if step.body is None:
        path.write_text(exercise.solution, "utf-8")
        return f"[{step.message}]"
    body = "".join(f"    {line}\n" for line in step.body.split("\n"))
    path.write_text(edited(exercise.starter, [("    ...\n", body)]), "utf-8")
    return f"[{step.message}]\n\n{body.rstrip()}" if step.shown else f"[{step.message}]"


def _ran(step: Run, folder: Path) -> str:
    program, *arguments = step.line.split()
    if program != "rnnbook":
        raise ValueError(f"step must begin with rnnbook, got {step.line!r}")
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    done = subprocess.run(
        [sys.executable, "-m", "rnnbook", *arguments],
        cwd=folder,
        env={**kept, "COLUMNS": str(_WIDTH), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != step.code:
        raise RuntimeError(
            f"{step.line} ended with {done.returncode} instead of {step.code}:\n{done.stdout}"
        )
    paragraphs = done.stdout.strip("\n").split("\n\n")
    if step.paragraphs is not None:
        paragraphs = [paragraphs[place] for place in step.paragraphs]
    return f"$ {step.line}\n" + "\n\n".join(paragraphs)
