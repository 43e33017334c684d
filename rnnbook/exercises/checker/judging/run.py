"""The check of an answer: one stage after the other, and the first failure wins.

This runs in the process that runs the reader's code. It knows no file, no limit and no screen.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import FunctionType
from typing import Any

from torch import Tensor

from rnnbook.exercises.checker.judging.cases import Case, cases, draw
from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.describing import (
    ANY_ERROR,
    brief,
    cut,
    describe,
    error_text,
    is_a,
    items,
    kind,
)
from rnnbook.exercises.checker.judging.mismatch import Mismatch
from rnnbook.exercises.checker.judging.one_call import (
    CheckFailed,
    ReferenceFailedError,
    argument_names,
    expected,
    fresh_surroundings,
    judge,
    reference,
    run_answer,
)
from rnnbook.exercises.checker.judging.predictions import describe_prediction
from rnnbook.exercises.checker.judging.properties import (
    check_gradients,
    check_property,
    check_repeatable,
)
from rnnbook.exercises.checker.judging.suggestions import suggestion_for
from rnnbook.exercises.checker.judging.surroundings import Surroundings
from rnnbook.exercises.checker.lines import line_of, lines_of, remember_lines
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.starter import edited
from rnnbook.exercises.checker.submission import Submission, untouched

__all__ = ["Step", "check_source", "check_target", "steps"]

LONGEST = 1000
"""How long a text of an outcome may be."""


@dataclass(frozen=True)
class Step:
    """One step of a check; of one exercise, steps with the same name and seed are equal.

    Attributes
    ----------
    name : str
        What it looks at.
    call : str
        The call that it makes, as a reader would write it.
    seed : int
        The seed of its random arguments.
    judge : callable
        ``judge(target, filename)``, which raises ``CheckFailed`` where the target is wrong.
    """

    name: str
    call: str = field(compare=False)
    seed: int
    judge: Callable[[Any, str], None] = field(compare=False)


def steps(exercise: Exercise, seed: int) -> Iterator[Step]:
    """Yield the steps of a check in their order; ``seed`` is the fresh one."""
    correct = reference(exercise)
    first, *others = cases(exercise, seed)
    first_call = describe_call(exercise, correct, first)
    for case in (first, *others):
        call = first_call if case is first else describe_call(exercise, correct, case)
        wanted = expected(exercise, case)
        yield Step(case.name, call, case.seed, partial(judge, exercise, case, wanted))
    yield Step("repeatable", first_call, first.seed, partial(check_repeatable, exercise, first))
    if exercise.gradients:
        compare = partial(check_gradients, exercise, correct, first)
        yield Step("gradients", first_call, first.seed, compare)
    for number in range(len(exercise.properties)):
        yield Step(f"property {number}", "", seed, partial(check_property, exercise, number, seed))


def check_source(
    exercise: Exercise,
    source: str,
    filename: str,
    *,
    seed: int,
    announce: Callable[[Step], None] | None = None,
) -> Outcome:
    """Load the target from ``source``, and check it."""
    slug, target = exercise.slug, exercise.target
    submission, surroundings = Submission(source, filename), fresh_surroundings(exercise)
    remember_lines(filename, lines_of(source))
    try:
        # Before it runs: an untouched starter is no failure, whatever it would do.
        unchanged = untouched(exercise, submission)
        if unchanged is not None:
            return unchanged
        with surroundings:
            names = submission.run()
    except ANY_ERROR as error:
        said = "This is not Python" if is_a(error, SyntaxError) else "The file does not load"
        message, suggestion = f"{said}: {error_text(error)}", suggestion_for(error, {})
        where = line_of(error, filename)
        return Outcome(slug, "not yet", "loads", message, where=where, suggestion=suggestion)
    if not callable(names.get(target)):
        return no_target(exercise, names)
    return check_target(
        exercise,
        names[target],
        filename,
        seed=seed,
        announce=announce,
        surroundings=surroundings,
    )


def no_target(exercise: Exercise, names: Mapping[str, Any]) -> Outcome:
    """Return the outcome for a file in which the target is not defined, or is something else."""
    target, wanted = exercise.target, "class" if exercise.is_class else "function"
    own = [n for n, v in names.items() if type(n) is str and _is_of_answer(v)]
    shown = ", ".join(own[:8]) + (" and others" if len(own) > 8 else "")
    suggestion = ""
    if target in names:
        message = f"{target} is not a {wanted} here, but {describe(names[target])}."
    elif own:
        message = f"There is no {wanted} named {target}; your file has {shown}."
        suggestion = f"If {own[0]} is your answer, call it {target}." if len(own) == 1 else ""
    else:
        message = f"There is no {wanted} named {target}."
    return Outcome(
        exercise.slug,
        "not yet",
        "target",
        cut(message),
        expected=target,
        got=cut(shown) or "no function or class",
        suggestion=suggestion,
    )


def _is_of_answer(value: Any) -> bool:
    try:
        return is_a(value, FunctionType, type) and bool(value.__module__ == "answer")
    except ANY_ERROR:
        return False


def check_target(
    exercise: Exercise,
    target: Callable[..., Any],
    filename: str,
    *,
    seed: int,
    announce: Callable[[Step], None] | None = None,
    surroundings: Surroundings | None = None,
) -> Outcome:
    """Check a function or class, whose code stands in ``filename``; announce each step first."""
    passed: list[Step] = []
    step = None
    own = surroundings or fresh_surroundings(exercise)
    try:
        for step in steps(exercise, seed):
            if announce is not None:
                announce(step)
            try:
                with own.for_one_check():
                    step.judge(target, filename)
            except CheckFailed as failure:
                return stopped(exercise, passed, step, failure)
            except ANY_ERROR as error:
                return stopped(exercise, passed, step, blamed(exercise, step, error, filename))
            passed.append(step)
    except ReferenceFailedError as error:
        call = step.call if step else ""
        return Outcome(exercise.slug, "our bug", message=str(error), call=call, seed=seed)
    message, agrees = "", None
    if exercise.kind == "prediction":
        agrees = True
        with contextlib.suppress(CheckFailed, *ANY_ERROR), own.for_one_check():
            message = describe_prediction(exercise, run_answer(exercise, target, filename, {}))
    return Outcome(
        exercise.slug, "solved", message=message, seed=seed, checks=len(passed), agrees=agrees
    )


def stopped(exercise: Exercise, passed: list[Step], step: Step, failure: CheckFailed) -> Outcome:
    """Return the outcome for an answer that fails a step."""
    found, stray = failure.mismatch, stray_word(exercise, failure)
    suggestion = known_mistake(exercise, passed, step, failure) or stray
    if exercise.kind == "prediction" and found.stage == "values" and not stray:
        # It cannot fail: it is told what came out.
        message = describe_prediction(exercise, failure.result)
        return Outcome(
            exercise.slug,
            "solved",
            message=message,
            suggestion=suggestion or "",
            checks=1,
            agrees=False,
        )
    # Of what is to be guessed, the kind may be told, but not the value.
    secret = exercise.hides_answer and found.stage != "type"
    return Outcome(
        exercise.slug,
        "not yet",
        found.stage,
        cut(found.message, LONGEST),
        call=step.call,
        seed=step.seed if exercise.arguments or exercise.properties else None,
        where=failure.where,
        expected="" if secret else cut(found.expected, LONGEST),
        got=cut(found.got, LONGEST),
        suggestion=cut(suggestion or found.suggestion, LONGEST),
        checks=len(passed),
    )


def blamed(exercise: Exercise, step: Step, error: BaseException, filename: str) -> CheckFailed:
    """Return what is wrong with an answer for which a step fails as no step should.

    Raises
    ------
    ReferenceFailedError
        If the solution does not pass this step either.
    """
    if isinstance(error, ReferenceFailedError):
        raise error
    if is_a(error, MemoryError):
        # The solution would not find any either.
        return CheckFailed(
            Mismatch("runs", "It raised MemoryError", "", "", suggestion_for(error, {})),
            line_of(error, filename),
        )
    said = error_text(error)
    try:
        with fresh_surroundings(exercise).for_one_check():
            step.judge(reference(exercise), "")
    except (CheckFailed, *ANY_ERROR) as ours:
        raise ReferenceFailedError(f"The check itself failed: {said}") from ours
    message = f"What your code made could not be judged: {said}"
    suggestion = "Give back plain tensors and numbers, and leave what the check uses as it was."
    return CheckFailed(Mismatch("runs", message, "", "", suggestion), line_of(error, filename))


def describe_call(exercise: Exercise, correct: Callable[..., Any], case: Case) -> str:
    """Write down a call: ``name(x: (3, 5, 2), k=4)``."""
    try:
        values = draw(exercise, case)
    except ANY_ERROR as error:
        raise ReferenceFailedError(
            f"The arguments could not be drawn: {error_text(error)}"
        ) from error
    shown = [
        f"{name}{': ' if isinstance(value, Tensor) else '='}{brief(value)}"
        for name, value in zip(argument_names(correct), values, strict=True)
    ]
    views = " with views" if case.views and any(isinstance(v, Tensor) for v in values) else ""
    return f"{exercise.target}({', '.join(shown)}){views}"


def known_mistake(
    exercise: Exercise, passed: list[Step], step: Step, failure: CheckFailed
) -> str | None:
    """Return what to say if a known mistake passes and fails the same steps, in the same way."""
    for number, mistake in enumerate(exercise.mistakes):

        def fails(done: Step, number: int = number) -> bool:
            return mistakes_failure(exercise, number, done) is not None

        # The first step before this one: it takes one call, and a property takes many.
        if any(map(fails, passed[:1])):
            continue
        twin = mistakes_failure(exercise, number, step)
        if (
            twin is not None
            and same_failure(exercise, failure, twin)
            and not any(map(fails, passed))
        ):
            return mistake.message
    return None


# Some hundred are kept: more than any check asks for, and few enough for a long-lived process.
@lru_cache(maxsize=256)
def mistakes_failure(exercise: Exercise, number: int, step: Step) -> CheckFailed | None:
    """Return how a known mistake fails a step, None if it passes.

    Each time the mistake is a new one, that remembers no other step: so it does not matter for
    which answers it was asked before.
    """
    source = edited(exercise.solution, exercise.mistakes[number].edits)
    try:
        own = fresh_surroundings(exercise)
        with own:
            names = Submission(source, f"<mistake {number} of {exercise.slug}>").run("mistake")
        with own.for_one_check():
            step.judge(names[exercise.target], "")
    except CheckFailed as failure:
        # Without its traceback, which holds on to all that the call made.
        return CheckFailed(failure.mismatch, result=failure.result)
    except ANY_ERROR as error:
        # It neither passes nor fails as an answer may.
        return CheckFailed(Mismatch("", error_text(error), "", ""))
    return None


def stray_word(exercise: Exercise, failure: CheckFailed) -> str:
    """Say so where a guess is a word that is not among those the target's docstring offers."""
    if not exercise.hides_answer or failure.mismatch.stage != "values":
        return ""
    node = exercise.starter_target
    offered = re.findall(r'"([^"]+)"', (node and ast.get_docstring(node)) or "")
    guessed = items(failure.result) if kind(failure.result) == "a tuple" else [failure.result]
    words = [str.__str__(guess) for guess in guessed if kind(guess) == "a text"]
    stray = [word for word in words if word.strip().casefold() not in offered]
    return f"{cut(stray[0], 40)!r} is not one of the words to choose from." if stray else ""


def same_failure(exercise: Exercise, one: CheckFailed, other: CheckFailed) -> bool:
    """Return whether two answers fail at the same stage, with the same result."""
    if one.mismatch.stage != other.mismatch.stage:
        return False
    of_properties = one.mismatch.stage == "properties"
    if of_properties or one.result is None or other.result is None:
        return one.mismatch == other.mismatch
    return first_mismatch(one.result, other.result, exercise.tolerance) is None
