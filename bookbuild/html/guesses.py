"""What a page needs to answer a guess: the checker's own verdict, worked out while building.

A prediction, and an exercise with pencil and paper that has `questions`, is answered on its page.
For each value the page gets the two numbers between which the checker takes it for right. These are
found with the checker's own exact arithmetic and are its last floating-point numbers inside, so
that a comparison in the browser agrees with `check` for every number that a reader can type. Known
wrong answers, with what the checker says to them, come in the same form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sphinx.errors import ExtensionError

from rnnbook.exercises import Exercise, Question, Tolerance
from rnnbook.exercises.checker.starter import edited

Value = str | bool | float
# Of a number as a page shows it.
DIGITS = 3
# A number that may be off by less of its size, or of 1, has to be the value itself.
EXACT = 1e-5


@dataclass(frozen=True)
class Answer:
    """A value of the result, and what a page needs to judge a guess at it.

    Attributes
    ----------
    low, high : float
        The least and the greatest number that counts as right; of choices, their places.
    shown : str
        The value, for people.
    within : str
        How far off a guess may be, for people; empty where it has to be the value itself.
    """

    low: float
    high: float
    shown: str
    within: str


def leaves(result: Any) -> Iterator[Value]:
    """Yield the values in a result, one after the other."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, tuple | list):
        for inner in result:
            yield from leaves(inner)
    else:
        yield result


def result_of(exercise: Exercise, source: str) -> Any:
    """Return what an answer gives for the example of its exercise."""
    names: dict[str, Any] = {}
    exec(compile(source, exercise.slug, "exec"), names)
    return names[exercise.target](*exercise.example)


def questions(exercise: Exercise) -> tuple[Question, ...]:
    """Return what a page asks for; nothing where only code can answer.

    Raises
    ------
    ExtensionError
        If there are not as many questions as values in the result.
    """
    asked = exercise.questions
    if not asked and exercise.kind == "prediction":
        asked = tuple(map(Question, exercise.result_names))
    if asked or exercise.kind == "prediction":
        count = len(list(leaves(result_of(exercise, exercise.solution))))
        if count != len(asked):
            raise ExtensionError(
                f"{exercise.slug}: its page asks {len(asked)} questions, and its result has "
                f"{count} values: give it as many questions, or result_names"
            )
    return asked


def inside(bound: Fraction, toward: float) -> float:
    """Return the last floating-point number that does not lie beyond a bound."""
    found = float(bound)
    beyond = Fraction(found) > bound if toward < 0 else Fraction(found) < bound
    return math.nextafter(found, toward) if beyond else found


def interval(value: float, tolerance: Tolerance) -> tuple[float, float]:
    """Return the least and the greatest number that the checker takes for a value."""
    exact = Fraction(value)
    room = Fraction(tolerance.atol) + Fraction(tolerance.rtol) * abs(exact)
    return inside(exact - room, math.inf), inside(exact + room, -math.inf)


def in_words(value: Value) -> str:
    """Return a value as a page shows it: no share that is not whole becomes 0 or 1."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == int(value):
        return f"{int(value)}".replace("-", "−")
    whole = len(str(abs(int(value))))
    for digits in range(max(DIGITS, whole), 17):
        shown = Decimal(f"{value:.{digits}g}")
        if abs(shown) not in (0, 1):
            break
    return f"{shown:f}".replace("-", "−")


def tolerance_of(exercise: Exercise, question: Question) -> Tolerance:
    """Return how near a number must be."""
    if question.within is None:
        return exercise.tolerance
    return Tolerance(rtol=0.0, atol=question.within)


def answer(exercise: Exercise, question: Question, value: Value) -> Answer:
    """Return what counts as a value.

    Raises
    ------
    ExtensionError
        If it cannot be chosen, or what counts as right does not stand side by side.
    """
    tolerance = tolerance_of(exercise, question)
    if not question.choices:
        number = float(value)
        low, high = interval(number, tolerance)
        room = (high - low) / 2
        return Answer(
            low, high, in_words(value), in_words(room) if room > EXACT * max(1, abs(number)) else ""
        )
    right = [
        place for place, choice in enumerate(question.choices) if is_near(choice, value, tolerance)
    ]
    if not right or right[-1] - right[0] >= len(right):
        raise ExtensionError(
            f"{exercise.slug}: {value!r} must be one of the choices {question.choices} for "
            f"{question.name!r}"
        )
    return Answer(right[0], right[-1], in_words(value), "")


def is_near(choice: Value, value: Value, tolerance: Tolerance) -> bool:
    """Return whether the checker takes a choice for a value."""
    if isinstance(choice, str | bool) or isinstance(value, str):
        return choice == value
    low, high = interval(value, tolerance)
    return low <= choice <= high


def answers(exercise: Exercise, result: Any) -> list[Answer]:
    """Return what counts as each value of a result."""
    pairs = zip(questions(exercise), leaves(result), strict=True)
    return [answer(exercise, question, value) for question, value in pairs]


def comments(exercise: Exercise) -> Iterator[tuple[list[Answer], str]]:
    """Yield known wrong answers, in the checker's order, and what it says to them."""
    right = list(leaves(result_of(exercise, exercise.solution)))
    for mistake in exercise.mistakes:
        try:
            result = result_of(exercise, edited(exercise.solution, mistake.edits))
            wrong = list(leaves(result))
            if len(wrong) == len(right) and wrong != right:
                yield answers(exercise, result), mistake.message
        except (ArithmeticError, ValueError):
            continue


def data(exercise: Exercise, measured: Any = None) -> dict[str, Any]:
    """Return what the script in a page reads, in short: it stands in the page's bytes.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    measured : object, optional
        What the run of the page found; by default what the exercise's record says.
    """
    result = result_of(exercise, exercise.solution) if measured is None else measured
    asked = questions(exercise)
    right = answers(exercise, result)
    found: dict[str, Any] = {
        "kind": exercise.kind,
        "bounds": [[one.low, one.high] for one in right],
        "shown": [one.shown for one in right],
        "within": [one.within for one in right],
        "comments": [
            [[[one.low, one.high] for one in wrong], said] for wrong, said in comments(exercise)
        ],
    }
    if any(question.choices for question in asked):
        found["choices"] = [list(map(in_words, question.choices)) for question in asked]
    return found
