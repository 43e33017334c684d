"""What the plotting functions draw, read back from the axes."""

import numpy as np
import pytest

from rnnbook._page import GROUND
from rnnbook.plotting import (
    draw_unrolled,
    new_figure,
    plot_curves,
    plot_heatmap,
    plot_histogram,
    plot_intervals,
    plot_sequences,
)
from rnnbook.plotting._roles import look_of


@pytest.fixture
def axes():
    return new_figure()[1]


def test_many_seeds_become_their_median_and_a_band(axes):
    seeds = np.random.default_rng(0).random((50, 7))
    plot_curves(axes, {"loss": seeds})
    (line,) = axes.get_lines()
    np.testing.assert_allclose(line.get_ydata(), np.median(seeds, axis=0))
    assert line.get_xdata().tolist() == [1, 2, 3, 4, 5, 6, 7]
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    low, high = np.percentile(seeds, [5, 95], axis=0)
    assert band.min() == pytest.approx(low.min())
    assert band.max() == pytest.approx(high.max())
    assert [text.get_text() for text in axes.texts] == ["median and 5–95 % of 50 seeds"]


def test_a_single_curve_is_drawn_as_it_is(axes):
    plot_curves(axes, {"loss": [3.0, 1.0, 2.0]}, first=0)
    (line,) = axes.get_lines()
    assert line.get_xydata().tolist() == [[0, 3], [1, 1], [2, 2]]
    assert not axes.collections
    assert "minimum of 1 on the way" in axes.get_label()


def test_curves_differ_in_more_than_colour(axes):
    plot_curves(axes, {name: [1.0, 2.0] for name in "abcde"})
    strokes = {(line.get_linestyle(), str(line._dash_pattern)) for line in axes.get_lines()}
    assert len(strokes) == 5


@pytest.mark.parametrize(
    ("rows", "of", "note"),
    [
        ({"60 networks": 60}, "seeds", "of 60 networks"),
        ({"1000 seeds": 1000, "seed 0": 1}, "seeds", "of 1000 seeds"),
        ({"mine": 1, "shuffled": 100}, "shuffles", "of 100 shuffles"),
        ({"a": 20, "b": 30}, "seeds", "of 20 or 30 seeds"),
        ({"a": 1, "b": 1}, "seeds", None),
    ],
)
def test_what_lines_and_bands_are_is_said_once(axes, rows, of, note):
    plot_curves(axes, {name: np.ones((count, 4)) for name, count in rows.items()}, of=of)
    said = [text.get_text() for text in axes.texts if "median" in text.get_text()]
    assert said == ([f"median and 5–95 % {note}"] if note else [])


def test_a_name_looks_the_same_in_several_pictures(axes):
    plot_curves(axes, {"window": [1.0, 2.0]})
    plot_curves(axes, {"mine": [1.0, 2.0], "window": [2.0, 1.0]})
    alone, other, again = axes.get_lines()
    for look in ("get_color", "_dash_pattern"):
        seen = [getattr(line, look) for line in (alone, other, again)]
        seen = [str(one() if callable(one) else one) for one in seen]
        assert seen[0] == seen[2] != seen[1]


@pytest.mark.parametrize("log", [True, False])
def test_a_histogram_counts_every_seed(axes, log):
    values = np.random.default_rng(0).lognormal(size=500)
    plot_histogram(axes, values, xlabel="loss", log=log)
    assert sum(bar.get_height() for bar in axes.patches) == 500


def test_a_histogram_of_equal_values_is_one_bar(axes):
    plot_histogram(axes, [2.0, 2.0, 2.0], xlabel="loss")
    assert max(bar.get_height() for bar in axes.patches) == 3


def test_one_run_is_marked_in_its_colour_with_its_number(axes):
    plot_histogram(axes, [1.0, 2.0, 4.0], marked=2.0, marked_label="seed 0", xlabel="loss")
    (label,) = axes.texts
    assert label.get_text() == "seed 0: 2"
    assert label.get_color() == axes.lines[0].get_color() == look_of("seed 0").colour


def test_estimates_stand_in_rows_from_the_top_with_their_numbers(axes):
    plot_intervals(axes, {"A": (0.5, 0.4, 0.6), "B": (0.9982, 0.9, 1.0)}, limits=(0, 1))
    assert [text.get_text() for text in axes.get_yticklabels()] == ["A", "B"]
    assert axes.get_yticks()[0] > axes.get_yticks()[1]
    # A space as wide as a digit: the points stand below each other.
    assert [text.get_text() for text in axes.texts] == ["0.50\u2007", "0.998"]


