"""The pieces that the drawings are made of: boxes, discs and arrows."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from rnnbook.plotting._roles import FOREGROUND, ROLES

__all__ = ["INPUT", "LOGITS", "LOSS", "STATE", "WEIGHTS", "arrow", "box", "disc"]

INPUT, STATE, LOGITS, LOSS, WEIGHTS = (
    ROLES[name].colour for name in ("x", "h", "z", "loss", "weights")
)
PADDING = 0.06  # of a box, beyond its side


def box(axes: Axes, x: float, y: float, label: str, colour: str, *, size: float = 0.4) -> None:
    """Draw a box with round corners and a label, its centre at (x, y)."""
    axes.add_patch(
        FancyBboxPatch(
            (x - size / 2, y - size / 2),
            size,
            size,
            boxstyle=f"round,pad={PADDING}",
            facecolor="none",
            edgecolor=colour,
            linewidth=1.8,
        )
    )
    axes.text(x, y, label, ha="center", va="center")


def disc(axes: Axes, x: float, y: float, label: str, colour: str, *, size: float = 0.52) -> None:
    """Draw a disc with a label, its centre at (x, y)."""
    axes.add_patch(Circle((x, y), size / 2, facecolor="none", edgecolor=colour, linewidth=1.8))
    axes.text(x, y, label, ha="center", va="center")


def arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str = FOREGROUND,
    bend: float = 0.0,
    linestyle: str = "-",
) -> None:
    """Draw an arrow; `bend` is how far it leaves the straight line, as a share of its length."""
    axes.annotate(
        "",
        end,
        start,
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "lw": 1.2,
            "linestyle": linestyle,
            "connectionstyle": f"arc3,rad={bend}",
        },
    )
