"""Pictures in one style: functions that take arrays and axes, and know no model."""

from rnnbook.plotting._curves import plot_curves, plot_histogram
from rnnbook.plotting._estimates import plot_intervals
from rnnbook.plotting._heatmaps import plot_heatmap
from rnnbook.plotting._picture import Picture, picture
from rnnbook.plotting._portraits import plot_portrait, plot_trajectories
from rnnbook.plotting._sequences import plot_sequences
from rnnbook.plotting._series import plot_series
from rnnbook.plotting._style import describe, new_figure
from rnnbook.plotting.diagrams import (
    draw_backpropagation,
    draw_both_directions,
    draw_folded,
    draw_stacked,
    draw_unrolled,
)

__all__ = [
    "Picture",
    "describe",
    "draw_backpropagation",
    "draw_both_directions",
    "draw_folded",
    "draw_stacked",
    "draw_unrolled",
    "new_figure",
    "picture",
    "plot_curves",
    "plot_heatmap",
    "plot_histogram",
    "plot_intervals",
    "plot_portrait",
    "plot_sequences",
    "plot_series",
    "plot_trajectories",
]
