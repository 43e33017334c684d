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
from typing import Any, Literal, get_args

from rnnbook.exercises.checker.starter import Target, edited, public_name, starter_of, target_node
from rnnbook.exercises.checker.strategies import Strategy

__all__ = ["KINDS", "Edit", "Exercise", "Finding", "Mistake", "Question", "Tolerance"]

Kind = Literal["function", "module", "measurement", "claim", "prediction", "pencil", "repair"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of exercise."""

Edit = tuple[str, str]
"""A piece of a solution that occurs in it exactly once, and what stands there instead."""


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer: the solution with some pieces replaced, and what to say about it.

    Attributes
    ----------
    message : str
        A sentence or two that name the mistake, without giving the answer away.
    edits : tuple of Edit
        The replacements that turn the solution into the mistake.
    """

    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """What a property found wanting in an answer.

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
    """How near a number must be: ``|got - expected| <= atol + rtol * |expected|``."""

    rtol: float = 1e-6
    atol: float = 1e-9


@dataclass(frozen=True)
class Question:
    """What a page asks for where a reader answers without code: one number, or one of a few.

    Attributes
    ----------
    name : str
        What stands beside its field.
    choices : tuple of str or float
        What can be chosen; empty where any number can be typed.
    group : str
        What it belongs to, where several questions in a row are about one thing.
    within : float, optional
        How far off a number may be, where the exercise's tolerance does not suit a pencil.
    """

    name: str
    choices: tuple[str | float, ...] = ()
    group: str = ""
    within: float | None = None


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
    observed_as : str
        What to call that value in a message, such as ``"the state"``.
    result_names : tuple of str
        What to call the entries of a result that is a tuple.
    gradients : bool
        Whether gradients with respect to floating-point inputs have to agree as well.
    properties : tuple of callable
        ``property(target, seed) -> Finding or None``: what must hold of the answer for every seed.
    seconds : float
        How long one check may take.
    bug : tuple of Edit
        For a repair: the edits of the solution that make the program to be repaired.
    questions : tuple of Question
        What a page asks for, in the order in which the values stand in the result; by default the
        ``result_names`` of a prediction.
    example : tuple
        The arguments of the call whose result a page asks for.

    Raises
    ------
    ValueError
        If a field holds what no exercise can have; the message names the field.
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
    observed_as: str = "the result"
    result_names: tuple[str, ...] = ()
    gradients: bool = False
    properties: tuple[Callable[[Any, int], Finding | None], ...] = ()
    seconds: float = 10.0
    bug: tuple[Edit, ...] = ()
    questions: tuple[Question, ...] = ()
    example: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no exercise can have."""
        for name, fits, wanted in (
            ("level", self.level in (1, 2, 3), "1, 2 or 3"),
            ("minutes", self.minutes in range(1, 91), "a whole number from 1 to 90"),
            ("kind", self.kind in KINDS, f"one of {', '.join(KINDS)}"),
            ("hints", len(self.hints) > 0, "at least one hint"),
            ("seconds", self.seconds > 0, "positive"),
            ("bug", bool(self.bug) == (self.kind == "repair"), "given for a repair, and only then"),
        ):
            if not fits:
                value = getattr(self, name)
                raise ValueError(f"{self.slug}: {name} must be {wanted}, got {value!r:.60}")

    @classmethod
    def prediction(cls, *, truth: str, guesses: Mapping[str, str], **fields: Any) -> Exercise:
        """Return an exercise of the kind ``"prediction"``.

        Parameters
        ----------
        truth : str
            The piece of the solution that says what came out.
        guesses : mapping of str to str
            What stands there in a known wrong prediction, and what to say about it.
        **fields
            The other fields of the exercise.

        Returns
        -------
        Exercise
            The exercise.
        """
        mistakes = tuple(Mistake(said, ((truth, guess),)) for guess, said in guesses.items())
        return cls(kind="prediction", mistakes=mistakes, **fields)

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
    def starter_target(self) -> Target | None:
        """The target as the starter has it."""
        return target_node(ast.parse(self.starter), self.target)

    @cached_property
    def is_class(self) -> bool:
        """Whether the target is a class."""
        return isinstance(self.starter_target, ast.ClassDef)
