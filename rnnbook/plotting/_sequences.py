"""Sequences as they are read, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rnnbook.arguments import finite_array, instance, text
from rnnbook.plotting._axis import steps
from rnnbook.plotting._labels import head, label_ends, set_title_and_legend
from rnnbook.plotting._roles import FOREGROUND, LOOKS, Look, looks_of
from rnnbook.plotting._style import plot

__all__ = ["plot_sequences"]


@plot
def plot_sequences(
    axes: Axes,
    x: Any,
    names: Sequence[str],
    *,
    xlabel: str = "time step t",
    ylabel: str = "x",
    title: str = "",
) -> str:
    """Draw sequences of numbers over their time steps, each with its name at its end.

    Sequences that are mostly the same are drawn once, in grey, with colours only where they
    differ.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    x : array of shape (N, T) or (N, T, 1)
        At most five sequences with one feature.
    names : sequence of N str
        What each is called.
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
    >>> plot_sequences(axes, [[1, 2, 3], [3, 2, 1]], ["rising", "falling"]).get_label()
    'Sequences of 3 steps: rising 1, 2, 3; falling 3, 2, 1.'
    """
    array = finite_array("x", x, ndim=(2, 3))
    if array.ndim == 3:
        if array.shape[2] != 1:
            raise ValueError(f"x must have one feature, got shape {array.shape}")
        array = array[:, :, 0]
    instance("names", names, Sequence, "a sequence of strings")
    if len(names) != len(array) or len(array) > len(LOOKS):
        raise ValueError(
            f"names must hold one name for each of at most {len(LOOKS)} sequences, "
            f"got {len(names)} for {len(array)}"
        )
    names = [text(f"names[{i}]", name) for i, name in enumerate(names)]
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)

    if len(set(names)) < len(names):
        raise ValueError(f"names must all differ, got {names}")
    places = np.arange(1, array.shape[1] + 1)
    looks = looks_of(names)
    same = (array == array[0]).all(axis=0)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    if len(array) > 1 and same.mean() > 0.5:
        _draw_differences(axes, places, array, same, looks)
        set_title_and_legend(axes, title)
    else:
        drawn = {}
        for values, (name, look) in zip(array, looks.items(), strict=True):
            (line,) = axes.plot(
                places, values, color=look.colour, linestyle=look.line, marker=look.marker
            )
            drawn[name] = line, look
        if len(drawn) > 1:
            label_ends(axes, drawn)
        head(axes, title)
    axes.xaxis.set_major_locator(steps(places[-1]))
    shown = "; ".join(
        f"{name} {_listed(values)}" for name, values in zip(names, array, strict=True)
    )
    return f"Sequences of {len(places)} steps: {shown}."


def _draw_differences(
    axes: Axes, places: np.ndarray, array: np.ndarray, same: np.ndarray, looks: dict[str, Look]
) -> None:
    """Draw what all sequences have in common once, and in colours where they differ."""
    grey = LOOKS[-1].colour
    axes.axhline(0, color=FOREGROUND, linewidth=0.8)
    axes.vlines(places[same], 0, array[0, same], color=grey, linewidth=1.2)
    axes.plot(places[same], array[0, same], "o", color=grey, markersize=4, label="all alike")
    for values, (name, look) in zip(array, looks.items(), strict=True):
        style: Any = {"color": look.colour, "marker": look.marker}
        axes.vlines(places[~same], 0, values[~same], color=look.colour, linewidth=2)
        axes.plot(places[~same], values[~same], linestyle="none", label=name, **style)


def _listed(values: np.ndarray) -> str:
    """Write a short sequence out, and a long one by its ends and extremes."""
    if len(values) <= 6:
        return ", ".join(f"{value:.3g}" for value in values)
    return (
        f"from {values[0]:.2g} to {values[-1]:.2g}, lowest {values.min():.2g} at step "
        f"{values.argmin() + 1}, highest {values.max():.2g} at step {values.argmax() + 1}"
    )
