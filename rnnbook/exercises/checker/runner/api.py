"""A check in a process of its own, with limits on time, memory and output.

The reader's own code runs on the reader's own machine, with the reader's own rights. The limits
protect from accidents, such as a loop without end; they are no security sandbox. A check reads the
reader's file, and runs its text in a scratch folder that is removed afterwards. What lies beside
the file is found there, under relative names and beside ``__file__``: small files as copies,
folders and large files as links. So data can be read, and what is written litters nobody's folder.

Nothing here imports torch: a check that finds the fork server is answered at once.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.limits import Limits
from rnnbook.exercises.checker.lines import lines_of
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.runner.postmortem import crashed, explain_exit, reader_line
from rnnbook.exercises.checker.runner.processes import SpawnedWorker, forked_worker
from rnnbook.exercises.checker.runner.supervisor import Observation, supervise
from rnnbook.exercises.checker.runner.texts import UnreadableError, text_in
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.submission import Submission, untouched

__all__ = ["check_callable", "check_file", "check_text"]


def check_file(
    catalogue: Catalogue,
    exercise: Exercise,
    path: Path,
    *,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Check the answer in a file.

    Parameters
    ----------
    catalogue : Catalogue
        The book that the exercise is from.
    exercise : Exercise
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
            exercise.slug,
            "not yet",
            "loads",
            str(error),
            where=where,
            suggestion=error.suggestion,
        )
    beside = str(path.resolve().parent)
    request = {"source": source, "filename": path.name, "paths": [beside], "beside": beside}
    return _check(catalogue, exercise, request, lines_of(source), seed, limits)


def check_text(
    catalogue: Catalogue,
    exercise: Exercise,
    source: str,
    filename: str,
    *,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Check the answer in a text, whose lines are shown as those of ``filename``.

    Parameters
    ----------
    catalogue, exercise
        As for ``check_file``.
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
    return _check(catalogue, exercise, request, lines_of(source), seed, limits)


def check_callable(
    catalogue: Catalogue,
    exercise: Exercise,
    target: Callable[..., Any],
    *,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Check a function or class of this process; it is copied to the one that checks.

    There it finds the files of the current folder, as the text of a file finds those beside it.

    Parameters
    ----------
    catalogue, exercise
        As for ``check_file``.
    target : callable
        The function or class.
    seed, limits
        As for ``check_file``.

    Returns
    -------
    Outcome
        What the check found.
    """
    from rnnbook.exercises.checker.runner.pickling import (
        NotPicklableError,
        serialize_target,
        source_of,
    )

    filename, lines = source_of(target)
    # A cell may hold what is no Python, and its function is there all the same.
    with contextlib.suppress(SyntaxError, ValueError):
        unchanged = untouched(exercise, Submission("".join(lines), filename))
        if unchanged is not None:
            return unchanged
    limits = limits or Limits(seconds=exercise.seconds)
    try:
        pickled = serialize_target(target, limits.carried)
    except NotPicklableError as error:
        return Outcome(exercise.slug, "not yet", "loads", str(error), suggestion=error.suggestion)
    paths = [os.path.abspath(folder) for folder in sys.path]
    request = {"filename": filename, "lines": {filename: lines}, "paths": paths}
    with contextlib.suppress(OSError):
        request["beside"] = os.getcwd()
    return _check(catalogue, exercise, request, None, seed, limits, pickled)


def _check(
    catalogue: Catalogue,
    exercise: Exercise,
    request: dict[str, Any],
    source: list[str] | None,
    seed: int | None,
    limits: Limits | None,
    pickled: bytes = b"",
) -> Outcome:
    """Have a request answered, and turn whatever came of it into an outcome."""
    limits = limits or Limits(seconds=exercise.seconds)
    seed = secrets.randbelow(100_000) if seed is None else seed
    request |= {"slug": exercise.slug, "seed": seed, "limits": asdict(limits)}
    request["catalogue"] = catalogue.module
    try:
        seen = _observed(catalogue, request, limits, pickled)
    except (OSError, RuntimeError, MemoryError) as error:
        # A thread that cannot be started is a RuntimeError.
        said = getattr(error, "strerror", None) or str(error) or "there is not enough memory"
        return _not_checked(catalogue, exercise, f"the system refused: {said}")
    if not seen.ready:
        last = (seen.printed.strip().splitlines() or ["it said nothing"])[-1]
        return _not_checked(catalogue, exercise, f"the process for it did not start: {last}")
    if seen.outcome is None or seen.termination is not None:
        why = seen.termination or explain_exit(seen.dump, seen.code, limits)
        return Outcome(
            exercise.slug,
            "not yet",
            "runs",
            why.message,
            where=reader_line(seen.dump, request["filename"], source),
            suggestion=why.suggestion,
            printed=seen.printed,
            **seen.at,
        )
    outcome = replace(seen.outcome, printed=seen.printed)
    if outcome.status == "our bug" and request.get("source") != exercise.solution:
        return _whose(catalogue, exercise, outcome, seed)
    return outcome


def _observed(
    catalogue: Catalogue, request: dict[str, Any], limits: Limits, pickled: bytes
) -> Observation:
    fork = forked_worker(catalogue)
    seen = None if fork is None else supervise(fork, request, limits, pickled)
    if seen is None or not seen.ready or crashed(seen.dump):
        # A fork itself may be what a library cannot bear: only a fresh process can tell.
        seen = supervise(SpawnedWorker(catalogue), request, limits, pickled)
    return seen


def _not_checked(catalogue: Catalogue, exercise: Exercise, why: str) -> Outcome:
    """Return the outcome for an answer that nothing could be found out about."""
    return Outcome(
        exercise.slug,
        "not yet",
        message=f"Your answer could not be checked, since {why.rstrip('.')}.",
        suggestion="This says nothing about your answer. Is the disk full, or the memory? "
        f"{catalogue.doctor} tells what this machine lacks.",
    )


def _whose(catalogue: Catalogue, exercise: Exercise, outcome: Outcome, seed: int) -> Outcome:
    """Return ``outcome``, which blames the book, if the book's own solution fails as well."""
    own = check_text(catalogue, exercise, exercise.solution, "solution.py", seed=seed)
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
