"""What the parts of a build share: in a build, and from one build to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from bookbuild.hosting import Repository


@dataclass
class BuildState:
    """What one build finds out.

    Attributes
    ----------
    repository : Repository or None
        Where this copy of the book lives on the web.
    verified : str
        The line of every page that says when it was verified.
    pages_written : bool
        Whether a page of the site was written.
    tracebacks : list of str
        The pages that show a traceback.
    wrong_formulas : list of str
        Page and source of each formula that KaTeX rejects.
    places : dict
        {page: where in the book it stands, a toc.Place}, in the order of the book.
    parts : list of Part
        The parts of the book with their pages: see bookbuild/html/frame.py.
    """

    repository: Repository | None = None
    verified: str = ""
    pages_written: bool = False
    tracebacks: list[str] = field(default_factory=list)
    wrong_formulas: list[str] = field(default_factory=list)
    places: dict[str, Any] = field(default_factory=dict)
    parts: list[Any] = field(default_factory=list)


class Entry(NamedTuple):
    """A term of the index, and the section of its page that it leads to."""

    term: str
    section: str
    title: str


class Use(NamedTuple):
    """A section whose cells use a name of the package, and what it is called.

    The anchor is empty for the lines before the first section of a page.
    """

    name: str
    anchor: str
    title: list[nodes.Node]


class Times(NamedTuple):
    """How many minutes a page takes to read and its exercises to solve, and how long it runs."""

    minutes: int
    seconds: str = ""
    exercises: int = 0
    practice: int = 0


class MenuEntry(NamedTuple):
    """A line of a menu: it leads to an address, or does something (see menus.js)."""

    words: str
    title: str
    address: str = ""
    download: bool = False
    does: str = ""


@dataclass
class Menu:
    """A menu of a page's header; `icon` is one of bookbuild/theme/icons.html."""

    title: str
    icon: str
    entries: list[MenuEntry]


@dataclass
class EnvironmentState:
    """What is kept of the pages, with Sphinx's own environment.

    Attributes
    ----------
    pages : dict
        {page: {"cells": whether it has any, "claims": [record], "rounded": [problem]}} of all
        pages read; the problems are numbers that are printed otherwise than they are.
    claim_tables : set of str
        The pages that have tables of claims.
    terms : dict
        {page: its entries of the index}.
    term_indexes : set of str
        The pages that show the index.
    uses : dict
        {page: the names of the package that its cells use}.
    measured : dict
        {page: {exercise: what its run found of a prediction}}.
    guess_lists : set of str
        The pages that list all predictions.
    times : dict
        {page: how long it takes to read, to run, and to solve}.
    descriptions : dict
        {page: a sentence that says what it is about}.
    """

    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    claim_tables: set[str] = field(default_factory=set)
    terms: dict[str, list[Entry]] = field(default_factory=dict)
    term_indexes: set[str] = field(default_factory=set)
    uses: dict[str, list[Use]] = field(default_factory=dict)
    measured: dict[str, dict[str, Any]] = field(default_factory=dict)
    guess_lists: set[str] = field(default_factory=set)
    times: dict[str, Times] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


_BUILDS: WeakKeyDictionary[Sphinx, BuildState] = WeakKeyDictionary()


def build_state(app: Sphinx) -> BuildState:
    """Return what a build has found out."""
    return _BUILDS.setdefault(app, BuildState())


def environment_state(env: BuildEnvironment) -> EnvironmentState:
    """Return what is kept of the pages."""
    # Sphinx stores its environment's attributes, and has no other place for an extension's.
    kept: EnvironmentState = vars(env).setdefault("bookbuild", EnvironmentState())
    return kept


def in_order(env: BuildEnvironment) -> list[str]:
    """Return the pages in the order of the table of contents."""

    def below(docname: str) -> Iterator[str]:
        yield docname
        for child in env.toctree_includes.get(docname, []):
            yield from below(child)

    return list(dict.fromkeys(below(env.config.root_doc)))
