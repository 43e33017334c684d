"""Exercises in a notebook: check an answer, ask for a hint, see the solution."""

from __future__ import annotations

import linecache
import os
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.catalogue import find

__all__ = ["Solution", "check", "hint", "solution"]

_given: dict[str, int] = {}
"""How many hints were given for each exercise in this process."""


@dataclass(frozen=True)
class Solution:
    """A solution that passed its own check, as a notebook shows it.

    Attributes
    ----------
    source : str
        Its text.
    checks : int
        How many checks it passed.
    """

    source: str
    checks: int

    @property
    def _says(self) -> str:
        passed = f"{self.checks} check{'' if self.checks == 1 else 's'}"
        return f"This solution passes its check: {passed}."

    def __repr__(self) -> str:
        return f"{self.source.rstrip()}\n\n# {self._says}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """Show the solution as code, folded in a notebook that Run All may have run."""
        if "JPY_SESSION_NAME" in os.environ:  # what a Jupyter server tells the kernels it starts
            from IPython.display import Code

            code = Code(data=self.source, language="python")._repr_html_()
            lid = "<summary>The solution (click to open)</summary>"
            page = f"<details>{lid}{code}</details><p>{self._says}</p>"
            return {"text/plain": repr(self), "text/html": page}
        block = f"```python\n{self.source.rstrip()}\n```\n\n{self._says}"
        return {"text/plain": repr(self), "text/markdown": block}


def check(exercise: str, target: Callable[..., Any], *, seed: int | None = None) -> Outcome:
    """Check your answer to an exercise.

    Parameters
    ----------
    exercise : str
        The name of the exercise, or its title.
    target : callable
        Your function or class itself, without calling it.
    seed : int, optional
        A seed to check with once more, as an earlier check named it.

    Returns
    -------
    Outcome
        What the check found; a notebook shows it.

    Raises
    ------
    TypeError
        If ``target`` cannot be called.
    ValueError
        If there is no such exercise.
    """
    asked = find(exercise)
    if not callable(target):
        raise TypeError(
            f"target must be your function or class itself, such as {asked.target}, without "
            f"brackets behind it; got {target!r:.60}"
        )
    outcome = _outcome(asked, target, seed)
    names = sys._getframe(1).f_globals
    missing = [each.__name__ for each in (hint, solution) if names.get(each.__name__) is not each]
    if missing and not outcome.solved:
        print(f"For what is named below:  from rnnbook.exercises import {', '.join(missing)}\n")
    return outcome


def _outcome(exercise: Exercise, target: Callable[..., Any], seed: int | None) -> Outcome:
    try:
        os.getcwd()
    except OSError:
        return Outcome(
            exercise.slug,
            "not yet",
            "loads",
            "The folder that this notebook runs in is not there any more, so nothing was checked.",
            suggestion="Restart the kernel, or go to a folder that is there: os.chdir(...)",
        )
    from rnnbook.exercises.checker.runner.api import check_callable
    from rnnbook.exercises.checker.runner.pickling import code_of

    code = code_of(target)
    if code is not None and not _started(exercise, "".join(linecache.getlines(code.co_filename))):
        what = "as broken as it came" if exercise.bug else "still empty"
        message = f"{exercise.target} is {what}."
        return Outcome(exercise.slug, "not started", "started", message)
    return check_callable(exercise.slug, target, seed=seed)


def _started(exercise: Exercise, source: str) -> bool:
    try:
        return exercise.is_started(source)
    except (SyntaxError, ValueError):
        return True


def hint(exercise: str) -> None:
    """Show the next hint for an exercise; after the last one it starts again.

    Parameters
    ----------
    exercise : str
        The name of the exercise, or its title.
    """
    asked = find(exercise)
    number, count = _given.get(asked.slug, 0), len(asked.hints)
    _given[asked.slug] = (number + 1) % count
    last = " This was the last one." if number + 1 == count else ""
    text = f"Hint {number + 1} of {count}: {asked.hints[number]}{last}"
    print(textwrap.fill(text, width=76, break_on_hyphens=False, break_long_words=False))


def solution(exercise: str) -> Solution:
    """Show the solution of an exercise, after it was checked like any answer.

    Parameters
    ----------
    exercise : str
        The name of the exercise, or its title.

    Returns
    -------
    Solution
        The solution; a notebook shows it.

    Raises
    ------
    RuntimeError
        If it fails its check, which is not your fault.
    """
    from rnnbook.exercises.checker.runner.api import check_text

    asked = find(exercise)
    # Always the same seed, so that two builds of the book show the same.
    outcome = check_text(asked.slug, asked.solution, "solution.py", seed=0)
    if not outcome.solved:
        from rnnbook.exercises.checker.report import as_text

        raise RuntimeError(f"the solution of {asked.slug} fails:\n{as_text(outcome)}")
    return Solution(asked.solution, outcome.checks)
