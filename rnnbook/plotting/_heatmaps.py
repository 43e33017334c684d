"""Matrices as fields of colour: hidden states over time, weights, masks, Jacobians."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb

from rnnbook.arguments import finite_array, flag, quote, text
from rnnbook.plotting._style import COLOURS, FOREGROUND, plot

__all__ = ["plot_heatmap"]

# Small values let the page show through, be it light or dark.
BLUE, ORANGE = (to_rgb(colour) for colour in COLOURS[:2])
SIGNED = LinearSegmentedColormap.from_list(
    "signed",
    [(0.0, (*BLUE, 1.0)), (0.5, (*BLUE, 0.0)), (0.5, (*ORANGE, 0.0)), (1.0, (*ORANGE, 1.0))],
)
POSITIVE = LinearSegmentedColormap.from_list("positive", [(*BLUE, 0.0), (*BLUE, 1.0)])


@plot
def plot_heatmap(
    axes: Axes,
    values: Any,
    *,
    xlabel: str = "time step t",
    ylabel: str = "unit",
    columns: Sequence[str] | None = None,
    rows: Sequence[str] | None = None,
    numbers: bool = False,
    scale: bool = True,
    title: str = "",
) -> str:
    """Draw a matrix as a field of colour, the first row on top.

    Values of both signs go from blue through nothing to orange, with 0 in the middle; values of
    one sign go from nothing to blue with their size.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    values : array of shape (R, K)
        The matrix.
    xlabel, ylabel : str
        What columns and rows are.
    columns, rows : sequence of str, optional
        The names of the K columns and of the R rows; their numbers, from 1, if left out.
    numbers : bool
        Whether each cell has its value written in it.
    scale : bool
        Whether a colour bar stands beside the matrix.
    title : str
        What stands above the picture; nothing if empty.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, with a description.

    Examples
    --------
    >>> from rnnbook.plotting import new_figure
    >>> figure, axes = new_figure()
    >>> plot_heatmap(axes, [[0.0, 1.0], [-1.0, 0.5]]).get_label()
    'A field of colour, 2 rows (unit) by 2 columns (time step t). Values from -1 (row 2, column 1) to 1 (row 1, column 2).'
    """  # noqa: E501
    matrix = finite_array("values", values, ndim=2)
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)
    across = _names("columns", columns, matrix.shape[1])
    down = _names("rows", rows, matrix.shape[0])
    numbers, scale = flag("numbers", numbers), flag("scale", scale)
    signed = matrix.min() < 0 < matrix.max()
    reach = float(np.abs(matrix).max()) or 1.0
    if signed:
        colours, norm = SIGNED, Normalize(-reach, reach)
    else:
        colours = POSITIVE if matrix.max() > 0 else POSITIVE.reversed()
        norm = Normalize(0, reach) if matrix.max() > 0 else Normalize(-reach, 0)
    image = axes.imshow(matrix, cmap=colours, norm=norm, aspect="auto", interpolation="none")
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_title(title)
    _ticks(axes.xaxis, across, matrix.shape[1])
    _ticks(axes.yaxis, down, matrix.shape[0])
    if numbers:
        for (row, column), value in np.ndenumerate(matrix):
            axes.text(column, row, f"{value:.3g}", ha="center", va="center")
    if scale:
        bar = axes.figure.colorbar(image, ax=axes)
        bar.outline.set_edgecolor(FOREGROUND)
        bar.ax.set_label("")  # or its own would end up among the words of the picture
    return _seen(matrix, xlabel, ylabel, across, down)


def _names(name: str, value: Any, count: int) -> list[str] | None:
    if value is None:
        return None
    expected = f"{name} must be a sequence of {count} strings"
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"{expected}, got {quote(value)}")
    if len(value) != count or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{expected}, got {quote(value)}")
    return list(value)


def _ticks(axis: Any, names: list[str] | None, count: int) -> None:
    """Label every row or column that has a name; else some of their numbers, counted from 1."""
    if names is not None:
        axis.set_ticks(range(count), names)
        return
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10**9) if count / step <= 8)
    places = sorted({0, *range(step - 1, count, step)})
    axis.set_ticks(places, [str(place + 1) for place in places])


def _seen(
    matrix: np.ndarray, xlabel: str, ylabel: str, across: list[str] | None, down: list[str] | None
) -> str:
    height, width = matrix.shape
    size = f"A field of colour, {height} rows ({ylabel}) by {width} columns ({xlabel})."

    def place(index: Any) -> str:
        row, column = np.unravel_index(index, matrix.shape)
        row_name = row + 1 if down is None else down[row]
        return f"(row {row_name}, column {column + 1 if across is None else across[column]})"

    low, high = matrix.min(), matrix.max()
    if low == high:
        return f"{size} All values are {low:.2g}."
    return (
        f"{size} Values from {low:.2g} {place(matrix.argmin())} "
        f"to {high:.2g} {place(matrix.argmax())}."
    )
