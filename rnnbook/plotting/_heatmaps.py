"""Matrices as fields of colour: hidden states over time, weights, masks, Jacobians."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb

from rnnbook._page import GROUND
from rnnbook.arguments import finite_array, flag, instance, number, quote, text
from rnnbook.plotting._axis import two_decimals
from rnnbook.plotting._style import COLOURS, FOREGROUND, plot

__all__ = ["plot_heatmap"]

# Below numbers the colours end here, so that ink can be read on them, be it dark or light.
DEEPEST = 0.6
# Up to how many rows, and columns, there are lines between cells.
LINED = 40


@cache
def colour_maps(deepest: float) -> tuple[LinearSegmentedColormap, LinearSegmentedColormap]:
    """Return the colours for values of both signs, and for those of one.

    Small values let the page show through, be it light or dark.
    """
    blue, orange = (to_rgb(colour) for colour in COLOURS[:2])
    blues = [(*blue, deepest), (*blue, 0.0)]
    oranges = [(*orange, 0.0), (*orange, deepest)]
    places = (0.0, 0.5, 0.5, 1.0)
    signed = list(zip(places, [*blues, *oranges], strict=True))
    return (
        LinearSegmentedColormap.from_list("signed", signed),
        LinearSegmentedColormap.from_list("positive", blues[::-1]),
    )


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
    scale_label: str = "",
    reach: float | None = None,
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
    scale_label : str
        What the colours measure, beside the bar; nothing if empty.
    reach : float, optional
        The size at which the colours are deepest, for several pictures with one bar; the largest
        in ``values`` if left out.
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
    instance("scale_label", scale_label, str, "a string")
    largest = float(np.abs(matrix).max()) or 1.0
    reach = largest if reach is None else number("reach", reach, above=0)
    both, one_sign = colour_maps(DEEPEST if numbers else 1.0)
    if signed:
        colours, norm = both, Normalize(-reach, reach)
    else:
        colours = one_sign if matrix.max() > 0 else one_sign.reversed()
        norm = Normalize(0, reach) if matrix.max() > 0 else Normalize(-reach, 0)
    image = axes.imshow(matrix, cmap=colours, norm=norm, aspect="auto", interpolation="none")
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_title(title)
    _divide(axes, *matrix.shape)
    _ticks(axes.xaxis, across, matrix.shape[1])
    _ticks(axes.yaxis, down, matrix.shape[0])
    if numbers:
        whole = (matrix == matrix.round()).all()
        for (row, column), value in np.ndenumerate(matrix):
            shown = f"{value:.0f}".replace("-", "−") if whole else two_decimals(value)
            axes.text(column, row, shown, ha="center", va="center")
    if scale:
        bar = axes.figure.colorbar(image, ax=axes)
        bar.outline.set_edgecolor(FOREGROUND)
        bar.ax.set_ylabel(scale_label)
        bar.ax.set_label("")  # or its own would end up among the words of the picture
    return _seen(matrix, xlabel, ylabel, across, down)


def _divide(axes: Axes, rows: int, columns: int) -> None:
    """Draw thin lines in the colour of the page between the cells, unless they are many."""
    edges = [(down - 0.5, True) for down in range(1, rows)]
    edges += [(across - 0.5, False) for across in range(1, columns)]
    if max(rows, columns) > LINED or not edges:
        return
    points: list[tuple[float, float]] = []
    for edge, lies in edges:
        ends = (-0.5, columns - 0.5) if lies else (-0.5, rows - 0.5)
        points += [((end, edge) if lies else (edge, end)) for end in ends] + [(np.nan, np.nan)]
    limits = axes.get_xlim(), axes.get_ylim()
    axes.plot(*zip(*points, strict=True), color=GROUND, linewidth=0.8, scalex=False, scaley=False)
    axes.set(xlim=limits[0], ylim=limits[1])


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
    places = list(range(0, count, 2)) if step == 2 else sorted({0, *range(step - 1, count, step)})
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
