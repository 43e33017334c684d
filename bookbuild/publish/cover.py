"""The book's cover: a recurrent network unrolled in time, with the title. Drawn, not stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLE = "Recurrent\nneural networks"
SUBTITLE = "a textbook that runs"
ALT = "Recurrent neural networks, a textbook that runs: a network unrolled over five time steps"
GROUND, INK, STATE, INPUT = "#16283f", "#ffffff", "#f2a65a", "#8fc1ff"
STEPS = 5


def network(axes: Axes, left: float, right: float, middle: float, scale: float) -> None:
    """Draw inputs, states, and the arrows between them, in the axes' own units."""
    from matplotlib.patches import Circle, FancyArrowPatch

    gap = (right - left) / (STEPS - 1)
    radius = 0.25 * gap
    rows = {"x": middle - 0.45 * gap, "h": middle + 0.45 * gap}

    def arrow(start: tuple[float, float], end: tuple[float, float]) -> None:
        axes.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle="-|>", color=INK,
                linewidth=2 * scale, mutation_scale=18 * scale, shrinkA=0, shrinkB=0,
            )
        )  # fmt: skip

    for step in range(STEPS):
        place = left + step * gap
        for letter, colour in (("x", INPUT), ("h", STATE)):
            axes.add_patch(Circle((place, rows[letter]), radius, color=colour))
            axes.text(
                place, rows[letter], f"${letter}_{step + 1}$",
                ha="center", va="center", color=GROUND, fontsize=22 * scale,
            )  # fmt: skip
        arrow((place, rows["x"] + radius), (place, rows["h"] - radius))
        if step:
            arrow((place - gap + radius, rows["h"]), (place - radius, rows["h"]))


def draw(target: Path, width: int, height: int) -> None:
    """Write the cover as a PNG of the given size in pixels: wide for links, tall for books."""
    # Here, and not above: every build loads this module, and few draw a cover.
    from matplotlib import rc_context, rcdefaults

    with rc_context():
        # Not in a style of the reader's.
        rcdefaults()
        paint(target, width, height)


def paint(target: Path, width: int, height: int) -> None:
    """Write the cover in whatever style matplotlib has."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=GROUND)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    scale = width / 1200
    edge = 0.12 * width
    wide = width > height
    head = height - 0.1 * height
    size = (50 if wide else 76) * scale
    title = TITLE.replace("\n", " ") if wide else TITLE
    axes.text(
        width / 2, head, title,
        ha="center", va="top", color=INK, fontsize=size, weight="bold", linespacing=1.3,
    )  # fmt: skip
    lines = title.count("\n") + 1
    below = head - lines * size * 1.3 * 1.39 - 0.5 * size
    axes.text(width / 2, below, SUBTITLE, ha="center", va="top", color=STATE, fontsize=0.55 * size)
    network(axes, edge, width - edge, (0.29 if wide else 0.38) * height, scale)
    # No metadata: matplotlib would name its version, and the file has to stay the same.
    figure.savefig(target, format="png", facecolor=GROUND, metadata={"Software": None})
