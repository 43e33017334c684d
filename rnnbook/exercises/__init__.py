"""Exercises with checks, hints and solutions, in a notebook and in the terminal."""

from rnnbook.exercises.exercise import Exercise, Finding, Mistake
from rnnbook.exercises.notebook import check, hint, solution

__all__ = ["Exercise", "Finding", "Mistake", "check", "hint", "solution"]
