"""One request to a process that checks, watched until it is answered, fails or goes too far."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rnnbook.exercises.checker.limits import Limits, amount
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.runner.postmortem import (
    Termination,
    over_time,
    pipe_closed,
    reader_line,
    too_much_memory,
    too_much_text,
)
from rnnbook.exercises.checker.runner.processes import Meter, Pipe, Worker

__all__ = ["Observation", "supervise"]

# How long a process may take to start; how often its memory is looked at; how long to wait for it
# to say where it stands; how long to wait for what is still in a pipe.
_STARTING, _POLL, _WHERE, _DRAIN = 120.0, 0.03, 0.3, 0.5

# How many bytes are copied into the folder in which the reader's code runs, and how many files it
# is given at most.
_MOST_COPIED, _MOST_LAID_OUT = 16 * 2**20, 1000

# How often to ask: in the middle of a call there may be no whole stack to tell of, and a
# busy machine takes its time. One that cannot be asked, or does not listen, says by itself where it
# stands while it is asked again.
_ASKED = 10


@dataclass
class Observation:
    """What came from a process.

    Attributes
    ----------
    outcome : Outcome, optional
        Its answer.
    at : dict
        The call, the seed and the number of checks passed when it was last heard of.
    ready : bool
        Whether it had come as far as the reader's code.
    termination : Termination, optional
        Why it was ended, if it was.
    dump : str
        What ``faulthandler`` wrote.
    printed : str
        What the reader's code printed.
    code : int, optional
        How it ended: an exit status, or a signal's negative number.
    """

    outcome: Outcome | None = None
    at: dict[str, Any] = field(default_factory=dict)
    ready: bool = False
    termination: Termination | None = None
    dump: str = ""
    printed: str = ""
    code: int | None = None


def supervise(
    worker: Worker, request: dict[str, Any], limits: Limits, pickled: bytes = b""
) -> Observation:
    """Have a process answer a request, and end it, whatever happens.

    Parameters
    ----------
    worker : Worker
        A process that was asked nothing yet.
    request : dict
        What it is asked.
    limits : Limits
        What it may use.
    pickled : bytes
        What comes behind the request, as it is.
    """
    news = threading.Event()
    watch = _Watch(
        worker,
        limits,
        secrets.token_hex(8).encode(),
        Pipe(worker.results, limits.most_printed + 2**20, news),
        Pipe(worker.printed, limits.printed, news),
    )
    seen = watch.seen
    with _scratch(request.get("beside")) as folder:
        try:
            asked = {"token": watch.token.decode(), "folder": folder, "size": len(pickled)}
            # In a thread: a process that does not listen must not hold up the one that watches it.
            line = json.dumps(request | asked).encode() + b"\n"
            threading.Thread(target=worker.ask, args=(line + pickled,), daemon=True).start()
            watch.wait()
            if seen.termination is not None:
                watch.ask_where(request["filename"])
                if seen.termination == over_time(limits):
                    seen.termination = over_time(limits, seen.dump)
        finally:
            # Above all at Ctrl-C.
            if watch.meter is not None:
                watch.meter.end()
            seen.code = worker.end()
    for pipe in (watch.results, watch.printed):
        pipe.join(_DRAIN)
    watch.read(last=True)
    printed = watch.printed
    if printed.total > limits.most_printed:
        seen.termination = too_much_text(limits)
    seen.printed = bytes(printed.data).decode("utf-8", "replace")
    if printed.total > limits.printed:
        seen.printed += f"\n... ({amount(limits.printed)} are kept)\n"
    return seen


@contextlib.contextmanager
def _scratch(beside: str | None) -> Iterator[str]:
    """Make a folder for the reader's code to run in, and remove it afterwards."""
    try:
        made = tempfile.TemporaryDirectory(prefix="check-", ignore_cleanup_errors=True)
    except OSError:
        # No folder for temporary files: then one in which nothing of the reader's lies.
        yield os.path.abspath(os.sep)
        return
    with made as folder:
        if beside is not None:
            with contextlib.suppress(OSError):
                _lay_out(beside, folder)
        yield folder


def _lay_out(beside: str, folder: str) -> None:
    """Put what lies in one folder into another: small files as copies, all else as links.

    So a file is found where it is looked for, and what is written to it, or beside it, is gone
    afterwards.
    """
    room = _MOST_COPIED
    with os.scandir(beside) as entries:
        for entry in itertools.islice(entries, _MOST_LAID_OUT):
            path = os.path.join(folder, entry.name)
            # The scratch folder may lie there itself, and not every system has links.
            with contextlib.suppress(OSError):
                size = entry.stat().st_size if entry.is_file() else 0
                if entry.is_file() and size <= room:
                    shutil.copyfile(entry.path, path)
                    room -= size
                elif not os.path.samefile(entry.path, folder):
                    os.symlink(os.path.abspath(entry.path), path)


@dataclass
class _Watch:
    """A process that was asked, and what is heard of it."""

    worker: Worker
    limits: Limits
    token: bytes
    results: Pipe
    printed: Pipe
    seen: Observation = field(default_factory=Observation)
    meter: Meter | None = None

    def wait(self) -> None:
        """Wait for the answer, for the end of the process, or for a limit."""
        seen, limits, results, printed = self.seen, self.limits, self.results, self.printed
        deadline = time.monotonic() + _STARTING
        look = time.monotonic() + _POLL
        while True:
            results.news.wait(_POLL)
            results.news.clear()
            now, ended, was_ready = time.monotonic(), self.worker.has_ended(), seen.ready
            closed = not results.is_alive()
            self.read()
            if seen.outcome is not None or ended:
                return
            if closed:
                deadline = min(deadline, now + _DRAIN)
            if seen.ready and not was_ready:
                deadline = now + limits.seconds
            if max(printed.total, results.total) > limits.most_printed:
                seen.termination = too_much_text(limits)
            elif now > deadline:
                seen.termination = pipe_closed() if closed else over_time(limits)
            elif now > look:
                look = now + _POLL
                self.meter = self.meter or Meter(self.worker.pid)
                if self.meter.used() > limits.memory:
                    seen.termination = too_much_memory(limits)
            if seen.termination is not None:
                return

    def ask_where(self, filename: str) -> None:
        """Have the process say where in the reader's code it stands, unless it has said so."""
        for _ in range(_ASKED):
            if reader_line(self.seen.dump, filename):
                return
            self.worker.where()
            self.results.join(_WHERE)
            self.read()

    def read(self, *, last: bool = False) -> None:
        """Take what is new in the results: messages, and whatever else was written there."""
        others = []
        for line in self.results.lines(last):
            if not line.startswith(self.token + b" "):
                others.append(line)
                continue
            try:
                message = json.loads(line[len(self.token) :])
            except ValueError:
                continue
            self.seen.ready = True
            self.seen.at = message.get("at", self.seen.at)
            if "outcome" in message:
                self.seen.outcome = Outcome(**message["outcome"])
        # All at once: a text that grows line by line is copied for each of them.
        self.seen.dump += b"".join(others).decode("utf-8", "replace")
