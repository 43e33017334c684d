"""One call of an answer, judged from "it runs" to "its values are right"."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.exercises.exercise import Exercise
from rnnbook.exercises.judging.comparing import Difference, describe, first_difference
from rnnbook.exercises.judging.ladder import Rung, draw
from rnnbook.exercises.judging.loading import line_of, module_from

__all__ = [
    "ANY_ERROR",
    "OurBugError",
    "Stop",
    "argument_names",
    "error_text",
    "expected",
    "judge",
    "observed",
    "reference",
    "run",
]

# What the code of an answer may raise; Ctrl-C is not among them.
ANY_ERROR = (Exception, SystemExit)


class OurBugError(Exception):
    """The book's own solution, or the check itself, failed."""


class Stop(Exception):  # noqa: N818 (not an error: the way out of a check)
    """What is wrong with an answer, the line to blame, and the result where there is one."""

    def __init__(self, difference: Difference, where: str = "", result: Any = None) -> None:
        super().__init__(difference.message)
        self.difference, self.where, self.result = difference, where, result


def reference(exercise: Exercise) -> Callable[..., Any]:
    """Return the target of the solution, a new one each time."""
    names = module_from(exercise.solution, str(exercise.folder / "solution.py"))
    return names[exercise.target]


@lru_cache(maxsize=32)
def expected(exercise: Exercise, rung: Rung) -> tuple[Any, Any]:
    """Return the reference's result, and what is compared of it: the same objects each time."""
    try:
        correct, arguments = reference(exercise), draw(exercise, rung)
        torch.manual_seed(0)
        result = correct(*arguments)
        if result is None:
            raise OurBugError(f"The solution of {exercise.slug} returned None.")
        return result, observed(exercise, result, draw(exercise, rung))
    except ANY_ERROR as error:
        if isinstance(error, OurBugError):
            raise
        raise OurBugError(f"The book's own solution failed: {error_text(error)}") from error


def observed(exercise: Exercise, result: Any, arguments: tuple[Any, ...]) -> Any:
    """Return what is compared of a result."""
    if exercise.observe is None:
        return result
    torch.manual_seed(0)
    return exercise.observe(result, arguments)


def judge(
    exercise: Exercise, rung: Rung, wanted: tuple[Any, Any], target: Any, filename: str
) -> None:
    """Call the target on one rung, and stop at the first thing that is wrong."""
    arguments, before = draw(exercise, rung), draw(exercise, rung)
    torch.manual_seed(0)
    result = run(lambda: target(*arguments), filename)
    names = argument_names(target)
    for number, (now, then) in enumerate(zip(arguments, before, strict=True)):
        if _changed(now, then):
            name = names[number] if number < len(names) else f"number {number + 1}"
            raise Stop(
                Difference(
                    "inputs",
                    f"The call changed its argument {name}.",
                    f"{name} as it was passed in",
                    f"{name} with other values",
                    "Training changes a model's parameters. Work on a copy: copy.deepcopy(model)."
                    if isinstance(now, nn.Module)
                    else "Operations that end in _, += and writing into x[...] change a tensor in "
                    "place. Work on a copy: x.clone().",
                )
            )
    if result is None:
        raise Stop(
            Difference(
                "none",
                f"{exercise.target} returned None.",
                describe(wanted[0]),
                "None",
                "Is there a return at the end?",
            )
        )
    found = first_difference(result, wanted[0], exercise.close, exercise.pieces)
    if exercise.observe is None:
        if found is not None:
            raise Stop(found, result=result)
        return
    # What is built is judged by what it does: its own values may differ from the solution's.
    if found is not None and found.stage != "values":
        raise Stop(found, result=result)
    try:
        seen = run(lambda: observed(exercise, result, before), filename)
    except Stop as stop:
        found = stop.difference
        message = f"{found.message.rstrip('.')}. This came up when your result was put to use."
        raise Stop(
            Difference("runs", message, found.expected, found.got, found.nudge), stop.where
        ) from None
    found = first_difference(seen, wanted[1], exercise.close, exercise.pieces, exercise.observes)
    if found is not None:
        raise Stop(found, result=seen)


def argument_names(target: Any) -> list[str]:
    """Return the names of the parameters of a function, or of a class's constructor."""
    try:
        return [n for n in inspect.signature(target).parameters if n != "self"]
    except (TypeError, ValueError):
        return []


def run(call: Callable[[], Any], filename: str) -> Any:
    """Return what a call returns; stop where it raises."""
    try:
        return call()
    except ANY_ERROR as error:
        nudge = ""
        if isinstance(error, RecursionError):
            nudge = "A function that calls itself needs a case in which it does not."
        elif isinstance(error, NotImplementedError):
            nudge = "Is a raise NotImplementedError left over?"
        elif isinstance(error, NameError):
            nudge = "Is it spelt as where it was defined? Is an import missing at the top?"
        elif isinstance(error, MemoryError):
            nudge = "How large is what you make, in numbers? What grows in your loop?"
        message = f"It raised {error_text(error)}"
        raise Stop(Difference("runs", message, "", "", nudge), line_of(error, filename)) from error


def error_text(error: BaseException) -> str:
    """Return an error's kind and the first line of what it says."""
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    lines = said.strip().splitlines()
    text = lines[0] if lines else ""
    shown = text if len(text) <= 300 else f"{text[:297]}..."
    return f"{type(error).__name__}: {shown}" if shown else type(error).__name__


def _changed(now: Any, then: Any) -> bool:
    """Tell whether a value differs from an independent copy of what it was."""
    if isinstance(now, Tensor):
        return now.shape != then.shape or not torch.equal(
            torch.nan_to_num(now), torch.nan_to_num(then)
        )
    if isinstance(now, nn.Module):
        mine, others = now.state_dict(), then.state_dict()
        return mine.keys() != others.keys() or any(_changed(mine[k], others[k]) for k in mine)
    if isinstance(now, tuple | list):
        return len(now) != len(then) or any(map(_changed, now, then))
    if isinstance(now, dict):
        return now.keys() != then.keys() or any(_changed(now[k], then[k]) for k in now)
    return False
