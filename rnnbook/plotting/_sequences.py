"""Sequences as they are read, from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from rnnbook.arguments import finite_array, instance, text
from rnnbook.plotting._style import COLOURS, LINESTYLES, MARKERS, plot, set_title_and_legend

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
    """Draw sequences of numbers over their time steps.

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
    if len(names) != len(array) or len(array) > len(COLOURS):
        raise ValueError(
            f"names must hold one name for each of at most {len(COLOURS)} sequences, "
            f"got {len(names)} for {len(array)}"
        )
    names = [text(f"names[{i}]", name) for i, name in enumerate(names)]
    xlabel, ylabel = text("xlabel", xlabel), text("ylabel", ylabel)

    steps = np.arange(1, array.shape[1] + 1)
    looks = zip(COLOURS, LINESTYLES, MARKERS, strict=True)
    for values, name, (colour, linestyle, marker) in zip(array, names, looks, strict=False):
        axes.plot(steps, values, color=colour, linestyle=linestyle, marker=marker, label=name)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    set_title_and_legend(axes, title)
    shown = "; ".join(
        f"{name} {_listed(values)}" for name, values in zip(names, array, strict=True)
    )
    return f"Sequences of {len(steps)} steps: {shown}."


def _listed(values: np.ndarray) -> str:
    """Write a short sequence out, and a long one by its ends and extremes."""
    if len(values) <= 6:
        return ", ".join(f"{value:.3g}" for value in values)
    return (
        f"from {values[0]:.2g} to {values[-1]:.2g}, lowest {values.min():.2g} at step "
        f"{values.argmin() + 1}, highest {values.max():.2g} at step {values.argmax() + 1}"
    )
