"""Pictures look the same whatever a reader has set, and leave it as it is."""

import inspect

import matplotlib as mpl
import numpy as np
import pytest
from cycler import cycler

from rnnbook.plotting import (
    describe,
    draw_backpropagation,
    draw_stacked,
    draw_unrolled,
    new_figure,
    picture,
    plot_curves,
    plot_heatmap,
    plot_histogram,
    plot_intervals,
    plot_portrait,
    plot_sequences,
    plot_series,
)
from rnnbook.plotting._style import plot

READERS = {
    "axes.formatter.limits": (0, 0),
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=["lime", "black"]),
    "axes.xmargin": 0.4,
    "figure.constrained_layout.h_pad": 0.5,
    "figure.dpi": 300,
    "font.family": ["monospace"],
    "font.size": 30,
    "image.cmap": "hot",
    "lines.linewidth": 9,
    "lines.marker": "x",
    "path.sketch": (1, 100, 2),
    "savefig.bbox": "tight",
    "savefig.facecolor": "red",
    "svg.fonttype": "path",
    "svg.hashsalt": "mine",
    "text.usetex": True,
    "timezone": "Asia/Tokyo",
    "xtick.color": "red",
    "xtick.minor.visible": True,
}
MONTHS = np.arange("2026-01", "2026-09", dtype="datetime64[M]")


def by_hand(axes):
    """Draw what a cell draws that uses matplotlib itself."""
    axes.plot([1, 3, 2], label="one")
    axes.scatter([0, 1], [1, 2])
    axes.fill_between([0, 1], [1, 2], [2, 3])
    axes.set_xticks([0, 0.5, 1, 2])
    axes.annotate("here", (1, 3))
    axes.legend()
    axes.set(xlabel="time", title="Mine")
    axes.figure.suptitle("All")
    describe(axes, "A curve.")


DRAWINGS = {
    "by hand": by_hand,
    "curves": lambda axes: plot_curves(axes, {"a": np.ones((5, 9)), "b": np.arange(1.0, 10)}),
    "histogram": lambda axes: plot_histogram(axes, [1.0, 2.0, 4.0], marked=2.0, xlabel="loss"),
    "heatmap": lambda axes: plot_heatmap(axes, np.eye(3)),
    "intervals": lambda axes: plot_intervals(axes, {"A": (0.5, 0.4, 0.6)}, reference=0.5),
    "portrait": lambda axes: plot_portrait(axes, {"a": np.eye(2)}),
    "sequences": lambda axes: plot_sequences(axes, [[1, 2, 3], [3, 2, 1]], ["up", "down"]),
    "series": lambda axes: plot_series(axes, {"a": np.arange(8.0)}, times=MONTHS),
    "stacked": lambda axes: draw_stacked(axes, 3),
    "backpropagation": lambda axes: draw_backpropagation(axes, 3),
    "unrolled": lambda axes: draw_unrolled(axes, 3, title="three steps"),
}


def drawn(draw):
    figure, axes = new_figure()
    draw(axes)
    return picture(figure).svg


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_readers_own_style_changes_no_picture_and_stays_as_it_is(name):
    usual = drawn(DRAWINGS[name])
    with mpl.rc_context(READERS):
        before = dict(mpl.rcParams)
        assert drawn(DRAWINGS[name]) == usual
        assert dict(mpl.rcParams) == before


def test_a_style_set_while_a_picture_is_drawn_changes_nothing_either():
    usual = drawn(by_hand)
    figure, axes = new_figure()
    with mpl.rc_context(READERS):
        by_hand(axes)
    assert picture(figure).svg == usual


def test_a_drawing_that_fails_leaves_the_readers_style_in_force():
    _, axes = new_figure()
    with mpl.rc_context(READERS):
        before = dict(mpl.rcParams)
        with pytest.raises(ValueError, match="same first dimension"):
            axes.plot([1, 2], [1, 2, 3])
        assert dict(mpl.rcParams) == before


def test_the_backend_stays_the_one_that_was_chosen():
    before = mpl.rcParams._get("backend")
    drawn(by_hand)
    assert mpl.rcParams._get("backend") is before


def test_what_a_cell_says_of_its_own_lines_counts():
    _, axes = new_figure()
    (line,) = axes.plot([1, 2], linewidth=5, color="red")
    assert (line.get_linewidth(), line.get_color()) == (5, "red")


@plot
def dots(axes, values, *, title=""):
    axes.plot(values, "o", label=str(mpl.rcParams["font.size"]))
    return f"{len(values)} dots."


@pytest.mark.parametrize(("title", "words"), [("", "2 dots."), ("Seen", "Seen: 2 dots.")])
def test_a_plot_is_drawn_in_style_described_and_returns_its_axes(title, words):
    _, axes = new_figure()
    with mpl.rc_context({"font.size": 30}):
        assert dots(axes, [1.0, 2.0], title=title) is axes
    assert axes.get_label() == words
    assert axes.lines[0].get_label() == "11.5"
    assert inspect.signature(dots).return_annotation == "Axes"


@pytest.mark.parametrize("bad", [{"axes": None}, {"title": 3}])
def test_a_plot_without_axes_or_with_a_title_that_is_none_is_refused_before_it_draws(bad):
    _, axes = new_figure()
    with pytest.raises(TypeError, match=f"{next(iter(bad))} must be a.*, got "):
        dots(**{"axes": axes, "values": [1.0]} | bad)
    assert not axes.has_data()
    assert axes.get_label() == ""