def test_numbers_stand_in_a_column_beside_the_axes(axes):
    rows = {"A": (0.0, 0.0, 0.1), "B": (1.0, 0.9, 1.0), "C": (0.97, 0.9, 1.0)}
    plot_intervals(axes, rows, limits=(-0.02, 1.02), reference=0.5)
    axes.figure.draw_without_rendering()
    frame = axes.get_window_extent()
    *numbers, reference = axes.texts
    boxes = [text.get_window_extent() for text in numbers]
    assert max(box.x1 for box in boxes) - min(box.x1 for box in boxes) < 1
    assert all(frame.x1 < box.x0 < box.x1 <= axes.figure.bbox.width for box in boxes)
    for row, box in zip(axes.get_yticks(), boxes, strict=True):
        assert box.y0 < axes.transData.transform((0, row))[1] < box.y1
    assert reference.get_text() == "guessing"
    assert reference.get_window_extent().y0 >= frame.y1


def test_rows_have_the_colours_of_their_names_and_others_one_that_is_free(axes):
    names = ("SimpleRNN", "window, unseen", "order-blind", "mine", "yours")
    plot_intervals(axes, dict.fromkeys(names, (0.5, 0.4, 0.6)))
    points = [bar[0] for bar in axes.containers]
    looks = [look_of(name) for name in names[:3]]
    assert [point.get_color() for point in points[:3]] == [look.colour for look in looks]
    assert points[2].get_markerfacecolor() == "none"
    mine, yours = (point.get_color() for point in points[3:])
    assert mine == yours
    assert mine not in {look.colour for look in looks}


def test_rows_can_be_sorted_below_their_headings(axes):
    rows = {"a": 0.1, "b": 0.2, "same": None, "c": 0.3, "d": 0.9, "longer": None, "e": 0.5}
    estimates = {name: None if v is None else (v, v, v) for name, v in rows.items()}
    plot_intervals(axes, estimates, sort=True)
    labels = axes.get_yticklabels()
    assert [one.get_text() for one in labels] == ["b", "a", "same", "d", "c", "longer", "e"]
    assert [one.get_fontweight() == "bold" for one in labels] == [0, 0, 1, 0, 0, 1, 0]
    assert "same" not in axes.get_label()
    with pytest.raises(ValueError, match="more than headings"):
        plot_intervals(axes, {"same": None})


def test_conditions_are_compared_row_by_row_each_with_its_column(axes):
    triple = (0.5, 0.4, 0.6)
    both = {"before": triple, "after": (0.9, 0.8, 1.0)}
    plot_intervals(axes, {"tanh": both, "relu": {"after": triple}})
    words = [text.get_text() for text in axes.texts]
    assert words == ["0.50", "before", "0.90", "0.50", "after"]
    assert axes.texts[1].get_color() == look_of("before").colour
    before, after, _ = (bar[0] for bar in axes.containers)
    assert before.get_ydata()[0] > after.get_ydata()[0]
    assert before.get_markerfacecolor() != after.get_markerfacecolor()
    axes.figure.draw_without_rendering()
    ends = [text.get_window_extent() for text in axes.texts]
    assert ends[1].x1 < ends[4].x0
    assert "tanh before 0.5 (0.4 to 0.6), after 0.9" in axes.get_label()


def test_sequences_are_drawn_over_steps_counted_from_one(axes):
    plot_sequences(axes, [[[1.0], [4.0]], [[2.0], [3.0]]], ["a", "b"])
    assert [line.get_xydata().tolist() for line in axes.get_lines()] == [
        [[1, 1], [2, 4]],
        [[1, 2], [2, 3]],
    ]


def test_what_sequences_have_in_common_is_drawn_once(axes):
    one = np.arange(1.0, 11.0)
    other = one.copy()
    other[[2, 7]] = other[[7, 2]]
    plot_sequences(axes, [one, other], ["label 1", "label 0"])
    _, common, first, second = axes.get_lines()
    assert len(common.get_xdata()) == 8
    assert first.get_xydata().tolist() == [[3, 3], [8, 8]]
    assert second.get_xydata().tolist() == [[3, 8], [8, 3]]
    assert first.get_color() == look_of("label 1").colour


