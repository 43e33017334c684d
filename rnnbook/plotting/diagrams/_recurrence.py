"""Drawings of the recurrence itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from rnnbook.arguments import instance, integer, quote
from rnnbook.plotting._style import FOREGROUND, plot
from rnnbook.plotting.diagrams._shapes import (
    INPUT,
    LOGITS,
    STATE,
    arrow,
    box,
    disc,
)

__all__ = ["draw_folded", "draw_unrolled"]


@plot
def draw_folded(axes: Axes, *, title: str = "") -> str:
    """Draw a recurrent network as a loop: one box, whose state goes back into it.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
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
    >>> draw_folded(axes).get_label()
    'One box, the hidden state h, with an arrow from it back to itself, marked W_hh. The input x enters from below through W_ih; the logits z leave above through W_fc.'
    """  # noqa: E501
    disc(axes, 0, 0, "$x_t$", INPUT)
    box(axes, 0, 1, "$h_t$", STATE)
    disc(axes, 0, 2, "$z$", LOGITS)
    arrow(axes, (0, 0.27), (0, 0.73))
    arrow(axes, (0, 1.27), (0, 1.73))
    loop = PathPatch(
        Path(
            [(0.26, 1.12), (1.05, 1.5), (1.05, 0.5), (0.3, 0.86)],
            [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
        ),
        facecolor="none",
        edgecolor=FOREGROUND,
        linewidth=1.2,
    )
    axes.add_patch(loop)
    arrow(axes, (0.42, 0.815), (0.26, 0.875))
    axes.text(-0.12, 0.5, "$W_{ih}$", ha="right", va="center")
    axes.text(-0.12, 1.5, "$W_{fc}$", ha="right", va="center")
    axes.text(0.96, 1, "$W_{hh}$", ha="left", va="center")
    axes.set(xlim=(-1.5, 1.5), ylim=(-0.35, 2.35), aspect="equal")
    axes.set_axis_off()
    axes.set_title(title, loc="center")
    return (
        "One box, the hidden state h, with an arrow from it back to itself, marked "
        "W_hh. The input x enters from below through W_ih; the logits z leave above through W_fc."
    )


@plot
def draw_unrolled(
    axes: Axes,
    length: int,
    *,
    reads: Collection[int] | None = None,
    writes: Collection[int] | None = None,
    title: str = "",
) -> str:
    """Draw a recurrent network unrolled in time: one box for each hidden state, read to write.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    length : int
        The number of steps, at most 8.
    reads : collection of int, optional
        The steps, counted from 1, at which an element is read; all of them if left out.
    writes : collection of int, optional
        The steps at which logits are written; only the last if left out.
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
    >>> draw_unrolled(axes, 3).get_label()
    'Hidden states h1 to h3 in a row, an arrow from each to the next. Inputs enter at steps 1, 2, 3; logits leave at step 3.'
    """  # noqa: E501
    length = integer("length", length, maximum=8)
    read = _steps("reads", range(1, length + 1) if reads is None else reads, length)
    written = _steps("writes", (length,) if writes is None else writes, length)

    for t in range(1, length + 1):
        box(axes, t, 1, f"$h_{t}$", STATE)
        if t < length:
            arrow(axes, (t + 0.28, 1), (t + 0.72, 1))
        if t in read:
            disc(axes, t, 0, f"$x_{t}$", INPUT)
            arrow(axes, (t, 0.27), (t, 0.73))
        if t in written:
            disc(axes, t, 2, "$z$" if len(written) == 1 else f"$z_{t}$", LOGITS)
            arrow(axes, (t, 1.27), (t, 1.73))
    axes.set(xlim=(0.6, length + 0.4), ylim=(-0.35, 2.35), aspect="equal")
    axes.set_axis_off()
    axes.set_title(title, loc="center")
    return (
        f"Hidden states h1 to h{length} in a row, an arrow from each to the next. "
        f"Inputs enter at {_listed(read)}; logits leave at {_listed(written)}."
    )


def _steps(name: str, value: Any, length: int) -> list[int]:
    instance(name, value, Collection, "a collection of steps")
    if isinstance(value, str) or not value:
        raise ValueError(f"{name} must name at least one step, got {quote(value)}")
    return sorted({integer(f"a step in {name}", step, maximum=length) for step in value})


def _listed(steps: list[int]) -> str:
    return f"step{'s' if len(steps) > 1 else ''} {', '.join(map(str, steps))}"
