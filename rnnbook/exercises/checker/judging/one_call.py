"""One call of an answer, judged from "it runs" to "its values are right"."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.exercises.checker.judging import surroundings
from rnnbook.exercises.checker.judging.cases import Case, cases, draw
from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.describing import ANY_ERROR, describe, error_text, is_a
from rnnbook.exercises.checker.judging.mismatch import Mismatch
from rnnbook.exercises.checker.judging.suggestions import suggestion_for
from rnnbook.exercises.checker.judging.surroundings import Surroundings
from rnnbook.exercises.checker.lines import line_of
from rnnbook.exercises.checker.spec import Exercise, Tolerance
from rnnbook.exercises.checker.submission import Submission

__all__ = [
    "CheckFailed",
    "ReferenceFailedError",
    "argument_names",
    "expected",
    "fresh_surroundings",
    "judge",
    "observed",
    "reference",
    "run_answer",
    "usual_dtype",
]

_UNCHANGED = Tolerance(rtol=0.0, atol=0.0)


class ReferenceFailedError(Exception):
    """The book's own solution, or the check itself, failed."""


class CheckFailed(Exception):  # noqa: N818 (not an error: the way out of a check)
    """What is wrong with an answer, the line to blame, and the result where there is one."""

    def __init__(self, mismatch: Mismatch, where: str = "", result: Any = None) -> None:
        super().__init__(mismatch.message)
        self.mismatch, self.where, self.result = mismatch, where, result


def reference(exercise: Exercise) -> Callable[..., Any]:
    """Return the target of the solution, a new one each time."""
    with fresh_surroundings(exercise):
        return _solution(exercise).run("solution")[exercise.target]


@lru_cache(maxsize=256)
def _solution(exercise: Exercise) -> Submission:
    """Return the solution as what is handed in: parsed and compiled once."""
    return Submission(exercise.solution, str(exercise.folder / "solution.py"))


@lru_cache(maxsize=256)
def usual_dtype(exercise: Exercise) -> torch.dtype | None:
    """Return torch's default dtype while an answer runs: float64, if its arguments are.

    They are, so that a small mismatch is a mistake and not rounding. What an answer makes without
    a word about its dtype, such as ``torch.zeros(H)``, fits them then, as it fits the float32 of a
    page.
    """
    try:
        drawn = draw(exercise, next(cases(exercise, 0)))
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
def expected(exercise: Exercise, case: Case) -> tuple[Any, Any]:
    """Return the reference's result, and what is compared of it: the same objects each time."""
    try:
        correct, arguments = reference(exercise), draw(exercise, case)
        with fresh_surroundings(exercise):
            torch.manual_seed(0)
            result = correct(*arguments)
            if result is None:
                raise ReferenceFailedError(f"The solution of {exercise.slug} returned None.")
            return result, observed(exercise, result, draw(exercise, case))
    except ANY_ERROR as error:
        if isinstance(error, ReferenceFailedError):
            raise
        raise ReferenceFailedError(
            f"The book's own solution failed: {error_text(error)}"
        ) from error


def observed(exercise: Exercise, result: Any, arguments: tuple[Any, ...]) -> Any:
    """Return what is compared of a result."""
    if exercise.observe is None:
        return result
    torch.manual_seed(0)
    return exercise.observe(result, arguments)


def judge(
    exercise: Exercise, case: Case, wanted: tuple[Any, Any], target: Any, filename: str
) -> None:
    """Call the target on one case, and stop at the first thing that is wrong."""
    arguments, before = draw(exercise, case), draw(exercise, case)
    names = argument_names(target)
    inputs = dict(zip(names, before, strict=False))
    torch.manual_seed(0)
    result = run_answer(exercise, lambda: target(*arguments), filename, inputs)
    if is_a(result, types.CoroutineType):
        # Or it would be said that nobody waited for it.
        result.close()
    for number, (now, then) in enumerate(zip(arguments, before, strict=True)):
        if _is_changed(now, then):
            name = names[number] if number < len(names) else f"number {number + 1}"
            raise CheckFailed(
                Mismatch(
                    "inputs",
                    f"The call changed its argument {name}.",
                    f"{name} as it was passed in",
                    f"{name} with other values",
                    "Training changes a model's parameters. Work on a copy: copy.deepcopy(model)."
                    if isinstance(then, nn.Module)
                    else f"Work on a copy: list({name})."
                    if isinstance(then, list)
                    else "Operations that end in _, += and writing into x[...] change a tensor in "
                    "place. Work on a copy: x.clone().",
                )
            )
    if result is None:
        raise CheckFailed(
            Mismatch(
                "none",
                f"{exercise.target} returned None.",
                describe(wanted[0]),
                "None",
                "Is there a return at the end?",
            )
        )
    found = first_mismatch(result, wanted[0], exercise.tolerance, exercise.result_names)
    if exercise.observe is None:
        if found is not None:
            raise CheckFailed(found, result=result)
        return
    # What is built is judged by what it does: its own values may differ from the solution's.
    if found is not None and found.stage != "values":
        raise CheckFailed(found, result=result)
    try:
        seen = run_answer(exercise, lambda: observed(exercise, result, before), filename, inputs)
    except CheckFailed as failure:
        found = failure.mismatch
        message = f"{found.message.rstrip('.')}. This came up when your result was put to use."
        raise CheckFailed(
            Mismatch("runs", message, found.expected, found.got, found.suggestion), failure.where
        ) from None
    found = first_mismatch(
        seen, wanted[1], exercise.tolerance, exercise.result_names, exercise.observed_as
    )
    if found is not None:
        raise CheckFailed(found, result=seen)


def argument_names(target: Any) -> list[str]:
    """Return the names of the parameters of a function, or of a class's constructor."""
    try:
        return [n for n in inspect.signature(target).parameters if n != "self"]
    except ANY_ERROR:
        return []


def run_answer(
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
        mismatch = Mismatch(
            "runs", f"It raised {error_text(error)}", "", "", suggestion_for(error, inputs)
        )
        raise CheckFailed(mismatch, line_of(error, filename)) from error


def _is_changed(now: Any, then: Any) -> bool:
    """Return whether an argument differs from an independent copy of what it was."""
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
    return first_mismatch(now, then, _UNCHANGED) is not None