def test_an_unrolled_network_has_a_box_for_each_state_and_arrows_for_what_flows(axes):
    draw_unrolled(axes, 4, reads=[1, 2], writes=[4])
    texts = [text.get_text() for text in axes.texts if text.get_text()]
    assert texts == ["$h_1$", "$x_1$", "$h_2$", "$x_2$", "$h_3$", "$h_4$", "$z$"]
    arrows = [text for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 3 + 2 + 1


def test_curves_stand_at_their_x_values(axes):
    plot_curves(axes, {"error": [3.0, 1.0, 2.0]}, x=[1e-3, 1e-2, 1e-1], log_x=True)
    (line,) = axes.get_lines()
    assert line.get_xdata().tolist() == [1e-3, 1e-2, 1e-1]
    assert axes.get_xscale() == "log"


def test_no_tick_stands_at_half_a_step(axes):
    plot_curves(axes, {"a": [0.1, 0.2, 0.4, 0.3, 0.5]}, xlabel="time step t")
    axes.figure.draw_without_rendering()
    assert set(axes.get_xticks()) >= {1, 2, 3, 4, 5}
    assert all(tick == round(tick) for tick in axes.get_xticks())


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1e-91, 1.0, ["10⁻⁸⁰", "10⁻⁶⁰", "10⁻⁴⁰", "10⁻²⁰", "1"]),
        (4e-4, 3e-3, ["0.0005", "0.001", "0.002"]),
        (1e-3, 1.0, ["0.001", "0.01", "0.1", "1"]),
        (2e-7, 9e-7, ["2·10⁻⁷", "5·10⁻⁷"]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_few_and_round(axes, low, high, ticks):
    plot_curves(axes, {"a": [low, high]}, log=True)
    axes.set_ylim(low, high)
    axes.figure.draw_without_rendering()
    assert [one.get_text() for one in axes.get_yticklabels()] == ticks


def test_a_few_points_on_a_logarithmic_axis_have_a_tick_each(axes):
    plot_curves(axes, {"a": [1.0, 2.0, 3.0]}, x=[16, 64, 1024], log_x=True)
    axes.figure.draw_without_rendering()
    assert [one.get_text() for one in axes.get_xticklabels()] == ["16", "64", "1024"]
    assert len(axes.get_xticks(minor=True)) == 0


def test_a_label_and_the_title_of_the_picture_below_it_stand_apart():
    figure, both = new_figure(2, 1, height=4.0)
    for one in both:
        plot_curves(one, {"a": [1.0, 2.0]}, title="A title")
    figure.draw_without_rendering()
    above, below = (one.get_tightbbox() for one in both)
    assert above.y0 - below.y1 > 0.15 * figure.dpi


def test_a_heat_map_shows_the_first_row_on_top_and_zero_in_the_middle(axes):
    plot_heatmap(axes, [[0.0, 2.0, 1.0], [-1.0, 0.5, 0.0]], numbers=True)
    (image,) = axes.get_images()
    assert image.get_array().tolist() == [[0.0, 2.0, 1.0], [-1.0, 0.5, 0.0]]
    low, high = axes.get_ylim()
    assert low > high
    assert image.get_clim() == (-2, 2)
    shown = [text.get_text() for text in axes.texts]
    assert shown == ["0.00", "2.00", "1.00", "−1.00", "0.50", "0.00"]
    assert "from -1 (row 2, column 1) to 2 (row 1, column 2)" in axes.get_label()


def test_whole_numbers_of_a_heat_map_have_no_decimals(axes):
    plot_heatmap(axes, [[0, 2], [-1, 0]], numbers=True)
    assert [text.get_text() for text in axes.texts] == ["0", "2", "−1", "0"]


def test_lines_in_the_colour_of_the_page_part_the_cells(axes):
    plot_heatmap(axes, np.eye(3))
    (line,) = axes.get_lines()
    assert line.get_color() == GROUND
    assert set(line.get_xdata()[~np.isnan(line.get_xdata())]) == {-0.5, 0.5, 1.5, 2.5}
    assert axes.get_xlim() == (-0.5, 2.5)


def test_two_fields_can_share_one_bar():
    _, (one, other) = new_figure(1, 2)
    plot_heatmap(one, [[0.1, -0.2]], reach=1, scale=False)
    plot_heatmap(other, [[0.8, -0.2]], reach=1, scale_label="state h")
    assert one.get_images()[0].get_clim() == other.get_images()[0].get_clim() == (-1, 1)
    assert other.figure.axes[1].get_ylabel() == "state h"


def test_a_heat_map_of_one_sign_starts_at_zero(axes):
    plot_heatmap(axes, [[0.5, 2.0]], columns=["a", "b"], rows=["only"], scale=False)
    assert axes.get_images()[0].get_clim() == (0, 2)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b"]
    assert len(axes.figure.axes) == 1
