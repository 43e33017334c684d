"""A catalogue of exercises: which there are, in which order, and whose book they belong to."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rnnbook.exercises.checker.spec import Exercise

__all__ = ["Catalogue", "Chapter", "catalogue_in"]

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


@dataclass(frozen=True, eq=False, kw_only=True)
class Catalogue:
    """All that the checker knows of the book whose exercises it checks.

    Attributes
    ----------
    module : str
        What readers import ``check`` from. Other processes find this object there, as
        ``CATALOGUE``.
    package : str
        The package with a sub-package for each exercise, and with ``order.json``.
    name : str
        What the book's distribution is called in messages, and before environment variables.
    version : str
        Its version.
    command : str
        The command in front of ``start``, ``check`` and the others.
    doctor : str
        The command that says what a machine lacks.
    sources : Path
        The folder of the book's code. A server of one state of it serves no other.
    first : str
        Where a reader begins who names no exercise.
    renamed : mapping of str to str
        What exercises were called in older versions of the book, and what they are called today.
    preload : tuple of str
        Modules that nearly every answer imports.
    preload_later : tuple of str
        Modules that some answers import.
    """

    module: str
    package: str
    name: str
    version: str
    command: str
    doctor: str
    sources: Path
    first: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    preload_later: tuple[str, ...] = ()

    @cached_property
    def folder(self) -> Path:
        """The folder of all exercises."""
        spec = find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"package must be one that is there, got {self.package!r}")
        return Path(spec.submodule_search_locations[0])

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters that have exercises, in the order of the book."""
        found = json.loads((self.folder / "order.json").read_text("utf-8"))
        return tuple(Chapter(c["name"], c["title"], tuple(c["exercises"])) for c in found)

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """The names of all exercises, in the order of the book."""
        return tuple(slug for chapter in self.chapters for slug in chapter.slugs)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the order of the book."""
        return tuple(map(self.load, self.slugs))

    @property
    def signature(self) -> str:
        """The book and its version, for a report of a fault."""
        return f"{self.name} {self.version}"

    def variable(self, name: str) -> str:
        """Return what an environment variable of the book is called."""
        return f"{self.name.upper()}_{name}"

    @property
    def measured_mime(self) -> str:
        """The type of the output in which a build finds what came of a prediction."""
        return f"application/vnd.{self.name}.measured+json"

    def load(self, slug: str) -> Exercise:
        """Return the exercise in the sub-package ``slug``."""
        exercise: Exercise = import_module(f"{self.package}.{slug}.exercise").exercise
        return exercise

    def find(self, exercise: str) -> Exercise:
        """Return the exercise that is called ``exercise``.

        Its name does, its title, a name that it had in an older version, and the beginning of a
        name or title that no other exercise shares. Capitals, spaces, hyphens and quotes make no
        difference.

        Parameters
        ----------
        exercise : str
            The name or title.

        Returns
        -------
        Exercise
            The exercise.

        Raises
        ------
        TypeError
            If ``exercise`` is not a string.
        ValueError
            If there is no such exercise, or more than one; the message names those that come near.
        """
        if not isinstance(exercise, str):
            raise TypeError(
                f"exercise must be the name of an exercise, a string, got {exercise!r:.60}"
            )
        words = _words(exercise)
        name = words.replace(" ", "_")
        name = self.renamed.get(name, name)
        if name in self.slugs:
            return self.load(name)
        fitting = [slug for title, slug in self._titles if title == words] or self._begun(words)
        if len(fitting) == 1:
            return self.load(fitting[0])
        near = fitting or self._near(words)
        advice = f" Did you mean {_one_of(near[:_FEW])}?" if near else ""
        raise ValueError(
            f"exercise must be the name of an exercise, got {exercise[:60]!r}.{advice}"
        )

    def former_names(self, slug: str) -> list[str]:
        """Return the names that an exercise had in older versions."""
        return [old for old, new in self.renamed.items() if new == slug]

    @cached_property
    def _titles(self) -> list[tuple[str, str]]:
        """The words of each title, with the exercise that has it."""
        return [(_words(exercise.title), exercise.slug) for exercise in self.exercises]

    def _begun(self, words: str) -> list[str]:
        """Return the exercises whose name or title begins with ``words``."""
        names = [(_words(slug), slug) for slug in self.slugs]
        found = [slug for name, slug in names + self._titles if words and name.startswith(words)]
        return list(dict.fromkeys(found))

    def _near(self, words: str) -> list[str]:
        """Return the exercises whose name or title is most like ``words``, the nearest first."""
        named = dict([*self._titles, *((_words(slug), slug) for slug in self.slugs)])
        near = [name for name in named if words and words in name]
        near += difflib.get_close_matches(words, named, n=_FEW)
        return list(dict.fromkeys(named[name] for name in near))


def catalogue_in(module: str) -> Catalogue:
    """Return the catalogue of a book, as another process finds it.

    Parameters
    ----------
    module : str
        The module that holds it as ``CATALOGUE``.

    Returns
    -------
    Catalogue
        The catalogue.
    """
    found: Catalogue = import_module(module).CATALOGUE
    return found


def _words(text: str) -> str:
    """Return the words of a name or a title, without what is typed in one way or another."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _one_of(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
