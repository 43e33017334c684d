"""One call of an answer, judged from "it runs" to "its values are right"."""

from __future__ import annotations

import inspect
import traceback
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.exercises.exercise import Close, Exercise
from rnnbook.exercises.judging import surroundings
from rnnbook.exercises.judging.comparing import first_difference
from rnnbook.exercises.judging.describing import ANY_ERROR, describe, error_text, is_a
from rnnbook.exercises.judging.differences import Difference
from rnnbook.exercises.judging.ladder import Rung, draw, rungs
from rnnbook.exercises.judging.loading import line_of, module_from
from rnnbook.exercises.judging.nudging import nudge_for
from rnnbook.exercises.judging.surroundings import Surroundings

__all__ = [
    "OurBugError",
    "Stop",
    "argument_names",
    "expected",
    "fresh_surroundings",
    "judge",
    "observed",
    "reference",
    "run",
    "usual_dtype",
]

_UNCHANGED = Close(relative=0.0, absolute=0.0)


class OurBugError(Exception):
    """The book's own solution, or the check itself, failed."""


class Stop(Exception):  # noqa: N818 (not an error: the way out of a check)
    """What is wrong with an answer, the line to blame, and the result where there is one."""

    def __init__(self, difference: Difference, where: str = "", result: Any = None) -> None:
        super().__init__(difference.message)
        self.difference, self.where, self.result = difference, where, result


def reference(exercise: Exercise) -> Callable[..., Any]:
    """Return the target of the solution, a new one each time."""
    path = str(exercise.folder / "solution.py")
    with fresh_surroundings(exercise):
        return module_from(exercise.solution, path, "solution")[exercise.target]


@lru_cache(maxsize=256)
def usual_dtype(exercise: Exercise) -> torch.dtype | None:
    """Return torch's default dtype while an answer runs: float64, if its arguments are.

    They are, so that a small difference is a mistake and not rounding. What an answer makes without
    a word about its dtype, such as ``torch.zeros(H)``, fits them then, as it fits the float32 of a
    page.
    """
    try:
        drawn = draw(exercise, next(rungs(exercise, 0)))
    except ANY_ERROR:
        # Whoever draws next says why.
        return None
    tensors = [v for v in drawn if isinstance(v, Tensor)]
    tensors += [p for v in drawn if isinstance(v, nn.Module) for p in v.parameters()]
    return torch.float64 if any(t.dtype == torch.float64 for t in tensors) else None


def fresh_surroundings(exercise: Exercise) -> Surroundings:
    """Return surroundings in which nothing was changed."""
    return Surroundings(usual_dtype(exercise))


@lru_cache(maxsize=32)
def expected(exercise: Exercise, rung: Rung) -> tuple[Any, Any]:
    """Return the reference's result, and what is compared of it: the same objects each time."""
    try:
        correct, arguments = reference(exercise), draw(exercise, rung)
        with fresh_surroundings(exercise):
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
    names = argument_names(target)
    inputs = dict(zip(names, before, strict=False))
    torch.manual_seed(0)
    result = run(exercise, lambda: target(*arguments), filename, inputs)
    if is_a(result, types.CoroutineType):
        # Or it would be said that nobody waited for it.
        result.close()
    for number, (now, then) in enumerate(zip(arguments, before, strict=True)):
        if _is_changed(now, then):
            name = names[number] if number < len(names) else f"number {number + 1}"
            raise Stop(
                Difference(
                    "inputs",
                    f"The call changed its argument {name}.",
                    f"{name} as it was passed in",
                    f"{name} with other values",
                    "Training changes a model's parameters. Work on a copy: copy.deepcopy(model)."
                    if isinstance(then, nn.Module)
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
        seen = run(exercise, lambda: observed(exercise, result, before), filename, inputs)
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
    except ANY_ERROR:
        return []


def run(
    exercise: Exercise, call: Callable[[], Any], filename: str, inputs: Mapping[str, Any]
) -> Any:
    """Return what a call of an answer returns; stop where it raises.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    call : callable
        The call, without arguments.
    filename : str
        The file of the answer's code.
    inputs : mapping of str to object
        The arguments that the answer gets, by their names.
    """
    own = surroundings.active() or fresh_surroundings(exercise)
    try:
        with own:
            return call()
    except ANY_ERROR as error:
        difference = Difference(
            "runs", f"It raised {error_text(error)}", "", "", nudge_for(error, inputs)
        )
        raise Stop(difference, line_of(error, filename)) from error


def _made_room(call: Callable[[], Any]) -> Any:
    """Return what a call returns; if memory is all used up, let go of what the call holds."""
    try:
        return call()
    except MemoryError as error:
        # Or there is none left to say so.
        traceback.clear_frames(error.__traceback__)
        raise


def _is_changed(now: Any, then: Any) -> bool:
    """Tell whether an argument differs from an independent copy of what it was."""
    try:
        return _changed(now, then)
    except ANY_ERROR:
        # It was left in a state in which it cannot even be read.
        return True


def _changed(now: Any, then: Any) -> bool:
    if isinstance(then, nn.Module):
        if not is_a(now, nn.Module):
            return True
        now, then = now.state_dict(), then.state_dict()
    if isinstance(then, tuple | list) and is_a(now, tuple, list) and len(now) == len(then):
        return any(map(_changed, now, then))
    return first_difference(now, then, _UNCHANGED) is not None
