"""The seeds of an experiment, which a check of the book can exchange for fresh ones."""

from __future__ import annotations

import os

from rnnbook.arguments import integer

__all__ = ["FIRST_FOR_TUNING", "MOST_FOR_TUNING", "data_seed", "seeds", "tuning_seeds"]

FIRST_FOR_TUNING = 500_000
"""Where the seeds begin on which settings are chosen; what is reported has seeds below."""

MOST_FOR_TUNING = 100_000
"""How many of them there are at most."""


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
    first = _moved()
    return range(first, first + count)


def tuning_seeds(count: int) -> range:
    """Return ``count`` seeds to choose settings on, none of which :func:`seeds` gives.

    Parameters
    ----------
    count : int
        How many, at least 1 and at most 100000.

    Returns
    -------
    range
        The seeds, in order.

    Raises
    ------
    TypeError, ValueError
        If ``count`` is not such an integer.

    Examples
    --------
    >>> list(tuning_seeds(2))
    [500000, 500001]
    """
    count = integer("count", count, maximum=MOST_FOR_TUNING)
    first = _moved() + FIRST_FOR_TUNING
    return range(first, first + count)


def data_seed(number: int) -> int:
    """Return the seed of data that all repetitions share, which moves with the other seeds.

    A claim should also hold on other data. Where each repetition draws its own, its seed serves;
    where all share one data set, such as a common test set, this is its seed.

    Parameters
    ----------
    number : int
        Which data set, from 0 on; sets with different numbers are different.

    Returns
    -------
    int
        ``number`` itself, unless ``RNNBOOK_FIRST_SEED`` moves it.

    Raises
    ------
    TypeError, ValueError
        If ``number`` is not such an integer.

    Examples
    --------
    >>> data_seed(7)
    7
    """
    return _moved() + integer("number", number, minimum=0, maximum=FIRST_FOR_TUNING - 1)


def _moved() -> int:
    moved = os.environ.get("RNNBOOK_FIRST_SEED", "0")
    if not moved.isdecimal():
        raise ValueError(f"RNNBOOK_FIRST_SEED must be a whole number, got {moved!r}")
    return int(moved)
