"""The one style of all pictures: sizes, colours, line styles, and the words that go with them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from rnnbook._page import COLOURS, FULL, GAP, WIDTH
from rnnbook.arguments import instance, integer, number, text
from rnnbook.plotting._roles import FOREGROUND

__all__ = [
    "COLOURS",
    "FOREGROUND",
    "check_named",
    "describe",
    "description",
    "new_figure",
    "plot",
    "require_positive",
    "styled",
]

P = ParamSpec("P")
# Up to how many names there are in one picture.
MOST = 6
PIXELS = 96  # of CSS, to an inch

_STYLE: Any = {
    "font.size": 11.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FOREGROUND,
    "axes.labelcolor": FOREGROUND,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "figure.facecolor": "none",
    "grid.color": FOREGROUND,
    "grid.alpha": 0.15,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.markersize": 6.0,
    "text.color": FOREGROUND,
    "xtick.color": FOREGROUND,
    "ytick.color": FOREGROUND,
    "svg.fonttype": "none",
    "svg.hashsalt": "rnnbook",
    # Not among what matplotlib resets to its defaults.
    "timezone": "UTC",
}


# Drawing calls itself often, and setting everything takes most of a millisecond.
_in_force = ContextVar("in force", default=False)


@contextmanager
def styled() -> Iterator[None]:
    """Have matplotlib draw in the style of the book, whatever a reader's own settings are.

    These are in force again afterwards.
    """
    if _in_force.get():
        yield
        return
    token = _in_force.set(True)
    try:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(_STYLE)
            yield
    finally:
        _in_force.reset(token)


def _draws_in_style(kind: type) -> type:
    """Have every method that may draw do so in the style of the book, whoever calls it."""

    def in_style(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def drawn(*args: Any, **options: Any) -> Any:
            with styled():
                return method(*args, **options)

        return drawn

    for name, method in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith(("_", "get_")):
            setattr(kind, name, in_style(method))
    return kind


@_draws_in_style
class StyledFigure(Figure):
    """A figure in the style of the book.

    One with columns of axes is a row of drawings, of which it is the first.
    """

    beside: tuple[StyledFigure, ...] = ()


@_draws_in_style
class StyledAxes(Axes):
    """Axes in the style of the book, and so is what a cell adds to them."""


def new_figure(
    rows: int = 1, columns: int = 1, *, width: float | None = None, height: float = 3.0
) -> tuple[Figure, Any]:
    """Return a figure in the style of the book, and its axes.

    Letters are 11.5 points high, small ones 11. The page shows a drawing at its own size, with 96
    pixels to an inch, or shrinks it to a telephone, where it has 330 pixels. Of a drawing 440
    pixels wide, which is the usual width, the smallest letters are then 11 pixels high. What needs
    more room takes columns and no wider drawing: each column is a drawing by itself, and
    ``picture`` puts them side by side where the page is wide enough, else below each other.

    Parameters
    ----------
    rows, columns : int
        How many axes, below and beside each other.
    width, height : float, optional
        The size in inches, of all columns together. The width is 4.58 for one column if left out,
        and for more the full width of a page, 7.17.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Belongs to no window and to no global state. What is done to it, and not to its axes,
        reaches the first column only.
    axes : Axes, or array of Axes
        One, a row or column of them, or a grid, as ``Figure.subplots`` gives them.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a positive number.

    Examples
    --------
    >>> figure, axes = new_figure(rows=2)
    >>> axes.shape
    (2,)
    >>> new_figure(1, 3)[1].shape
    (3,)
    """
    rows, columns = integer("rows", rows), integer("columns", columns)
    usual = (WIDTH if columns == 1 else FULL) / PIXELS
    across = usual if width is None else number("width", width, above=0)
    high = number("height", height, above=0)
    each = (across - (columns - 1) * GAP / PIXELS) / columns
    number("the width of a column", each, above=0)
    with styled():
        figures = [
            # In rows, the label below one and the title of the next are not to be read as one.
            StyledFigure(
                figsize=(each, high),
                layout=ConstrainedLayoutEngine(h_pad=0.1 if rows > 1 else None),
            )
            for _ in range(columns)
        ]
        grid = np.empty((rows, columns), dtype=object)
        for column, one in enumerate(figures):
            grid[:, column] = one.subplots(
                rows, squeeze=False, subplot_kw={"axes_class": StyledAxes}
            )[:, 0]
    for axes in grid.flat:
        axes.set_label("")
    figures[0].beside = tuple(figures[1:])
    return figures[0], grid.item() if grid.size == 1 else grid.squeeze()


def describe(axes: Axes, sentence: str) -> None:
    """Add a sentence to the words that tell what ``axes`` show; a picture's alt text joins them.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The axes the sentence speaks of.
    sentence : str
        What is seen, ending in a full stop.

    Examples
    --------
    >>> figure, axes = new_figure()
    >>> describe(axes, "The loss falls.")
    >>> axes.get_label()
    'The loss falls.'
    """
    instance("axes", axes, Axes, "a matplotlib Axes")
    # Nothing draws the label of axes: a natural place for words that belong to them.
    axes.set_label(f"{axes.get_label()} {text('sentence', sentence)}".strip())


def description(figure: Figure) -> str:
    """Return all that was said of the figure's axes with ``describe``."""
    return " ".join(str(axes.get_label()) for axes in figure.axes if axes.get_label())


def plot(draw: Callable[Concatenate[Axes, P], str]) -> Callable[Concatenate[Axes, P], Axes]:
    """Make a public function of one that draws on axes and returns what is seen, in words.

    It checks the axes and the title, draws in the style of the book, adds the words to the
    description of the axes, behind the title, and returns the axes.
    """

    @wraps(draw)
    def plotted(axes: Axes, *args: P.args, **options: P.kwargs) -> Axes:
        instance("axes", axes, Axes, "a matplotlib Axes")
        title = instance("title", options.get("title", ""), str, "a string")
        with styled():
            seen = draw(axes, *args, **options)
        describe(axes, f"{title}: {seen}" if title else seen)
        return axes

    public: Any = plotted
    public.__signature__ = inspect.signature(draw).replace(return_annotation="Axes")
    return public


def check_named(name: str, value: Any) -> dict[str, Any]:
    """Return ``value`` if it maps names to what is drawn, and there are colours for all."""
    instance(name, value, Mapping, "a mapping from names to arrays")
    if not 1 <= len(value) <= MOST:
        raise ValueError(f"{name} must have 1 to {MOST} names, got {len(value)}")
    return {text(name, key): one for key, one in value.items()}


def require_positive(name: str, array: np.ndarray, log: bool) -> None:
    """Raise a ``ValueError`` if the axis is logarithmic and not all values are above 0."""
    if log and array.min() <= 0:
        raise ValueError(f"{name} must be above 0 for a logarithmic axis, got {array.min():g}")
