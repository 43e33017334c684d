"""What an exercise is: who it is for, how it is drawn, what counts as an answer.

An exercise's ``exercise.py`` is read to list the exercises, so neither this module nor those
files import torch at their top; what draws and judges imports it when it runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from rnnbook.exercises.checker.strategies import Strategy
from rnnbook.exercises.checker.starter import edited, public_name, same_code, starter_of, target_node

__all__ = ["KINDS", "Tolerance", "Edit", "Exercise", "Finding", "Mistake"]

KINDS = ("function", "module", "measurement", "claim", "prediction", "pencil", "repair")
"""The kinds of exercise."""

Kind = Literal["function", "module", "measurement", "claim", "prediction", "pencil", "repair"]
Edit = tuple[str, str]
"""A piece of a solution that occurs in it exactly once, and what stands there instead."""


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer: the solution with some pieces replaced, and what to say about it.

    Attributes
    ----------
    says : str
        A sentence or two that name the mistake, without giving the answer away.
    edits : tuple of Edit
        The replacements that turn the solution into the mistake.
    """

    says: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """What a claim found wanting in an answer.

    Attributes
    ----------
    message : str
        One sentence: what is not so.
    expected, got : str
        What was expected, and what was found.
    suggestion : str
        Where to look.
    """

    message: str
    expected: str = ""
    got: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Tolerance:
    """How near a number must be: ``|got - expected| <= absolute + relative * |expected|``."""

    relative: float = 1e-6
    absolute: float = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """One exercise of the catalogue; equal to itself only, so that results can be kept for it.

    Attributes
    ----------
    file : str
        The path of the module that declares it; the name of its folder is the slug.
    chapter : str
        The page on which its statement stands, such as ``"hidden-state"``.
    level : int
        1 (a few lines that follow from the page), 2 (a step of one's own) or 3 (hard).
    minutes : int
        How long a reader may need.
    kind : str
        One of ``KINDS``.
    arguments : tuple of Strategy
        How each argument of the target is drawn.
    hints : tuple of str
        From a push to nearly the answer.
    mistakes : tuple of Mistake
        Wrong answers that get a message of their own.
    sizes : mapping of str to int
        Sizes of named axes where the usual ones do not fit.
    smallest : mapping of str to int
        The smallest size of an axis where it is not 1.
    tolerance : Tolerance
        How near to the reference a number must be.
    observe : callable, optional
        ``observe(result, arguments) -> value``: what is compared instead of the result itself, for
        example the outputs of a module the target builds.
    observes : str
        What to call that value in a message, such as ``"the state"``.
    pieces : tuple of str
        What to call the entries of a result that is a tuple.
    gradients : bool
        Whether gradients with respect to floating-point inputs have to agree as well.
    claims : tuple of callable
        ``claim(target, seed) -> Finding or None``: statements about the answer over seeds.
    seconds : float
        How long one check may take.
    broken : tuple of Edit
        For a repair: the edits of the solution that make the program to be repaired.
    """

    file: str
    chapter: str
    level: int
    minutes: int
    kind: Kind
    hints: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    arguments: tuple[Strategy, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    smallest: Mapping[str, int] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)
    observe: Callable[[Any, tuple[Any, ...]], Any] | None = None
    observes: str = "the result"
    pieces: tuple[str, ...] = ()
    gradients: bool = False
    claims: tuple[Callable[[Any, int], Finding | None], ...] = ()
    seconds: float = 10.0
    broken: tuple[Edit, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of the exercise's files."""
        return Path(self.file).parent

    @property
    def slug(self) -> str:
        """The name by which the exercise is called everywhere."""
        return self.folder.name

    @property
    def label(self) -> str:
        """The label of the statement on its page."""
        return "ex-" + self.slug.replace("_", "-")

    @property
    def hides_answer(self) -> bool:
        """Whether the answer is a value to be found, which no message may give away."""
        return not self.arguments and self.observe is None

    @cached_property
    def solution(self) -> str:
        """The source of the solution."""
        return (self.folder / "solution.py").read_text("utf-8")

    @cached_property
    def target(self) -> str:
        """The name of the function or class that is asked for."""
        return public_name(self.solution)

    @cached_property
    def statement(self) -> str:
        """What is asked, in Markdown, as on the page; the first line is the title."""
        return (self.folder / "statement.md").read_text("utf-8")

    @cached_property
    def explanation(self) -> str:
        """What the page says beside the solution, in Markdown; empty where it says nothing."""
        path = self.folder / "explanation.md"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def title(self) -> str:
        """The exercise's title."""
        return self.statement.partition("\n")[0].removeprefix("# ")

    @cached_property
    def starter(self) -> str:
        """What a reader begins with: the solution without its answer, or with its bug."""
        if self.bug:
            return edited(self.solution, self.bug)
        return starter_of(self.solution)

    @cached_property
    def is_class(self) -> bool:
        """Whether the target is a class."""
        nodes = ast.parse(self.solution).body
        return any(isinstance(n, ast.ClassDef) and n.name == self.target for n in nodes)

    def is_started(self, source: str) -> bool:
        """Tell whether the target in ``source`` says anything else than the starter does."""
        written = target_node(source, self.target)
        starter = target_node(self.starter, self.target)
        return written is None or starter is None or not same_code(written, starter)
