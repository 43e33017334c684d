"""Curves over epochs or steps, and where one run stands among many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from rnnbook.arguments import finite_array, flag, integer, number, quote, text
from rnnbook.plotting._axis import decades, steps
from rnnbook.plotting._labels import NOTE, head, label_ends
from rnnbook.plotting._roles import LOOKS, look_of, looks_of
from rnnbook.plotting._style import check_named, plot, require_positive

__all__ = ["plot_curves", "plot_histogram"]

# Up to how many points each has a tick of its own on a logarithmic axis.
_TICKS = 8


@plot
def plot_curves(
    axes: Axes,
    curves: Mapping[str, Any],
    *,
    xlabel: str = "epoch",
    ylabel: str = "loss (nats)",
    first: int = 1,
    x: Any = None,
    log: bool = False,
    log_x: bool = False,
    of: str = "seeds",
    title: str = "",
) -> str:
    """Draw one or more named curves; where there are many seeds, their median and their spread.

    The names stand at the ends of the curves, or in a legend where they are long or many. What
    has a meaning throughout the book, such as "window" or "label 1", has its colour and line style
    in all figures.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    curves : mapping from str to array of shape (E,) or (S, E)
        One curve, or one for each of S seeds, drawn as the median and a band from the 5th to
        the 95th percentile. At most six names.
    xlabel, ylabel : str
        What the axes measure.
    first : int
        The x value of the first point, at least 0, where the points are counted.
    x : array of shape (E,), optional
        The x values, the same for all curves, rising; counted from ``first`` if left out.
    log, log_x : bool
        Whether the y axis is logarithmic, and the x axis; its values must then be above 0.
    of : str
        What the S rows of a curve are: seeds, networks, shuffles.
    title : str
        What stands above the picture; nothing if empty.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, with a description.

    Examples
    --------
    >>> from rnnbook.plotting import new_figure, picture
    >>> figure, axes = new_figure()
    >>> _ = plot_curves(axes, {"training": [0.7, 0.4, 0.1]})
    >>> picture(figure)
    Curves of loss (nats) over epoch. training goes from 0.7 to 0.1.
    """
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)
    first, log = integer("first", first, minimum=0), flag("log", log)
    log_x = flag("log_x", log_x)
    of = text("of", of)
    arrays = {
        name: _curve(name, value, log) for name, value in check_named("curves", curves).items()
    }
    places = {name: _places(x, first, seeds.shape[1], log_x) for name, seeds in arrays.items()}
    sentences = [f"Curves of {ylabel} over {xlabel}{', logarithmic' if log else ''}."]
    drawn = {}
    for name, look in looks_of(arrays).items():
        seeds, place = arrays[name], places[name]
        middle = np.median(seeds, axis=0)
        if len(seeds) > 1:
            low, high = np.percentile(seeds, [5, 95], axis=0)
            axes.fill_between(place, low, high, color=look.colour, alpha=0.2, linewidth=0)
        (line,) = axes.plot(place, middle, color=look.colour, linestyle=look.line)
        drawn[name] = line, look
        sentences.append(_tendency(name, seeds, middle, of))
    axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    axes.set_xscale("log" if log_x else "linear")
    axes.margins(x=0)
    if log:
        decades(axes.yaxis)
    _tick(axes, list(places.values()), counted=x is None, log_x=log_x)
    axes.grid(axis="y")
    if len(drawn) > 1:
        label_ends(axes, drawn)
    head(axes, title, _spread_in_words(arrays, of))
    return " ".join(sentences)


def _spread_in_words(arrays: Mapping[str, np.ndarray], of: str) -> str:
    """Say what lines and bands are, once for all of them."""
    counts = {len(seeds): name for name, seeds in arrays.items() if len(seeds) > 1}
    if not counts:
        return ""
    if len(counts) == 1:
        ((count, name),) = counts.items()
        each = name if name.startswith(f"{count} ") else f"{count} {of}"
        return f"median and 5–95 % of {each}"
    return f"median and 5–95 % of {' or '.join(map(str, sorted(counts)))} {of}"


@plot
def plot_histogram(
    axes: Axes,
    values: Any,
    *,
    marked: float | None = None,
    marked_label: str = "this run",
    xlabel: str,
    bins: int = 20,
    log: bool = False,
    title: str = "",
) -> str:
    """Draw how a number is spread over seeds, and mark where one run stands.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    values : array of shape (S,)
        One number for each seed.
    marked : float, optional
        The number of the run to be marked with a line.
    marked_label : str
        What that run is called.
    xlabel : str
        What the numbers are.
    bins : int
        How many bars.
    log : bool
        Whether the x axis is logarithmic; all values must then be above 0.
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
    >>> plot_histogram(axes, [1.0, 2.0, 2.5, 4.0], marked=2.0, xlabel="loss").get_label()
    'Histogram of loss over 4 seeds, from 1 to 4, median 2.25. A line marks this run at 2.'
    """
    array = finite_array("values", values, ndim=1)
    xlabel, marked_label = text("xlabel", xlabel), text("marked_label", marked_label)
    bins, log = integer("bins", bins), flag("log", log)
    require_positive("values", array, log)
    marked = None if marked is None else number("marked", marked, above=0 if log else None)

    low, high = array.min(), array.max()
    if low == high:
        low, high = low - 0.5 * abs(low or 1), high + 0.5 * abs(high or 1)
    edges = np.geomspace(low, high, bins + 1) if log else np.linspace(low, high, bins + 1)
    edges[0], edges[-1] = low, high  # geomspace rounds its ends, and would lose the extremes
    sentence = (
        f"Histogram of {xlabel} over {len(array)} seeds, from {array.min():.2g} to "
        f"{array.max():.2g}, median {np.median(array):.3g}."
    )
    axes.hist(array, bins=edges.tolist(), color=LOOKS[0].colour, alpha=0.75)
    if marked is not None:
        look = look_of(marked_label) or LOOKS[1]
        axes.axvline(marked, color=look.colour, linestyle=look.line)
        # Above the axes, on the side where there is more room for it.
        right = (marked > np.sqrt(low * high)) if log else (marked > (low + high) / 2)
        axes.annotate(
            f"{marked_label}: {marked:.2g}",
            *((marked, 1), (3 if right else -3, 4)),
            *(axes.get_xaxis_transform(), "offset points"),
            ha="right" if right else "left",
            color=look.colour,
            fontsize=NOTE,
        )
        sentence += f" A line marks {marked_label} at {marked:.2g}."
    axes.set(xlabel=xlabel, ylabel="seeds", xscale="log" if log else "linear")
    if log:
        decades(axes.xaxis)
    axes.set_title(title, pad=6.0 if marked is None else 22.0)
    return sentence


def _tick(axes: Axes, places: list[np.ndarray], *, counted: bool, log_x: bool) -> None:
    """Put the ticks of the x axis where there are points: no half steps, no lone powers of ten."""
    if not log_x:
        if counted:
            axes.xaxis.set_major_locator(steps(max(place[-1] for place in places)))
        return
    decades(axes.xaxis)
    together = np.unique(np.concatenate(places))
    if len(together) <= _TICKS:
        axes.xaxis.set_major_locator(FixedLocator(together.tolist()))


def _curve(name: str, value: Any, log: bool) -> np.ndarray:
    """Return a curve as an array of shape (S, E), with S = 1 for a single one."""
    array = np.atleast_2d(finite_array(f"curves[{name!r}]", value, ndim=(1, 2)))
    require_positive(f"curves[{name!r}]", array, log)
    return array


def _places(x: Any, first: int, count: int, log_x: bool) -> np.ndarray:
    """Return the x values of a curve of ``count`` points."""
    places = np.arange(first, first + count, dtype=float)
    if x is not None:
        places = finite_array("x", x, ndim=1)
        if len(places) != count or (np.diff(places) <= 0).any():
            raise ValueError(f"x must hold {count} rising values, got {quote(x)}")
    require_positive("first" if x is None else "x", places, log_x)
    return places


def _tendency(name: str, seeds: np.ndarray, middle: np.ndarray, of: str) -> str:
    if seeds.shape[1] == 1:
        return f"{name} is {middle[0]:.2g}."
    sentence = f"{name} goes from {middle[0]:.2g} to {middle[-1]:.2g}"
    lowest, highest = int(middle.argmin()), int(middle.argmax())
    inside = range(1, len(middle) - 1)
    if lowest in inside and middle[lowest] < 0.8 * min(middle[0], middle[-1]):
        sentence += f", with a minimum of {middle[lowest]:.2g} on the way"
    if highest in inside and middle[highest] > 1.25 * max(middle[0], middle[-1]):
        sentence += f", with a maximum of {middle[highest]:.2g} on the way"
    if len(seeds) > 1:
        low, high = np.percentile(seeds[:, -1], [5, 95])
        sentence += (
            f" in the median of {len(seeds)} {of}, the last between {low:.2g} and {high:.2g}"
        )
    return f"{sentence}."
