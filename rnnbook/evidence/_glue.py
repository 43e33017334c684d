"""Numbers for the prose: a value computed in a cell, stored under a name for the text to print."""

from __future__ import annotations

from typing import Any

import numpy as np
from IPython.core.formatters import DisplayFormatter
from IPython.core.getipython import get_ipython
from IPython.display import display
from torch import Tensor

from rnnbook.arguments import quote, text

__all__ = ["glue"]

# What myst-nb looks for in the outputs of a cell. Writing it needs IPython alone, so that a
# chapter also runs where myst-nb is not installed.
MIME_PREFIX = "application/papermill.record/"


def glue(name: str, value: Any) -> None:
    """Store ``value`` under ``name`` for the text of the page.

    The text prints it with ``{glue:text}`name:.2f```. Outside a notebook nothing is shown, and
    nothing fails.

    Parameters
    ----------
    name : str
        The name the text uses, once on a page.
    value : float, int, str or a tensor or array of one number
        What the text prints.

    Raises
    ------
    TypeError, ValueError
        If ``name`` is not a non-empty string, or ``value`` is not a single number or a string.

    Examples
    --------
    >>> glue("final-loss", 0.0011)
    """
    name = text("name", name)
    plain = _plain(value)
    if get_ipython() is None:
        return
    bundle, metadata = DisplayFormatter().format(plain)
    metadata["scrapbook"] = {"name": name, "mime_prefix": MIME_PREFIX}
    display(
        {MIME_PREFIX + mime: data for mime, data in bundle.items()}, raw=True, metadata=metadata
    )


def _plain(value: Any) -> int | float | str:
    """Turn a single number of NumPy or torch into Python's own, which formats as expected."""
    if isinstance(value, Tensor | np.ndarray | np.generic):
        count = value.numel() if isinstance(value, Tensor) else value.size
        if count != 1:
            raise ValueError(f"value must be a single number, got {quote(value)}")
        value = value.item()
    if not isinstance(value, int | float | str):
        raise TypeError(f"value must be a number or a string, got {quote(value)}")
    return value
