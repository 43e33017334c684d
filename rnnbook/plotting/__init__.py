"""Pictures in one style: functions that take arrays and axes, and know no model."""

from rnnbook.plotting.curves import plot_curves, plot_histogram
from rnnbook.plotting.diagrams import draw_unrolled
from rnnbook.plotting.estimates import plot_intervals
from rnnbook.plotting.heatmaps import plot_heatmap
from rnnbook.plotting.picture import Picture, picture
from rnnbook.plotting.sequences import plot_sequences
from rnnbook.plotting.style import COLOURS, describe, new_figure

__all__ = [
    "COLOURS",
    "Picture",
    "describe",
    "draw_unrolled",
    "new_figure",
    "picture",
    "plot_curves",
    "plot_heatmap",
    "plot_histogram",
    "plot_intervals",
    "plot_sequences",
]
