"""Estimates with their intervals, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from rnnbook.arguments import finite_array, flag, instance, number, quote, text
from rnnbook.plotting._axis import two_decimals
from rnnbook.plotting._labels import NOTE, NOTE_LINE
from rnnbook.plotting._roles import FOREGROUND, LOOKS, Look, look_of, looks_of
from rnnbook.plotting._style import plot

__all__ = ["plot_intervals"]

Triple = tuple[float, float, float]
# In points: from the axes to the first column of numbers, and between two columns; and how wide a
# letter of them is, relative to its height.
BESIDE, BETWEEN, LETTER = 8.0, 9.0, 0.6
SIZE = 11.5
# As wide as a digit, and not dropped at the end of a line.
FIGURE_SPACE = "\u2007"


@plot
def plot_intervals(
    axes: Axes,
    estimates: Mapping[str, Any],
    *,
    xlabel: str = "accuracy",
    reference: float | None = None,
    reference_label: str = "guessing",
    limits: tuple[float, float] | None = None,
    sort: bool = False,
    title: str = "",
) -> str:
    """Draw named estimates as points with their intervals, and print them in a column beside.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    estimates : mapping from str to (estimate, low, high)
        The number and the ends of its interval, ``low <= estimate <= high``, in this order, as
        an ``Interval`` of ``rnnbook.evidence`` gives them too; drawn from the top down. A name
        with None is a heading of the rows below it. To compare conditions row by row, give for
        each name a mapping from the conditions to such triples.
    xlabel : str
        What is estimated.
    reference : float, optional
        Where to draw a line to compare with.
    reference_label : str
        What that line is.
    limits : pair of floats, optional
        The ends of the x axis.
    sort : bool
        Whether the largest estimate comes first (of the first condition); else the rows stand in
        the order given.
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
    >>> _, axes = new_figure()
    >>> both = {"tanh": {"before": (0.2, 0.1, 0.3), "after": (0.8, 0.7, 0.9)}}
    >>> plot_intervals(axes, both).get_label()
    'Estimates of accuracy with intervals: tanh before 0.2 (0.1 to 0.3), after 0.8 (0.7 to 0.9).'
    """
    instance("estimates", estimates, Mapping, "a mapping from names to (estimate, low, high)")
    if not estimates:
        raise ValueError("estimates must not be empty, got {}")
    rows = {text("estimates", name): _row(name, value) for name, value in estimates.items()}
    kinds = list(dict.fromkeys(kind for row in rows.values() for kind in row))
    if not kinds:
        raise ValueError(f"estimates must hold more than headings, got {quote(estimates)}")
    if flag("sort", sort):
        rows = _sorted(rows)
    xlabel = text("xlabel", xlabel)
    reference_label = text("reference_label", reference_label)
    reference = None if reference is None else number("reference", reference)
    if limits is not None:
        ends = finite_array("limits", limits, ndim=1)
        if len(ends) != 2 or ends[0] >= ends[1]:
            raise ValueError(f"limits must be (left, right), left below right, got {quote(limits)}")

    looks = looks_of(kinds) if len(kinds) > 1 else {}
    free = _free(rows)
    height = np.arange(len(rows))[::-1]
    apart = np.linspace(0.14, -0.14, len(kinds)) if len(kinds) > 1 else [0.0]
    for row, (name, parts) in zip(height, rows.items(), strict=True):
        for kind, (middle, low, high) in parts.items():
            look = looks.get(kind) or look_of(name) or free
            axes.errorbar(
                *(middle, row + apart[kinds.index(kind)]),
                xerr=[[middle - low], [high - middle]],
                fmt=look.marker,
                color=look.colour,
                markerfacecolor=look.colour if look.filled else "none",
                capsize=4,
                elinewidth=2,
            )
    axes.set(xlabel=xlabel, yticks=height, ylim=(-0.6, len(rows) - 0.4))
    axes.set_yticklabels(list(rows))
    for label, parts in zip(axes.get_yticklabels(), rows.values(), strict=True):
        label.set_fontweight("normal" if parts else "bold")
    axes.tick_params(axis="y", length=0)
    if limits is not None:
        axes.set_xlim(limits)
    place = BESIDE
    for kind in kinds:
        column = [rows[name].get(kind) for name in rows]
        place = _write_column(axes, height, column, place, kind, looks.get(kind))
    if reference is not None:
        _draw_reference(axes, reference, reference_label, 4.0 + (NOTE_LINE if looks else 0.0))
    axes.grid(axis="x")
    axes.set_title(title, pad=6.0 + NOTE_LINE * ((reference is not None) + bool(looks)))
    listed = ", ".join(f"{name} {_listed(parts)}" for name, parts in rows.items() if parts)
    sentence = f"Estimates of {xlabel} with intervals: {listed}."
    if reference is not None:
        sentence += f" A line marks {reference_label} at {reference:g}."
    return sentence


def _row(name: str, value: Any) -> dict[str, Triple]:
    """Return the triples of a row by their conditions, "" where there are none."""
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {text("estimates", kind): _triple(name, one) for kind, one in value.items()}
    return {"": _triple(name, value)}


def _sorted(rows: dict[str, dict[str, Triple]]) -> dict[str, dict[str, Triple]]:
    """Return the rows with the largest first, below each heading."""
    sections: list[list[str]] = [[]]
    for name, parts in rows.items():
        sections.append([name]) if not parts else sections[-1].append(name)

    def first(name: str) -> float:
        return -next(iter(rows[name].values()))[0] if rows[name] else -np.inf

    return {name: rows[name] for section in sections for name in sorted(section, key=first)}


def _free(rows: Mapping[str, Any]) -> Look:
    """Return the look of rows whose names have none of their own."""
    used = {look.colour for name in rows if (look := look_of(name)) is not None}
    return next((look for look in LOOKS if look.colour not in used), LOOKS[0])


def _write_column(
    axes: Axes,
    height: np.ndarray,
    column: list[Triple | None],
    place: float,
    kind: str,
    look: Look | None,
) -> float:
    """Write estimates one below the other, right of the axes; return where the next ones go."""
    shown = _aligned([None if one is None else one[0] for one in column])
    colour = FOREGROUND if look is None else look.colour
    wide = max(*(len(one) for one in shown), 0.85 * len(kind) if look else 0) * LETTER * SIZE
    for row, words in zip(height, shown, strict=True):
        if words:
            axes.annotate(
                words,
                (1, row),
                (place + wide, 0),
                axes.get_yaxis_transform(),
                "offset points",
                ha="right",
                va="center",
                color=colour,
                annotation_clip=False,
            )
    if look is not None:
        axes.annotate(
            *(kind, (1, 1), (place + wide, 4), "axes fraction", "offset points"),
            ha="right",
            color=colour,
            fontsize=NOTE,
        )
    return place + wide + BETWEEN


def _draw_reference(axes: Axes, reference: float, label: str, above: float) -> None:
    """Draw a line to compare with, and what it is above it."""
    look = look_of("guessing")
    assert look is not None
    axes.axvline(reference, color=look.colour, linestyle=look.line, linewidth=1)
    left, right = axes.get_xlim()
    share = (reference - left) / (right - left)
    side = "left" if share < 0.3 else "right" if share > 0.7 else "center"
    at = {"left": -4, "center": 0, "right": 4}[side]
    axes.annotate(
        *(label, (reference, 1), (at, above), axes.get_xaxis_transform(), "offset points"),
        ha=side,
        fontsize=NOTE,
    )


def _aligned(values: list[float | None]) -> list[str]:
    """Write numbers with as many digits as say something, their points below each other.

    Two decimals, and more only where two would round to 0 or 1 what is not.

    >>> [one.strip(FIGURE_SPACE) for one in _aligned([0.5, 0.9982, None, 1.0])]
    ['0.50', '0.998', '', '1.00']
    """
    shown = ["" if value is None else two_decimals(value) for value in values]
    decimals = [len(one.partition(".")[2]) for one in shown]
    most = max(decimals)
    return [
        one + FIGURE_SPACE * (most - after) if one else one
        for one, after in zip(shown, decimals, strict=True)
    ]


def _listed(parts: Mapping[str, Triple]) -> str:
    return ", ".join(
        f"{kind} {middle:.3g} ({low:.3g} to {high:.3g})".strip()
        for kind, (middle, low, high) in parts.items()
    )


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
