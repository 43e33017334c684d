"""The process in which a reader's code runs: one request in, one outcome out.

It gets three pipes: the request, the results, and what the reader's code prints. The results carry
lines of JSON behind a token that belongs to this request. Anything else on that pipe was written by
``faulthandler``, which says where a process stood when its time was over or when it crashed.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import json
import os
import pickle
import re
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnbook.exercises.checker.catalogue import catalogue_in
from rnnbook.exercises.checker.limits import OUT_OF_MEMORY, Limits, amount
from rnnbook.exercises.checker.lines import line_of, place, remember_lines
from rnnbook.exercises.checker.outcome import Outcome

if TYPE_CHECKING:
    from rnnbook.exercises.checker.judging.run import Step
    from rnnbook.exercises.checker.spec import Exercise

__all__ = ["main", "serve"]

UNASKED = 1.0
"""How many seconds after its time is over a process says where it stands without being asked."""


def main() -> None:
    """Serve the request on standard input."""
    serve(0, 1, 2, alone=True)


def serve(request: int, results: int, printed: int, *, alone: bool = False) -> None:
    """Answer one request, and end the process.

    Parameters
    ----------
    request, results, printed : int
        The ends of the three pipes.
    alone : bool
        Whether nobody but this process itself will end it when the client is gone.
    """
    status = 1
    try:
        request, results = _moved(request), _moved(results)
        _redirect(printed)
        _answer(request, results, alone)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        _end_children()
        # Not sys.exit: threads that the reader's code left behind would keep the process alive.
        os._exit(status)


def _end_children() -> None:
    """End the processes that the reader's code left behind, whatever group they are in."""
    if hasattr(os, "waitid"):
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except OSError:
            # None at all, which is so nearly always.
            return
    with contextlib.suppress(Exception):
        import psutil

        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()


def _moved(descriptor: int) -> int:
    """Move a descriptor to where nobody writes by accident."""
    try:
        import fcntl

        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 100)
    except (ImportError, OSError):
        moved = os.dup(descriptor)
    os.close(descriptor)
    return moved


def _redirect(printed: int) -> None:
    """Let all that is printed, by Python or below it, go to one pipe; nothing can be read in."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (printed, 1), (printed, 2)):
        if source != target:
            os.dup2(source, target)
    for descriptor in {nothing, printed} - {0, 1, 2}:
        os.close(descriptor)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    # Without a buffer, so that nothing is lost when the process is killed.
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = open(number, "wb", buffering=0, closefd=False)  # noqa: SIM115
        text = io.TextIOWrapper(
            stream, encoding="utf-8", errors="backslashreplace", write_through=True
        )
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)


def _read(request: int) -> tuple[dict[str, Any], bytes]:
    """Read a line of JSON, and as many bytes behind it as it says."""
    with open(request, "rb", buffering=2**20, closefd=False) as pipe:
        line = pipe.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the request ended early")
        asked: dict[str, Any] = json.loads(line)
        return asked, pipe.read(asked["size"])


def _answer(request: int, results: int, alone: bool) -> None:
    asked, pickled = _read(request)
    if alone:
        threading.Thread(target=_end_with, args=(request,), daemon=True).start()
    token: str = asked["token"]

    def send(**message: Any) -> None:
        # On a line of its own, whatever else was written to the pipe.
        data = f"\n{token} {json.dumps(message)}\n".encode()
        while data:
            data = data[os.write(results, data) :]

    warnings.showwarning = partial(_show_warning, asked["filename"])

    # The folders from which the reader's code can import, last: it replaces no module of ours.
    sys.path += [folder for folder in asked["paths"] if folder not in sys.path]
    os.chdir(asked["folder"])
    import torch

    from rnnbook.exercises.checker.judging import run

    torch.set_num_threads(1)
    # As torch comes, whatever the settings of this Python have made of it.
    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)
    exercise = catalogue_in(asked["catalogue"]).find(asked["slug"])
    random = bool(exercise.arguments or exercise.properties)
    at: dict[str, Any] = {}

    def announce(step: Step) -> None:
        seed = step.seed if random else None
        at.update(call=step.call, seed=seed, checks=at.get("checks", -1) + 1)
        send(at=at)

    limits = Limits(**asked["limits"])
    send(ready=True)
    lift = _limit(limits, results)
    try:
        outcome = _checked(run, exercise, asked, pickled, announce)
    except BaseException as error:
        lift()
        outcome = replace(_of_error(error, exercise.slug, asked["filename"]), **at)
    lift()
    faulthandler.cancel_dump_traceback_later()
    # Before the outcome is known, since then this process may be ended at any moment.
    _end_children()
    send(outcome=asdict(_in_words(outcome, limits)))


def _show_warning(
    filename: str, message: Any, category: Any, origin: str, number: int, *_: Any
) -> None:
    """Print a warning with the reader's line, where it comes from one, and no path of ours."""
    where = f"{place(filename, number)}: " if origin == filename else ""
    with contextlib.suppress(Exception):
        print(f"{where}{category.__name__}: {message}", file=sys.stderr)


