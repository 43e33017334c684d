"""Long recorded series over their dates or seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from rnnbook.arguments import finite_array, flag, quote, text
from rnnbook.plotting._axis import decades
from rnnbook.plotting._labels import head, label_ends
from rnnbook.plotting._roles import looks_of
from rnnbook.plotting._style import check_named, plot, require_positive

__all__ = ["plot_series"]


@plot
def plot_series(
    axes: Axes,
    series: Mapping[str, Any],
    *,
    times: Any = None,
    xlabel: str = "time step t",
    ylabel: str = "x",
    log: bool = False,
    title: str = "",
) -> str:
    """Draw one or more long series over time, each with its name at its end.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    series : mapping from str to array of shape (T,)
        At most six named series of one length.
    times : array of shape (T,), optional
        When the values were recorded, rising: numbers, or dates as ``datetime64``. The steps,
        counted from 1, if left out.
    xlabel, ylabel : str
        What the axes measure, with units. Dates need no name: ``xlabel`` is not shown with them.
    log : bool
        Whether the y axis is logarithmic; all values must then be above 0.
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
    >>> plot_series(axes, {"noon": [5.0, 9.0, 7.0]}, ylabel="temperature (°C)").get_label()
    'Series of temperature (°C), 3 values over time step t from 1 to 3. noon: from 5 to 7, between 5 (at 1) and 9 (at 2), mean 7.'
    """  # noqa: E501
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)
    log = flag("log", log)
    arrays = {
        name: _row(name, values, log) for name, values in check_named("series", series).items()
    }
    lengths = sorted({len(array) for array in arrays.values()})
    if len(lengths) > 1:
        raise ValueError(f"series must all have one length, got {lengths}")
    places = _places(times, lengths[0])
    dated = places.dtype.kind == "M"
    over = "" if dated else f"over {xlabel} "
    sentences = [
        f"Series of {ylabel}{', logarithmic' if log else ''}, {lengths[0]} values "
        f"{over}from {_when(places[0])} to {_when(places[-1])}."
    ]
    drawn = {}
    for name, look in looks_of(arrays).items():
        array = arrays[name]
        (line,) = axes.plot(places, array, color=look.colour, linestyle=look.line, linewidth=1.2)
        drawn[name] = line, look
        low, high = int(array.argmin()), int(array.argmax())
        sentences.append(
            f"{name}: from {array[0]:.3g} to {array[-1]:.3g}, between {array[low]:.3g} "
            f"(at {_when(places[low])}) and {array[high]:.3g} (at {_when(places[high])}), "
            f"mean {array.mean():.3g}."
        )
    axes.set(ylabel=ylabel, yscale="log" if log else "linear")
    axes.margins(x=0)
    if log:
        decades(axes.yaxis)
    if dated:
        locator = AutoDateLocator(minticks=3, maxticks=7)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    else:
        axes.set_xlabel(xlabel)
    axes.grid(axis="y")
    if len(drawn) > 1:
        label_ends(axes, drawn)
    head(axes, title)
    return " ".join(sentences)


def _row(name: str, values: Any, log: bool) -> np.ndarray:
    array = finite_array(f"series[{name!r}]", values, ndim=1)
    require_positive(f"series[{name!r}]", array, log)
    return array


def _places(times: Any, count: int) -> np.ndarray:
    if times is None:
        return np.arange(1.0, count + 1)
    if isinstance(times, np.ndarray) and times.dtype.kind == "M":
        places = times
        if places.ndim != 1 or np.isnat(places).any():
            raise ValueError(f"times must be a row of known dates, got {quote(times)}")
        gaps = np.diff(places).astype(float)
    else:
        places = finite_array("times", times, ndim=1)
        gaps = np.diff(places)
    if len(places) != count or (gaps <= 0).any():
        raise ValueError(f"times must hold {count} rising values, got {quote(times)}")
    return places


def _when(place: Any) -> str:
    return str(place) if isinstance(place, np.datetime64) else f"{place:.3g}"
