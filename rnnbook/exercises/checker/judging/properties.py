"""What holds over several calls: the same result twice, gradients, properties over seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from rnnbook.exercises.checker.judging.cases import Case, copied, draw
from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.describing import ANY_ERROR, describe, error_text
from rnnbook.exercises.checker.judging.mismatch import Mismatch
from rnnbook.exercises.checker.judging.one_call import (
    CheckFailed,
    ReferenceFailedError,
    argument_names,
    fresh_surroundings,
    observed,
    reference,
    run_answer,
)
from rnnbook.exercises.checker.spec import Exercise

__all__ = ["check_gradients", "check_property", "check_repeatable"]


def check_repeatable(exercise: Exercise, case: Case, target: Any, filename: str) -> None:
    """Call the target twice, with torch's own generator in another state."""
    inputs = dict(zip(argument_names(target), draw(exercise, case), strict=False))

    def once(state: int) -> Any:
        arguments, same = draw(exercise, case), draw(exercise, case)
        torch.manual_seed(state)
        return run_answer(
            exercise, lambda: observed(exercise, target(*arguments), same), filename, inputs
        )

    first, second = once(1), once(2)
    found = first_mismatch(second, first, exercise.tolerance, exercise.result_names)
    if found is not None:
        raise CheckFailed(
            Mismatch(
                "repeatable",
                "The same call gave two different results.",
                found.expected.replace(" at ", " the first time, at "),
                found.got.replace(" at ", " the second time, at "),
                "Random numbers have to come from the seed or the generator that is passed in; "
                "and nothing may be kept from one call to the next.",
            )
        )


def check_gradients(
    exercise: Exercise, correct: Any, case: Case, target: Any, filename: str
) -> None:
    """Compare gradients with respect to every floating-point argument."""
    inputs = dict(zip(argument_names(target), draw(exercise, case), strict=False))

    def ours(call: Callable[[], Any]) -> Any:
        with fresh_surroundings(exercise):
            return call()

    def theirs(call: Callable[[], Any]) -> Any:
        return run_answer(exercise, call, filename, inputs)

    try:
        right, arguments = _with_gradients(correct, exercise, case, ours)
        wanted = _gradients_of(right, arguments, ours)
    except ANY_ERROR as error:
        raise ReferenceFailedError(f"The solution has no gradients: {error_text(error)}") from error
    result, arguments = _with_gradients(target, exercise, case, theirs)
    # What has another shape in this call may be too large to be added up.
    found = first_mismatch(result, right, exercise.tolerance, exercise.result_names)
    if found is not None:
        message = f"With inputs that ask for gradients: {found.message}"
        raise CheckFailed(replace(found, message=message), result=result)
    got = _gradients_of(result, arguments, theirs)
    for name, mine, other in zip(argument_names(correct), got, wanted, strict=False):
        if mine is None and other is not None:
            raise CheckFailed(
                Mismatch(
                    "gradients",
                    f"No gradient reaches {name}.",
                    describe(other),
                    "None",
                    ".detach(), .item(), .data, torch.no_grad() and torch.tensor(...) of a "
                    "tensor all cut a result off from what it was computed from.",
                )
            )
        if mine is not None and other is not None:
            found = first_mismatch(mine, other, exercise.tolerance)
            if found is not None:
                raise CheckFailed(
                    Mismatch(
                        "gradients",
                        f"The values are right, but the gradient with respect to {name} is not.",
                        found.expected,
                        found.got,
                        "Is a part of the result cut off from what it was computed from?",
                    ),
                    result=mine,
                )


def _with_gradients(
    target: Any, exercise: Exercise, case: Case, within: Callable[[Callable[[], Any]], Any]
) -> tuple[Any, tuple[Any, ...]]:
    """Return the result of a call whose floating-point inputs ask for gradients, and its inputs."""
    arguments = tuple(
        v.requires_grad_() if isinstance(v, Tensor) and v.is_floating_point() else v
        for v in (copied(value) for value in draw(exercise, case))
    )
    torch.manual_seed(0)
    return within(lambda: target(*arguments)), arguments


def _gradients_of(
    result: Any, arguments: tuple[Any, ...], within: Callable[[Callable[[], Any]], Any]
) -> list[Tensor | None]:
    """Return the gradient of a weighted sum of a result with respect to each of its inputs."""
    parts = result if isinstance(result, tuple | list) else [result]
    generator = torch.Generator().manual_seed(0)
    total = torch.zeros((), dtype=torch.float64)
    for part in parts:
        if isinstance(part, Tensor) and part.is_floating_point():
            weights = torch.randn(part.shape, generator=generator, dtype=torch.float64)
            total = total + (part * weights).sum()
    asked = [v for v in arguments if isinstance(v, Tensor) and v.is_floating_point()]
    found: list[Tensor | None] = [None] * len(asked)
    if total.requires_grad:
        found = list(within(lambda: torch.autograd.grad(total, asked, allow_unused=True)))
    answers = iter(found)
    return [next(answers) if any(v is a for a in asked) else None for v in arguments]


def check_property(exercise: Exercise, number: int, seed: int, target: Any, filename: str) -> None:
    """Put a statement about the answer to the test; the solution must pass it too."""
    holds = exercise.properties[number]
    torch.manual_seed(0)
    try:
        finding = run_answer(exercise, lambda: holds(target, seed), filename, {})
    except CheckFailed as failure:
        if not failure.where:
            # It may be the property itself that fails, which the solution then shows.
            _solution_passes(exercise, number, seed)
        raise
    if finding is None:
        return
    if not _solution_passes(exercise, number, seed):
        raise ReferenceFailedError(f"The book's own solution fails its claim: {finding.message}")
    raise CheckFailed(
        Mismatch("properties", finding.message, finding.expected, finding.got, finding.suggestion),
        result=finding.message,
    )


@lru_cache(maxsize=32)
def _solution_passes(exercise: Exercise, number: int, seed: int) -> bool:
    """Return whether the solution has a property; asked for each answer that does not."""
    try:
        correct = reference(exercise)
        torch.manual_seed(0)
        with fresh_surroundings(exercise):
            return exercise.properties[number](correct, seed) is None
    except ANY_ERROR as error:
        raise ReferenceFailedError(
            f"The book's own solution failed: {error_text(error)}"
        ) from error
