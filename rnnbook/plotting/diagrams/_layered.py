"""Drawings of recurrent layers one above the other, and of layers that read both ways."""

from __future__ import annotations

from matplotlib.axes import Axes

from rnnbook.arguments import integer
from rnnbook.plotting._style import plot
from rnnbook.plotting.diagrams._shapes import (
    INPUT,
    STATE,
    arrow,
    box,
    disc,
)

__all__ = ["draw_both_directions", "draw_stacked"]

SIDE = 0.28  # from the middle of a box to where an arrow starts or ends


@plot
def draw_stacked(axes: Axes, length: int, *, layers: int = 2, title: str = "") -> str:
    """Draw several recurrent layers unrolled in time, each reading the states of the one below.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    length : int
        The number of steps, at most 6.
    layers : int
        The number of layers, at most 4.
    title : str
        What stands above the drawing; nothing if empty.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, with a description.

    Examples
    --------
    >>> from rnnbook.plotting import new_figure
    >>> figure, axes = new_figure()
    >>> draw_stacked(axes, 3, layers=2).get_label()
    '2 rows of 3 boxes, one row for each layer and one column for each step. Arrows lead right, from each state to the next of its layer, and up, from each input to the lowest layer and from each state to the layer above.'
    """  # noqa: E501
    length = integer("length", length, maximum=6)
    layers = integer("layers", layers, maximum=4)
    for t in range(1, length + 1):
        disc(axes, t, 0, f"$x_{t}$", INPUT)
        for row in range(1, layers + 1):
            box(axes, t, row, f"$h_{t}^{{({row})}}$", STATE)
            arrow(axes, (t, row - 1 + SIDE), (t, row - SIDE))
            if t < length:
                arrow(axes, (t + SIDE, row), (t + 1 - SIDE, row))
    for row in range(1, layers + 1):
        axes.text(0.62, row, f"layer {row}", ha="right", va="center")
    axes.set(xlim=(-0.25, length + 0.4), ylim=(-0.35, layers + 0.4), aspect="equal")
    axes.set_axis_off()
    axes.set_title(title, loc="center")
    rows = f"{layers} rows" if layers > 1 else "1 row"
    boxes = f"{length} boxes" if length > 1 else "1 box"
    return (
        f"{rows} of {boxes}, one row for each layer and one column for each step. "
        "Arrows lead right, from each state to the next of its layer, and up, from each input to "
        "the lowest layer and from each state to the layer above."
    )


@plot
def draw_both_directions(axes: Axes, length: int, *, title: str = "") -> str:
    """Draw a bidirectional layer: one row of states read forwards, one read backwards.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    length : int
        The number of steps, at most 6.
    title : str
        What stands above the drawing; nothing if empty.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, with a description.

    Examples
    --------
    >>> from rnnbook.plotting import new_figure
    >>> figure, axes = new_figure()
    >>> draw_both_directions(axes, 3).get_label()
    'The inputs x1 to x3 in a row. Above it the forward states, with arrows to the right; the last to be computed, marked last, stands over x3. Below it the backward states, with arrows to the left; the last to be computed, marked last, stands under x1.'
    """  # noqa: E501
    length = integer("length", length, maximum=6)
    for t in range(1, length + 1):
        disc(axes, t, 0, f"$x_{t}$", INPUT)
        box(axes, t, 1, rf"$\overrightarrow{{h}}_{t}$", STATE)
        box(axes, t, -1, rf"$\overleftarrow{{h}}_{t}$", STATE)
        arrow(axes, (t, SIDE), (t, 1 - SIDE))
        arrow(axes, (t, -SIDE), (t, SIDE - 1))
        if t < length:
            arrow(axes, (t + SIDE, 1), (t + 1 - SIDE, 1))
            arrow(axes, (t + 1 - SIDE, -1), (t + SIDE, -1))
    axes.text(length, 1.4, "last", ha="center", va="bottom")
    axes.text(1, -1.4, "last", ha="center", va="top")
    axes.text(0.62, 1, "forwards", ha="right", va="center")
    axes.text(0.62, -1, "backwards", ha="right", va="center")
    axes.set(xlim=(-0.45, length + 0.4), ylim=(-1.75, 1.75), aspect="equal")
    axes.set_axis_off()
    axes.set_title(title, loc="center")
    inputs = f"The inputs x1 to x{length} in a row" if length > 1 else "The input x1"
    return (
        f"{inputs}. Above it the forward states, with arrows to the right; the last "
        f"to be computed, marked last, stands over x{length}. Below it the backward states, with "
        "arrows to the left; the last to be computed, marked last, stands under x1."
    )
