"""Which exercises there are, in the order of the book."""

from __future__ import annotations

import difflib
import importlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rnnbook.exercises.exercise import Exercise

__all__ = ["CATALOGUE", "Chapter", "chapters", "every_exercise", "find"]

CATALOGUE = Path(__file__).parent / "catalogue"
"""The folder of all exercises. Its order.json and the statements are made from the chapters."""


@dataclass(frozen=True)
class Chapter:
    """A chapter and its exercises, in order.

    Attributes
    ----------
    name : str
        The name of its page.
    title : str
        Its title.
    slugs : tuple of str
        Its exercises.
    """

    name: str
    title: str
    slugs: tuple[str, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the chapters that have exercises, in the order of the book."""
    found = json.loads((CATALOGUE / "order.json").read_text("utf-8"))
    return tuple(Chapter(c["name"], c["title"], tuple(c["exercises"])) for c in found)


def every_exercise() -> tuple[Exercise, ...]:
    """Return all exercises, in the order of the book."""
    return tuple(find(slug) for chapter in chapters() for slug in chapter.slugs)


@cache
def find(slug: str) -> Exercise:
    """Return the exercise called ``slug``; a hyphen does for an underscore.

    Raises
    ------
    TypeError
        If ``slug`` is not a string.
    ValueError
        If there is no such exercise; the message names similar ones.

    Examples
    --------
    >>> find("hidden-register").level
    2
    """
    if not isinstance(slug, str):
        raise TypeError(f"slug must be the name of an exercise, a string, got {slug!r:.60}")
    name = slug.strip().lower().replace("-", "_")
    known = [s for chapter in chapters() for s in chapter.slugs]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        near = near or [s for s in known if name and name in s][:3]
        advice = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ValueError(f"slug must be the name of an exercise, got {slug[:60]!r}.{advice}")
    module = importlib.import_module(f"rnnbook.exercises.catalogue.{name}.exercise")
    exercise: Exercise = module.exercise
    return exercise
