"""A check in a process of its own, with limits on time, memory and output.

The reader's own code runs on the reader's own machine, with the reader's own rights. The limits
protect from accidents, such as a loop without end; they are no security sandbox. A check reads the
reader's file, and runs its text in a scratch folder that is removed afterwards. What lies beside
the file is found there, under relative names and beside ``__file__``: small files as copies,
folders and large files as links. So data can be read, and what is written litters nobody's folder.

Nothing here imports torch: a check that finds a warm process is answered at once.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.judging.loading import lines_of
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.catalogue import find
from rnnbook.exercises.checker.runner.supervisor import Observation, answer
from rnnbook.exercises.checker.runner.limits import Limits
from rnnbook.exercises.checker.runner.processes import SpawnedWorker, fork
from rnnbook.exercises.checker.runner.postmortem import crashed, ended, reader_line
from rnnbook.exercises.checker.runner.texts import UnreadableError, text_in

__all__ = ["check_callable", "check_file", "check_text"]


def check_file(
    slug: str, path: Path, *, seed: int | None = None, limits: Limits | None = None
) -> Outcome:
    """Check the answer in a file.

    Parameters
    ----------
    slug : str
        Which exercise.
    path : Path
        The reader's file, which is only read.
    seed : int, optional
        The seed of the last call's arguments; a fresh one by default.
    limits : Limits, optional
        What the check may use; by default what the exercise allows.

    Returns
    -------
    Outcome
        What the check found.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    path = Path(path)
    try:
        source = text_in(path)
    except UnreadableError as error:
        where = f"{path.name}, line {error.line}" if error.line else ""
        return Outcome(
            find(slug).slug, "not yet", "loads", str(error), where=where, suggestion=error.suggestion
        )
    beside = str(path.resolve().parent)
    request = {"source": source, "filename": path.name, "paths": [beside], "beside": beside}
    return _check(slug, request, lines_of(source), seed, limits)


def check_text(
    slug: str,
    source: str,
    filename: str,
    *,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Check the answer in a text, whose lines are shown as those of ``filename``.

    Parameters
    ----------
    slug : str
        Which exercise.
    source : str
        The text.
    filename : str
        What to call it.
    seed, limits
        As for ``check_file``.

    Returns
    -------
    Outcome
        What the check found.
    """
    request = {"source": source, "filename": filename, "paths": []}
    return _check(slug, request, lines_of(source), seed, limits)


def check_callable(
    slug: str,
    target: Callable[..., Any],
    *,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Check a function or class of this process; it is copied to the one that checks.

    There it finds the files of the current folder, as the text of a file finds those beside it.

    Parameters
    ----------
    slug : str
        Which exercise.
    target : callable
        The function or class.
    seed, limits
        As for ``check_file``.

    Returns
    -------
    Outcome
        What the check found.
    """
    from rnnbook.exercises.checker.runner.pickling import NotPicklableError, serialize_target

    exercise = find(slug)
    limits = limits or Limits(seconds=exercise.seconds)
    try:
        request = serialize_target(target, limits.carried)
    except NotPicklableError as error:
        return Outcome(exercise.slug, "not yet", "loads", str(error), suggestion=error.suggestion)
    pickled = request.pop("pickle")
    with contextlib.suppress(OSError):
        request["beside"] = os.getcwd()
    return _check(slug, request, None, seed, limits, pickled)


def _check(
    slug: str,
    request: dict[str, Any],
    source: list[str] | None,
    seed: int | None,
    limits: Limits | None,
    pickled: bytes = b"",
) -> Outcome:
    """Have a request answered, and turn whatever came of it into an outcome."""
    exercise = find(slug)
    limits = limits or Limits(seconds=exercise.seconds)
    seed = secrets.randbelow(100_000) if seed is None else seed
    request |= {"slug": exercise.slug, "seed": seed, "limits": asdict(limits)}
    try:
        seen = _seen(request, limits, pickled)
    except (OSError, RuntimeError, MemoryError) as error:
        # A thread that cannot be started is a RuntimeError.
        said = getattr(error, "strerror", None) or str(error) or "there is not enough memory"
        return _not_checked(exercise.slug, f"the system refused: {said}")
    if not seen.ready:
        last = (seen.printed.strip().splitlines() or ["it said nothing"])[-1]
        return _not_checked(exercise.slug, f"the process for it did not start: {last}")
    if seen.outcome is None or seen.termination is not None:
        message, suggestion = seen.termination or ended(seen.dump, seen.code, limits)
        return Outcome(
            exercise.slug,
            "not yet",
            "runs",
            message,
            where=reader_line(seen.dump, request["filename"], source),
            suggestion=suggestion,
            printed=seen.printed,
            **seen.at,
        )
    outcome = replace(seen.outcome, printed=seen.printed)
    if outcome.status == "our bug" and request.get("source") != exercise.solution:
        return _whose(exercise, outcome, seed)
    return outcome


def _seen(request: dict[str, Any], limits: Limits, pickled: bytes) -> Observation:
    warm = fork()
    seen = None if warm is None else answer(warm, request, limits, pickled)
    if seen is None or not seen.ready or crashed(seen.dump):
        # A fork itself may be what a library cannot bear: only a fresh process can tell.
        seen = answer(SpawnedWorker(), request, limits, pickled)
    return seen


def _not_checked(slug: str, why: str) -> Outcome:
    """Return the outcome for an answer that nothing could be found out about."""
    return Outcome(
        slug,
        "not yet",
        message=f"Your answer could not be checked, since {why.rstrip('.')}.",
        suggestion="This says nothing about your answer. Is the disk full, or the memory? "
        "rnnbook doctor tells what this machine lacks.",
    )


def _whose(exercise: Exercise, outcome: Outcome, seed: int) -> Outcome:
    """Return ``outcome``, which blames the book, if the book's own solution fails as well."""
    own = check_text(exercise.slug, exercise.solution, "solution.py", seed=seed)
    if not own.solved:
        return outcome
    return replace(
        outcome,
        status="not yet",
        stage="runs",
        message=f"Your code changed something that the check itself needs. {outcome.message}",
        suggestion="Does it replace a function of Python or torch, or set something for the whole "
        "process?",
    )
