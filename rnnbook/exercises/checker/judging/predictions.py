"""What a check says to a prediction: what was said, beside what it is."""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from typing import Any

from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.describing import number
from rnnbook.exercises.checker.judging.one_call import reference
from rnnbook.exercises.checker.judging.reading import taken
from rnnbook.exercises.checker.spec import Exercise

__all__ = ["describe_prediction"]


def describe_prediction(exercise: Exercise, said: Any) -> str:
    """Return a line for each piece of a prediction, and how many of them are near enough.

    Parameters
    ----------
    exercise : Exercise
        What was to be predicted.
    said : object
        The prediction, of the same kind and length as what came out.

    Returns
    -------
    str
        As in ``"(a): you said 0.8, it is 0.54."``, line by line.
    """
    true = reference(exercise)()
    said = taken(said, true, "the result", exercise.result_names)
    lines, right = [], 0
    for name, mine, other in entries(exercise, said, true):
        right += first_mismatch(mine, other, exercise.tolerance) is None
        name = name[:1].upper() + name[1:]
        lines.append(f"{name}: you said {in_words(mine)}, it is {in_words(other)}.")
    verdict = f"{right} of {len(lines)} count as right."
    if len(lines) == 1:
        verdict = "You were right." if right else "You expected something else."
    return "\n".join([*lines, verdict])


def entries(exercise: Exercise, said: Any, true: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, prediction and truth of each piece."""
    if isinstance(true, dict):
        for key in true:
            yield str(key), said[key], true[key]
    elif isinstance(true, tuple | list):
        for index, (mine, other) in enumerate(zip(said, true, strict=True)):
            named = index < len(exercise.result_names)
            yield exercise.result_names[index] if named else f"Number {index + 1}", mine, other
    else:
        yield "Your prediction", said, true


def in_words(value: Any) -> str:
    """Return a piece of a prediction as one would write it down."""
    if isinstance(value, tuple | list):
        return ", ".join(map(in_words, value))
    return number(value) if isinstance(value, numbers.Number) else f'"{str(value).strip()}"'
