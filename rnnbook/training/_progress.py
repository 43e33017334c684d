"""A progress bar for terminals and notebooks that leaves no trace on a built page."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import TypeVar

from IPython.core.getipython import get_ipython

__all__ = ["track"]

Item = TypeVar("Item")


def track(items: Iterable[Item], description: str = "", *, delay: float = 1.0) -> Iterator[Item]:
    """Yield the items one by one and show how far along they are.

    A bar appears after ``delay`` seconds and disappears at the end: a widget in a notebook, a
    line on standard error in a terminal. Where nobody watches (the build of the book, output
    that goes to a file) there is none.

    Parameters
    ----------
    items : iterable
        What to go through.
    description : str
        What stands before the bar.
    delay : float
        How many seconds may pass before a bar is shown.

    Yields
    ------
    object
        The items, unchanged and in order.

    Examples
    --------
    >>> sum(track(range(5), "adding"))
    10
    """
    if not _watched():
        yield from items
        return
    with warnings.catch_warnings():
        # Without ipywidgets tqdm warns and draws the bar as text, which serves as well.
        warnings.filterwarnings("ignore", message="IProgress not found")
        from tqdm.auto import tqdm
    yield from tqdm(items, desc=description, delay=delay, leave=False)


def _watched() -> bool:
    """Return whether a person sees the output as it appears."""
    if os.environ.get("RNNBOOK_BUILD"):
        return False
    shell = get_ipython()
    in_notebook = shell is not None and hasattr(shell, "kernel")
    return in_notebook or sys.stderr.isatty()
