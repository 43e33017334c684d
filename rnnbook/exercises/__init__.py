"""Exercises with checks, hints and solutions, in a notebook and in the terminal."""

from rnnbook.exercises.checker.spec import Exercise, Finding, Mistake
from rnnbook.exercises.checker.notebook import check, hint, solution

__all__ = ["Exercise", "Finding", "Mistake", "check", "hint", "solution"]
