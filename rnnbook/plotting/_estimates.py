"""Estimates with their intervals, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rnnbook.arguments import finite_array, instance, number, quote, text
from rnnbook.plotting._style import COLOURS, FOREGROUND, plot, set_title_and_legend

__all__ = ["plot_intervals"]


@plot
def plot_intervals(
    axes: Axes,
    estimates: Mapping[str, Any],
    *,
    xlabel: str = "accuracy",
    reference: float | None = None,
    reference_label: str = "guessing",
    limits: tuple[float, float] | None = None,
    title: str = "",
) -> str:
    """Draw named estimates as points with their intervals, and print each estimate beside it.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    estimates : mapping from str to (estimate, low, high)
        The number and the ends of its interval, ``low <= estimate <= high``, in this order, as
        an ``Interval`` of ``rnnbook.evidence`` gives them too; drawn from the top down.
    xlabel : str
        What is estimated.
    reference : float, optional
        Where to draw a line to compare with.
    reference_label : str
        What that line is.
    limits : pair of floats, optional
        The ends of the x axis.
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
    >>> plot_intervals(axes, {"RNN": (0.96, 0.95, 0.97)}, reference=0.5).get_label()
    'Estimates of accuracy with intervals: RNN 0.96 (0.95 to 0.97). A line marks guessing at 0.5.'
    """
    instance("estimates", estimates, Mapping, "a mapping from names to (estimate, low, high)")
    if not estimates:
        raise ValueError("estimates must not be empty, got {}")
    triples = [_triple(name, value) for name, value in estimates.items()]
    xlabel = text("xlabel", xlabel)
    reference_label = text("reference_label", reference_label)
    reference = None if reference is None else number("reference", reference)
    if limits is not None:
        ends = finite_array("limits", limits, ndim=1)
        if len(ends) != 2 or ends[0] >= ends[1]:
            raise ValueError(f"limits must be (left, right), left below right, got {quote(limits)}")

    rows = np.arange(len(triples))[::-1]
    middles, lows, highs = np.array(triples).T
    axes.errorbar(
        middles,
        rows,
        xerr=[middles - lows, highs - middles],
        fmt="o",
        color=COLOURS[0],
        capsize=4,
        elinewidth=2,
    )
    if reference is not None:
        axes.axvline(
            reference, color=FOREGROUND, linestyle="--", linewidth=1, label=reference_label
        )
    axes.set(xlabel=xlabel, yticks=rows, ylim=(-0.6, len(rows) - 0.3))
    axes.set_yticklabels(list(estimates))
    if limits is not None:
        axes.set_xlim(limits)
    left, right = axes.get_xlim()
    for row, middle in zip(rows, middles, strict=True):
        # To the right, or to the left near the right edge, so that no number leaves the axes.
        side = 1 if middle < left + 0.8 * (right - left) else -1
        axes.annotate(
            _decimals(middle),
            (middle, row),
            xytext=(side * 4, 7),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
        )
    axes.grid(axis="x")
    set_title_and_legend(axes, title)
    listed = ", ".join(
        f"{name} {middle:.3g} ({low:.3g} to {high:.3g})"
        for name, (middle, low, high) in zip(estimates, triples, strict=True)
    )
    sentence = f"Estimates of {xlabel} with intervals: {listed}."
    if reference is not None:
        sentence += f" A line marks {reference_label} at {reference:g}."
    return sentence


def _decimals(value: float) -> str:
    """Write three decimals, or four where three would round to 1 what is not 1."""
    return f"{value:.4f}" if 0.9995 <= value < 1 else f"{value:.3f}"


def _triple(name: Any, value: Any) -> tuple[float, float, float]:
    name = text("estimates", name)
    row = list(value) if isinstance(value, Iterable) else value
    array = finite_array(f"estimates[{name!r}]", row, ndim=1)
    if len(array) != 3 or not array[1] <= array[0] <= array[2]:
        raise ValueError(
            f"estimates[{name!r}] must be (estimate, low, high) with the estimate between the "
            f"other two, got {quote(value)}"
        )
    estimate, low, high = (float(number) for number in array)
    return estimate, low, high
