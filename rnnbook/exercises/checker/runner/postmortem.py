"""What is known of a check whose process gave no outcome: where it stood, and why it ended."""

from __future__ import annotations

import linecache
import re
import signal
from typing import NamedTuple

from rnnbook.exercises.checker.limits import OUT_OF_MEMORY, Limits, amount, duration
from rnnbook.exercises.checker.lines import place, remember_lines

__all__ = [
    "Termination",
    "crashed",
    "explain_exit",
    "over_time",
    "pipe_closed",
    "reader_line",
    "too_much_memory",
    "too_much_text",
]


class Termination(NamedTuple):
    """Why a process gave no outcome: a message, and where to look next."""

    message: str
    suggestion: str


_SECTION = re.compile(r"^(?=Current thread 0x|Thread 0x)", re.MULTILINE)
_FRAME = re.compile(r'^  File "(.*)", line (\d+) in ', re.MULTILINE)
_FATAL = re.compile(r"^Fatal Python error: (.*)$", re.MULTILINE)
# torch.func lives in torch/_functorch, beside a part of the compiler, and compiles nothing.
_COMPILER = re.compile(
    r'^  File ".*[/\\]torch[/\\]'
    r"_(?:dynamo|inductor|functorch[/\\]_aot_autograd)[/\\].* in (.*)$",
    re.MULTILINE,
)
_TIMEOUT = re.compile(r"^Timeout \(", re.MULTILINE)


def reader_line(dump: str, filename: str, source: list[str] | None = None) -> str:
    """Return the innermost line of ``filename`` in what ``faulthandler`` wrote, as it is shown.

    Parameters
    ----------
    dump : str
        What it wrote, possibly among other things.
    filename : str
        The file or cell of the reader's code.
    source : list of str, optional
        Its lines, where they cannot be had by ``linecache``.

    Returns
    -------
    str
        The line, or nothing if the dump names none.
    """
    # It writes names in ASCII.
    written = filename.encode("ascii", "backslashreplace").decode("ascii")
    sections = _SECTION.split(dump)[1:]
    # The current thread is the one that failed; the main thread comes last.
    sections.sort(key=lambda section: not section.startswith("Current"))
    if sections and not sections[0].startswith("Current"):
        sections.reverse()
    for section in sections:
        for name, number in _FRAME.findall(section):
            if name == written:
                return _shown(filename, int(number), source)
    return ""


def _shown(filename: str, number: int, source: list[str] | None) -> str:
    if source is None:
        return place(filename, number)
    before = linecache.cache.get(filename)
    remember_lines(filename, source)
    try:
        return place(filename, number)
    finally:
        del linecache.cache[filename]
        if before is not None:
            linecache.cache[filename] = before


def over_time(limits: Limits, dump: str = "") -> Termination:
    """Return what to say when the time is over, and ``dump`` says where the process stood."""
    message = f"Your code was still running after {duration(limits.seconds)}."
    frames = _COMPILER.findall(dump)
    # The outermost frame comes last. An optimizer imports the compiler, and compiles nothing.
    if frames and frames[-1] != "<module>":
        return Termination(
            message,
            "torch.compile was still at work: compiling takes longer than a check may take. Leave "
            "it away here.",
        )
    return Termination(
        message,
        "Which of your loops does not come to an end, or does far more than it has to?",
    )


def too_much_memory(limits: Limits) -> Termination:
    """Return what to say when it used too much memory."""
    return Termination(
        f"Your code used more than {amount(limits.memory)} of memory.", OUT_OF_MEMORY
    )


def too_much_text(limits: Limits) -> Termination:
    """Return what to say when it printed too much."""
    return Termination(
        f"Your code printed more than {amount(limits.most_printed)}.",
        "Is there a print in a loop that does not come to an end?",
    )


def pipe_closed() -> Termination:
    """Return what to say when nothing more can be heard of a process that goes on."""
    return Termination(
        "The checking process could not report: what it writes to was closed.",
        "Does your code close files that it did not open?",
    )


def crashed(dump: str) -> Termination | None:
    """Return what to say if the interpreter wrote why it had to give up."""
    fatal = _FATAL.search(dump)
    if fatal is None:
        return None
    kind = fatal[1].strip()
    kind = kind[:1].lower() + kind[1:]
    suggestion = (
        "A function that calls itself without end can do this, and so can code outside Python."
    )
    return Termination(f"Python itself crashed ({kind}).", suggestion)


def explain_exit(dump: str, code: int | None, limits: Limits) -> Termination:
    """Return what to say of a process that ended by itself.

    Parameters
    ----------
    dump : str
        What ``faulthandler`` wrote.
    code : int, optional
        Its exit status, or the negative number of the signal that ended it, if known.
    limits : Limits
        What it was allowed.
    """
    crash = crashed(dump)
    if crash is not None:
        return crash
    if _TIMEOUT.search(dump):
        return over_time(limits, dump)
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = str(-code)
        return Termination(
            f"The checking process was killed (signal {name}).",
            "If your code did not do this, the system may have run out of memory.",
        )
    known = "" if code is None else f" (exit status {code})"
    return Termination(
        f"The process ended before the check was finished{known}.",
        "Does something in your code end the process, such as os._exit?",
    )
