"""How much a check may use: time, memory and output."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OUT_OF_MEMORY", "Limits", "amount", "duration"]

OUT_OF_MEMORY = "How large is what you make, in numbers? What grows in your loop?"
"""Where to look when there was not enough memory."""


@dataclass(frozen=True)
class Limits:
    """What one check may use.

    Attributes
    ----------
    seconds : float
        How long the reader's code may run; starting the process does not count.
    memory : int
        How many bytes it may use beyond what an interpreter with torch needs.
    printed : int
        How many bytes of what it prints are kept.
    most_printed : int
        How many bytes it may print before it is stopped.
    carried : int
        How many bytes a function or class may have, with all that it uses, to be copied to the
        process that checks it.
    """

    seconds: float = 20.0
    memory: int = 2 * 2**30
    printed: int = 64 * 2**10
    most_printed: int = 16 * 2**20
    carried: int = 64 * 2**20


def amount(size: float) -> str:
    """Return a number of bytes in words.

    Examples
    --------
    >>> amount(2 * 2**30), amount(1.5 * 2**20), amount(17)
    ('2 GiB', '1.5 MiB', '17 bytes')
    """
    units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while size >= 2**10 and len(units) > 1:
        size /= 2**10
        del units[0]
    return f"{size:.3g} {units[0]}"


def duration(seconds: float) -> str:
    """Return a number of seconds in words.

    Examples
    --------
    >>> duration(20.0), duration(1), duration(0.5)
    ('20 seconds', '1 second', '0.5 seconds')
    """
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"
