"""Drawings of computations: what is computed on the way forward, and what on the way back."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from rnnbook.arguments import integer
from rnnbook.plotting._style import plot
from rnnbook.plotting.diagrams._shapes import (
    INPUT,
    LOGITS,
    LOSS,
    STATE,
    WEIGHTS,
    arrow,
    box,
    disc,
)

__all__ = ["draw_backpropagation"]

BACK = LOSS  # where the way back begins; its arrows are dashed as well
LOW, HIGH = -1.3, 1.45  # rows of the elements and of the shared weights; the states are at 0
SMALL = 11.0  # size of the labels beside arrows


@plot
def draw_backpropagation(axes: Axes, length: int, *, title: str = "") -> str:
    r"""Draw the computation graph of a many-to-one network, with both ways through it.

    Solid arrows lead forward, from the elements and the shared recurrent weights to the states,
    the logits and the loss. Dashed arrows lead back and carry gradients:
    :math:`\partial L / \partial h_t` from state to state, and from each state
    :math:`\delta_t h_{t-1}^\top` to the weights, where they are summed.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    length : int
        The number of steps, at most 5.
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
    >>> draw_backpropagation(axes, 3).get_label()
    'Hidden states h1 to h3, then the logits z and the loss L in a row. Solid arrows lead forward: from each to the next, from the elements x1 to x3 below and from one box W_hh above to each state. Dashed arrows lead back: from L over z to h3 and on to h1, carrying the gradient of each state, and from each state up to W_hh, where the contributions are summed.'
    """  # noqa: E501
    length = integer("length", length, maximum=5)
    end = length + 2  # where the loss stands
    _shared_weights(axes, length)
    for t in range(1, length + 1):
        box(axes, t, 0, f"$h_{t}$", STATE)
        disc(axes, t, LOW, f"$x_{t}$", INPUT)
        arrow(axes, (t, LOW + 0.27), (t, -0.27))
        arrow(axes, (t - 0.12, HIGH - 0.27), (t - 0.12, 0.27))
        arrow(axes, (t + 0.12, 0.27), (t + 0.12, HIGH - 0.27), colour=BACK, linestyle="--")
        before = "h_0" if t == 1 else f"h_{t - 1}"
        _beside(axes, t + 0.19, 0.62, rf"$\delta_{t} {before}^\top$", ha="left")
    disc(axes, end - 1, 0, "$z$", LOGITS)
    box(axes, end, 0, "$L$", LOSS)
    for t in range(1, end):
        arrow(axes, (t + 0.28, 0.1), (t + 0.72, 0.1))
        arrow(axes, (t + 0.72, -0.1), (t + 0.28, -0.1), colour=BACK, linestyle="--")
        what = f"h_{t}" if t <= length else "z"
        _beside(axes, t + 0.5, -0.46, rf"$\frac{{\partial L}}{{\partial {what}}}$", size=15)
    axes.set(xlim=(0.6, end + 0.4), ylim=(LOW - 0.35, HIGH + 0.35), aspect="equal")
    axes.set_axis_off()
    axes.set_title(title, loc="center")
    last = f"h{length}"
    return (
        f"Hidden states h1 to {last}, then the logits z and the loss L in a row. "
        f"Solid arrows lead forward: from each to the next, from the elements x1 to x{length} "
        "below and from one box W_hh above to each state. Dashed arrows lead back: from L over z "
        f"to {last} and on to h1, carrying the gradient of each state, and from each state up to "
        "W_hh, where the contributions are summed."
    )


def _shared_weights(axes: Axes, length: int) -> None:
    """Draw one box over all steps: the weights are the same at each."""
    axes.add_patch(
        FancyBboxPatch(
            (0.8, HIGH - 0.2),
            length - 0.6,
            0.4,
            boxstyle="round,pad=0.06",
            facecolor="none",
            edgecolor=WEIGHTS,
            linewidth=1.8,
        )
    )
    label = "$W_{hh}$, at every step" if length > 2 else "$W_{hh}$"
    axes.text((length + 1) / 2, HIGH, label, ha="center", va="center")


def _beside(
    axes: Axes, x: float, y: float, label: str, *, ha: str = "center", size: float = SMALL
) -> None:
    """Write what an arrow of the way back carries."""
    axes.text(x, y, label, ha=ha, va="center", fontsize=size, color=BACK)