def _end_with(request: int) -> None:
    """End this process and those it started as soon as the client is gone."""
    os.read(request, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limit(limits: Limits, results: int) -> Callable[[], None]:
    """Set the limits for this process, and return what takes that on memory away again."""
    faulthandler.enable(file=results)
    if hasattr(signal, "SIGUSR1"):
        faulthandler.register(signal.SIGUSR1, file=results, all_threads=True)
    # For code that ignores the signal, and where there is none. Not the first choice: it reads a
    # stack that moves, and now and then finds nothing there.
    faulthandler.dump_traceback_later(limits.seconds + UNASKED, exit=True, file=results)
    if not sys.platform.startswith("linux"):
        return lambda: None
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + limits.memory
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)

    def lift() -> None:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    return lift


def _checked(
    judging: Any,
    exercise: Exercise,
    asked: dict[str, Any],
    pickled: bytes,
    announce: Callable[[Step], None],
) -> Outcome:
    filename, seed = asked["filename"], asked["seed"]
    outcome: Outcome
    if "source" in asked:
        outcome = judging.check_source(
            exercise, asked["source"], filename, seed=seed, announce=announce
        )
        return outcome
    for name, lines in asked["lines"].items():
        remember_lines(name, lines)
    surroundings = judging.fresh_surroundings(exercise)
    try:
        with surroundings:
            target = pickle.loads(pickled)
    except judging.ANY_ERROR as error:
        return Outcome(
            exercise.slug,
            "not yet",
            "loads",
            f"It could not be passed on to the process that checks it: {judging.error_text(error)}",
            where=line_of(error, filename),
        )
    outcome = judging.check_target(
        exercise, target, filename, seed=seed, announce=announce, surroundings=surroundings
    )
    return outcome


def _of_error(error: BaseException, slug: str, filename: str) -> Outcome:
    """Return the outcome for an error that the check itself did not catch."""
    from rnnbook.exercises.checker.judging.describing import error_text

    text = error_text(error)
    where = line_of(error, filename)
    if isinstance(error, MemoryError):
        return Outcome(slug, "not yet", "runs", "It raised MemoryError", where=where)
    if where:
        return Outcome(slug, "not yet", "runs", f"It raised {text}", where=where)
    last = traceback.extract_tb(error.__traceback__)[-1]
    message = f"The check itself failed: {text} ({Path(last.filename).name}, line {last.lineno})"
    return Outcome(slug, "our bug", message=message)


def _in_words(outcome: Outcome, limits: Limits) -> Outcome:
    """Say in the same words that memory ran out, whoever noticed."""
    refused = re.search(r"you tried to allocate (\d+) bytes", outcome.message)
    if outcome.stage not in ("loads", "runs") or not (
        refused or re.search(r"\bMemoryError\b", outcome.message)
    ):
        return outcome
    asked = f" It asked for {amount(int(refused[1]))} at once." if refused else ""
    message = f"Your code used more than {amount(limits.memory)} of memory.{asked}"
    return replace(outcome, message=message, suggestion=OUT_OF_MEMORY)
