"""What a reader hands in: a text, read once, from which everything else is made."""

from __future__ import annotations

import ast
import os
import sys
import types
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.starter import same_code, target_node

__all__ = ["Submission", "untouched"]


@dataclass(frozen=True)
class Submission:
    """The source of an answer, under the name by which messages call its file.

    Attributes
    ----------
    source : str
        The text.
    filename : str
        The name of its file.
    """

    source: str
    filename: str

    @cached_property
    def _python(self) -> tuple[ast.Module, types.CodeType]:
        """The source, parsed and compiled."""
        tree = ast.parse(self.source, self.filename)
        # At once: what parses may still be no Python, such as a return outside of a function.
        return tree, compile(tree, self.filename, "exec")

    @property
    def tree(self) -> ast.Module:
        """What Python parses the source to; a SyntaxError or ValueError if it is not Python."""
        return self._python[0]

    def run(self, name: str = "answer") -> dict[str, Any]:
        """Run the source as a new module, and return its names.

        Parameters
        ----------
        name : str
            What to call the module.

        Returns
        -------
        dict
            What the module defines.
        """
        _, code = self._python
        module = types.ModuleType(name)
        module.__file__ = os.path.abspath(self.filename)
        # Found there by what looks up a class by its module's name, such as dataclasses.
        sys.modules[name] = module
        exec(code, module.__dict__)
        return module.__dict__


def untouched(exercise: Exercise, submission: Submission) -> Outcome | None:
    """Return the outcome for a starter that says nothing of its own; None for all else.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    submission : Submission
        What was handed in.

    Returns
    -------
    Outcome or None
        "Not started", or nothing.
    """
    written, starter = target_node(submission.tree, exercise.target), exercise.starter_target
    if written is None or starter is None or not same_code(written, starter):
        return None
    what = "as broken as it came" if exercise.bug else "still empty"
    return Outcome(exercise.slug, "not started", "started", f"{exercise.target} is {what}.")
