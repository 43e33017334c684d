"""Exercises in a notebook: check an answer, ask for a hint, see the solution."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.spec import Exercise

__all__ = ["Notebook", "NotebookOutcome", "Solution"]


class NotebookOutcome(Outcome):
    """An outcome that a notebook and ``print`` show as a report.

    Parameters
    ----------
    outcome : Outcome
        What a check found.
    exercise : Exercise
        What was checked.
    catalogue : Catalogue
        The book that it is from.
    """

    def __init__(self, outcome: Outcome, exercise: Exercise, catalogue: Catalogue) -> None:
        super().__init__(**vars(outcome))
        # The record is frozen: what shows it comes in by the back door.
        object.__setattr__(self, "_shown", (outcome, exercise, catalogue))

    def __str__(self) -> str:
        """Return what a notebook shows, in letters that a script can print."""
        return self._text(getattr(sys.stdout, "encoding", None) or "utf-8")

    __repr__ = __str__

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """Show the outcome in a notebook."""
        return {"text/plain": self._text("utf-8")}

    def _text(self, encoding: str) -> str:
        # Not at the top: whoever imports check does not wait for what shows its outcomes.
        from rnnbook.exercises.checker.report import Report

        shown: tuple[Outcome, Exercise, Catalogue] = vars(self)["_shown"]
        return Report(*shown, notebook=True).as_text(encoding=encoding)


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
    def _verdict(self) -> str:
        passed = f"{self.checks} check{'' if self.checks == 1 else 's'}"
        return f"This solution passes its check: {passed}."

    def __repr__(self) -> str:
        return f"{self.source.rstrip()}\n\n# {self._verdict}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """Show the solution as code, folded in a notebook that Run All may have run."""
        if "JPY_SESSION_NAME" in os.environ:  # what a Jupyter server tells the kernels it starts
            from IPython.display import Code

            code = Code(data=self.source, language="python")._repr_html_()
            lid = "<summary>The solution (click to open)</summary>"
            page = f"<details>{lid}{code}</details><p>{self._verdict}</p>"
            return {"text/plain": repr(self), "text/html": page}
        block = f"```python\n{self.source.rstrip()}\n```\n\n{self._verdict}"
        return {"text/plain": repr(self), "text/markdown": block}


class Notebook:
    """What a reader calls in a notebook, for the exercises of one book.

    Parameters
    ----------
    catalogue : Catalogue
        The book.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._hints: dict[str, int] = {}

    def check(
        self, exercise: str, target: Callable[..., Any], *, seed: int | None = None
    ) -> NotebookOutcome:
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
        asked = self._catalogue.find(exercise)
        if not callable(target):
            raise TypeError(
                f"target must be your function or class itself, such as {asked.target}, without "
                f"brackets behind it; got {target!r:.60}"
            )
        outcome = self._outcome(asked, target, seed)
        if outcome.agrees and self._catalogue.variable("BUILD") in os.environ:
            self._record(asked, target)
        names = sys._getframe(1).f_globals
        missing = [
            each.__name__ for each in (self.hint, self.solution) if names.get(each.__name__) != each
        ]
        if missing and not outcome.solved:
            home = self._catalogue.module
            print(f"For what is named below:  from {home} import {', '.join(missing)}\n")
        return NotebookOutcome(outcome, asked, self._catalogue)

    def _record(self, exercise: Exercise, target: Callable[..., Any]) -> None:
        """Hand what came out to the program that builds the book: its page shows it."""
        from IPython.display import display

        record = {"exercise": exercise.slug, "result": _plain(target())}
        display({self._catalogue.measured_mime: record}, raw=True)

    def _outcome(self, exercise: Exercise, target: Callable[..., Any], seed: int | None) -> Outcome:
        try:
            os.getcwd()
        except OSError:
            return Outcome(
                exercise.slug,
                "not yet",
                "loads",
                "The folder that this notebook runs in is not there any more, so nothing was "
                "checked.",
                suggestion="Restart the kernel, or go to a folder that is there: os.chdir(...)",
            )
        from rnnbook.exercises.checker.runner import api

        return api.check_callable(self._catalogue, exercise, target, seed=seed)

    def hint(self, exercise: str) -> None:
        """Show the next hint for an exercise; after the last one it starts again.

        Parameters
        ----------
        exercise : str
            The name of the exercise, or its title.
        """
        asked = self._catalogue.find(exercise)
        number, count = self._hints.get(asked.slug, 0), len(asked.hints)
        self._hints[asked.slug] = (number + 1) % count
        last = " This was the last one." if number + 1 == count else ""
        text = f"Hint {number + 1} of {count}: {asked.hints[number]}{last}"
        print(textwrap.fill(text, width=76, break_on_hyphens=False, break_long_words=False))

    def solution(self, exercise: str) -> Solution:
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
        from rnnbook.exercises.checker.runner import api

        asked = self._catalogue.find(exercise)
        # Always the same seed, so that two builds of the book show the same.
        outcome = api.check_text(self._catalogue, asked, asked.solution, "solution.py", seed=0)
        if not outcome.solved:
            from rnnbook.exercises.checker.report import Report

            text = Report(outcome, asked, self._catalogue).as_text()
            raise RuntimeError(f"the solution of {asked.slug} fails:\n{text}")
        return Solution(asked.solution, outcome.checks)


def _plain(value: Any) -> Any:
    """Return a result that agrees with a prediction as JSON can write it."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str) else float(value)
