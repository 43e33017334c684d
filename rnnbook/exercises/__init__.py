"""Exercises with checks, hints and solutions, in a notebook and in the terminal."""

from rnnbook.exercises.book import CATALOGUE, check, hint, solution
from rnnbook.exercises.checker.spec import Exercise, Finding, Mistake, Question, Tolerance

__all__ = [
    "CATALOGUE",
    "Exercise",
    "Finding",
    "Mistake",
    "Question",
    "Tolerance",
    "check",
    "hint",
    "solution",
]
