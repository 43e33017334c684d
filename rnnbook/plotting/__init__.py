"""Pictures in one style: functions that take arrays and axes, and know no model."""

from rnnbook.plotting.curves import plot_curves, plot_histogram
from rnnbook.plotting.diagrams import draw_folded, draw_unrolled
from rnnbook.plotting.estimates import plot_intervals
from rnnbook.plotting.explorables import Button, Choice, Explorable, Slider, explorable
from rnnbook.plotting.graphs import draw_backpropagation
from rnnbook.plotting.heatmaps import plot_heatmap
from rnnbook.plotting.layered import draw_both_directions, draw_stacked
from rnnbook.plotting.panels import Mark, Panel, rounded
from rnnbook.plotting.picture import Picture, picture
from rnnbook.plotting.portraits import plot_portrait, plot_trajectories
from rnnbook.plotting.sequences import plot_sequences
from rnnbook.plotting.series import plot_series
from rnnbook.plotting.style import COLOURS, describe, new_figure

__all__ = [
    "COLOURS",
    "Button",
    "Choice",
    "Explorable",
    "Mark",
    "Panel",
    "Picture",
    "Slider",
    "describe",
    "draw_backpropagation",
    "draw_both_directions",
    "draw_folded",
    "draw_stacked",
    "draw_unrolled",
    "explorable",
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
    "rounded",
]
