"""A check in a process of its own, with limits on time, memory and output.

The reader's own code runs on the reader's own machine, with the reader's own rights. The limits
protect from accidents, such as a loop without end; they are no security sandbox. A check reads the
reader's file, and runs its text in an empty scratch folder.

Nothing here imports torch: a check that finds a warm process is answered at once.
"""

from __future__ import annotations

import secrets
import tokenize
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rnnbook.exercises.answering import answer
from rnnbook.exercises.limits import Limits, amount
from rnnbook.exercises.outcome import Outcome
from rnnbook.exercises.processes import Fresh, fork
from rnnbook.exercises.registry import find
from rnnbook.exercises.remains import crashed, ended, line_in

__all__ = ["LARGEST", "check_callable", "check_file", "check_text"]

LARGEST = 2**20
"""How many bytes a reader's file may have."""


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
    size = path.stat().st_size
    try:
        if size > LARGEST:
            raise ValueError(f"it has {amount(size)}, and at most {amount(LARGEST)} are read")
        with tokenize.open(path) as file:
            source = file.read()
    except (SyntaxError, ValueError) as error:
        message = f"The file does not load: {error}"
        return Outcome(find(slug).slug, "not yet", "loads", message)
    paths = [str(path.resolve().parent)]
    return check_text(slug, source, path.name, seed=seed, limits=limits, paths=paths)


def check_text(
    slug: str,
    source: str,
    filename: str,
    *,
    seed: int | None = None,
    limits: Limits | None = None,
    paths: list[str] | None = None,
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
    paths : list of str, optional
        The folders from which it may import, besides the usual ones.

    Returns
    -------
    Outcome
        What the check found.
    """
    request = {"source": source, "filename": filename, "paths": paths or []}
    return _check(slug, request, source.splitlines(keepends=True), seed, limits)


def check_callable(
    slug: str,
    target: Callable[..., Any],
    *,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Check a function or class of this process; it is copied to the one that checks.

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
    from rnnbook.exercises.parcels import UnsendableError, parcel

    exercise = find(slug)
    try:
        request = parcel(target)
    except UnsendableError as error:
        return Outcome(exercise.slug, "not yet", "loads", str(error), nudge=error.nudge)
    return _check(slug, request, None, seed, limits)


def _check(
    slug: str,
    request: dict[str, Any],
    source: list[str] | None,
    seed: int | None,
    limits: Limits | None,
) -> Outcome:
    """Have a request answered, and turn whatever came of it into an outcome."""
    exercise = find(slug)
    limits = limits or Limits(seconds=exercise.seconds)
    seed = secrets.randbelow(100_000) if seed is None else seed
    request |= {"slug": exercise.slug, "seed": seed, "limits": asdict(limits)}
    try:
        warm = fork()
        seen = None if warm is None else answer(warm, request, limits)
        if seen is None or not seen.ready or crashed(seen.dump):
            # A fork itself may be what a library cannot bear: only a fresh process can tell.
            seen = answer(Fresh(), request, limits)
    except OSError as error:
        message = f"The checking process could not be started: {error.strerror or error}."
        return Outcome(exercise.slug, "our bug", message=message, seed=seed)
    if not seen.ready:
        last = (seen.printed.strip().splitlines() or ["it said nothing"])[-1]
        message = f"The checking process did not start: {last}"
        return Outcome(exercise.slug, "our bug", message=message, seed=seed)
    if seen.outcome is not None and seen.ending is None:
        return replace(seen.outcome, printed=seen.printed)
    message, nudge = seen.ending or ended(seen.dump, seen.code, limits)
    return Outcome(
        exercise.slug,
        "not yet",
        "runs",
        message,
        where=line_in(seen.dump, request["filename"], source),
        nudge=nudge,
        printed=seen.printed,
        **seen.at,
    )
