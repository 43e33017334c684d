"""The seeds of an experiment, which a check of the book can exchange for fresh ones."""

from __future__ import annotations

import os

from rnnbook.arguments import integer

__all__ = ["seeds"]


def seeds(count: int) -> range:
    """Return ``count`` seeds, one for each repetition of an experiment.

    They are 0 to ``count - 1``. The environment variable ``RNNBOOK_FIRST_SEED`` moves them, so
    that a whole chapter can be run again with seeds it has never seen.

    Parameters
    ----------
    count : int
        How many, at least 1.

    Returns
    -------
    range
        The seeds, in order.

    Raises
    ------
    TypeError, ValueError
        If ``count`` or the environment variable is not such an integer.

    Examples
    --------
    >>> list(seeds(3))
    [0, 1, 2]
    """
    count = integer("count", count)
    moved = os.environ.get("RNNBOOK_FIRST_SEED", "0")
    if not moved.isdecimal():
        raise ValueError(f"RNNBOOK_FIRST_SEED must be a whole number, got {moved!r}")
    return range(int(moved), int(moved) + count)
