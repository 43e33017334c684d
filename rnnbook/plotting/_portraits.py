"""Paths of a state through a plane, and the points that the plane is ruled by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rnnbook.arguments import finite_array, text
from rnnbook.plotting._labels import set_title_and_legend
from rnnbook.plotting._roles import FOREGROUND, looks_of
from rnnbook.plotting._style import check_named, plot

__all__ = ["plot_portrait", "plot_trajectories"]

# Larger than the ends of paths, with a rim, and above them.
_MARK: Any = {"markersize": 9.0, "markeredgecolor": FOREGROUND, "markeredgewidth": 1.2, "zorder": 4}


@plot
def plot_trajectories(
    axes: Axes,
    paths: Mapping[str, Any],
    *,
    xlabel: str = "first component",
    ylabel: str = "second component",
    title: str = "",
) -> str:
    """Draw the ways of a state through a plane, hollow at the start and filled at the end.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    paths : mapping from str to array of shape (T, 2) or (K, T, 2)
        One path, or K of one kind, under each name. At most six names.
    xlabel, ylabel : str
        What the axes measure.
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
    >>> plot_trajectories(axes, {"rising": [[0.0, 0.0], [1.0, 2.0]]}).get_label()
    'Paths in the plane of first component and second component. rising: 1 path of 2 points, ending near (1, 2).'
    """  # noqa: E501
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)
    arrays = _points("paths", paths, ndim=(2, 3))
    sentences = [f"Paths in the plane of {xlabel} and {ylabel}."]
    for name, look in looks_of(arrays).items():
        value = arrays[name]
        several = value if value.ndim == 3 else value[None]
        faint = max(0.25, min(1.0, 4 / len(several)))
        for k, path in enumerate(several):
            ends: Any = {"marker": look.marker, "color": look.colour, "alpha": faint}
            axes.plot(*path.T, color=look.colour, ls=look.line, lw=1.4, alpha=faint)
            axes.plot(*path[0], markerfacecolor="none", **ends)
            axes.plot(*path[-1], label=name if k == 0 else None, **ends)
        end = several[:, -1].mean(axis=0)
        count = f"{len(several)} path{'s' if len(several) > 1 else ''}"
        sentences.append(
            f"{name}: {count} of {several.shape[1]} points, "
            f"ending near ({end[0]:.2g}, {end[1]:.2g})."
        )
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.grid()
    set_title_and_legend(axes, title)
    return " ".join(sentences)


@plot
def plot_portrait(
    axes: Axes,
    groups: Mapping[str, Any],
    *,
    links: Any = None,
    xlabel: str = "first component",
    ylabel: str = "second component",
    title: str = "",
) -> str:
    """Draw groups of points in a plane, each with a marker of its own, such as fixed points.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    groups : mapping from str to array of shape (K, 2)
        The points of each group under its name. At most six names.
    links : array of shape (L, 2, 2), optional
        The two ends of L thin lines drawn below the points.
    xlabel, ylabel : str
        What the axes measure.
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
    >>> plot_portrait(axes, {"stable": [[0.0, 1.0]], "saddle": [[0.0, 0.0]]}).get_label()
    'Points in the plane of first component and second component: 1 stable, 1 saddle.'
    """
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)
    arrays = _points("groups", groups, ndim=2)
    lines = None if links is None else finite_array("links", links, ndim=3)
    if lines is not None and lines.shape[1:] != (2, 2):
        raise ValueError(f"links must be of shape (L, 2, 2), got {lines.shape}")
    if lines is not None:
        for start, end in lines:
            axes.plot(*np.stack([start, end]).T, color=FOREGROUND, alpha=0.3, linewidth=0.8)
    # Paths in the same plane have taken the first of the colours that mean nothing.
    for name, look in looks_of(arrays, first=2).items():
        points: Any = {"color": look.colour, "marker": look.marker, "linestyle": "none"}
        axes.plot(*arrays[name].T, label=name, **points, **_MARK)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    set_title_and_legend(axes, title)
    counts = ", ".join(f"{len(points)} {name}" for name, points in arrays.items())
    joined = "" if lines is None else f" {len(lines)} lines join some of them."
    return f"Points in the plane of {xlabel} and {ylabel}: {counts}.{joined}"


def _points(name: str, value: Any, *, ndim: int | tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return the named arrays of points in a plane."""
    arrays = {}
    for key, points in check_named(name, value).items():
        array = finite_array(f"{name}[{key!r}]", points, ndim=ndim)
        if array.shape[-1] != 2:
            raise ValueError(f"{name}[{key!r}] must hold points of a plane, got {array.shape}")
        arrays[key] = array
    return arrays
