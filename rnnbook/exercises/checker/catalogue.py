"""Which exercises there are, in the order of the book."""

from __future__ import annotations

import difflib
import importlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rnnbook.exercises.checker.spec import Exercise

__all__ = [
    "BEGINNING",
    "CATALOGUE",
    "RENAMED",
    "Chapter",
    "chapters",
    "every_exercise",
    "find",
    "former_names",
    "slugs",
]

CATALOGUE = Path(__file__).parent / "catalogue"
"""The folder of all exercises. Its order.json and the statements are made from the chapters."""

BEGINNING = "hidden_each_step"
"""Where a reader begins who names no exercise: what a recurrent network does, in a few lines."""

RENAMED: dict[str, str] = {}
"""What exercises were called in older versions of the book, and what they are called today.

A reader's progress and answers are found again by it. Whoever renames an exercise adds a line.
"""

_FEW = 3


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


@cache
def slugs() -> tuple[str, ...]:
    """Return the names of all exercises, in the order of the book."""
    return tuple(slug for chapter in chapters() for slug in chapter.slugs)


def every_exercise() -> tuple[Exercise, ...]:
    """Return all exercises, in the order of the book."""
    return tuple(map(_loaded, slugs()))


def find(exercise: str) -> Exercise:
    """Return the exercise that is called ``exercise``.

    Its name does, its title, a name that it had in an older version, and the beginning of a name
    or title that no other exercise shares. Capitals, spaces, hyphens and quotes make no difference.

    Raises
    ------
    TypeError
        If ``exercise`` is not a string.
    ValueError
        If there is no such exercise, or more than one; the message names those that come near.

    Examples
    --------
    >>> find("hidden-register").level
    2
    >>> find("One step back").slug
    'backpropagation_step'
    """
    if not isinstance(exercise, str):
        raise TypeError(f"exercise must be the name of an exercise, a string, got {exercise!r:.60}")
    words = _words(exercise)
    name = words.replace(" ", "_")
    name = RENAMED.get(name, name)
    if name in slugs():
        return _loaded(name)
    fitting = [slug for title, slug in _titles() if title == words] or _begun(words)
    if len(fitting) == 1:
        return _loaded(fitting[0])
    near = fitting or _near(words)
    advice = f" Did you mean {_one_of(near[:_FEW])}?" if near else ""
    raise ValueError(f"exercise must be the name of an exercise, got {exercise[:60]!r}.{advice}")


def former_names(slug: str) -> list[str]:
    """Return the names that an exercise had in older versions."""
    return [old for old, new in RENAMED.items() if new == slug]


@cache
def _loaded(slug: str) -> Exercise:
    module = importlib.import_module(f"rnnbook.exercises.catalogue.{slug}.exercise")
    exercise: Exercise = module.exercise
    return exercise


def _words(text: str) -> str:
    """Return the words of a name or a title, without what is typed in one way or another."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _titles() -> list[tuple[str, str]]:
    """Return the words of each title, with the exercise that has it."""
    return [(_words(_loaded(slug).title), slug) for slug in slugs()]


def _begun(words: str) -> list[str]:
    """Return the exercises whose name or title begins with ``words``."""
    names = [(_words(slug), slug) for slug in slugs()]
    found = [slug for name, slug in names + _titles() if words and name.startswith(words)]
    return list(dict.fromkeys(found))


def _near(words: str) -> list[str]:
    """Return the exercises whose name or title is most like ``words``, the nearest first."""
    named = dict([*_titles(), *((_words(slug), slug) for slug in slugs())])
    near = [name for name in named if words and words in name]
    near += difflib.get_close_matches(words, named, n=_FEW)
    return list(dict.fromkeys(named[name] for name in near))


def _one_of(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
