"""Exercises with checks, hints and solutions, in a notebook and in the terminal."""

from rnnbook.exercises.exercise import Exercise, Finding, Mistake

__all__ = ["Exercise", "Finding", "Mistake"]
