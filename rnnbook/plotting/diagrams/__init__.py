"""Drawings of networks and of what they compute: boxes, discs and arrows."""

from rnnbook.plotting.diagrams._graphs import draw_backpropagation
from rnnbook.plotting.diagrams._layered import draw_both_directions, draw_stacked
from rnnbook.plotting.diagrams._recurrence import draw_folded, draw_unrolled

__all__ = [
    "draw_backpropagation",
    "draw_both_directions",
    "draw_folded",
    "draw_stacked",
    "draw_unrolled",
]
