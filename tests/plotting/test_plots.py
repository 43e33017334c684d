"""What the plotting functions draw, read back from the axes."""

import numpy as np
import pytest

from rnnbook.plotting import (
    draw_unrolled,
    new_figure,
    plot_curves,
    plot_heatmap,
    plot_histogram,
    plot_intervals,
    plot_sequences,
)


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
    assert "median of 50" in axes.get_legend().get_texts()[0].get_text()


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


def test_a_name_looks_the_same_in_several_pictures(axes):
    plot_curves(axes, {"b": [1.0, 2.0]}, order=["a", "b"])
    plot_curves(axes, {"a": [1.0, 2.0], "b": [2.0, 1.0]})
    alone, first, second = axes.get_lines()
    for look in ("get_color", "_dash_pattern"):
        seen = [getattr(line, look) for line in (alone, first, second)]
        seen = [str(one() if callable(one) else one) for one in seen]
        assert seen[0] == seen[2] != seen[1]


def test_the_legend_stands_above_the_data(axes):
    plot_curves(axes, {"training": [1.0, 2.0], "validation": [2.0, 1.0]})
    axes.figure.draw_without_rendering()
    legend = axes.get_legend().get_window_extent()
    assert legend.y0 >= axes.get_window_extent().y1 - 1


@pytest.mark.parametrize("log", [True, False])
def test_a_histogram_counts_every_seed(axes, log):
    values = np.random.default_rng(0).lognormal(size=500)
    plot_histogram(axes, values, xlabel="loss", log=log)
    assert sum(bar.get_height() for bar in axes.patches) == 500


def test_a_histogram_of_equal_values_is_one_bar(axes):
    plot_histogram(axes, [2.0, 2.0, 2.0], xlabel="loss")
    assert max(bar.get_height() for bar in axes.patches) == 3


def test_estimates_stand_in_rows_from_the_top_with_their_numbers(axes):
    plot_intervals(axes, {"A": (0.5, 0.4, 0.6), "B": (0.99961, 0.9, 1.0)}, limits=(0, 1))
    assert [text.get_text() for text in axes.get_yticklabels()] == ["A", "B"]
    assert axes.get_yticks()[0] > axes.get_yticks()[1]
    assert [text.get_text() for text in axes.texts] == ["0.500", "0.9996"]


def test_numbers_beside_estimates_stay_inside_the_axes(axes):
    plot_intervals(axes, {"A": (0.0, 0.0, 0.1), "B": (1.0, 0.9, 1.0)}, limits=(-0.02, 1.02))
    axes.figure.draw_without_rendering()
    frame = axes.get_window_extent()
    for text in axes.texts:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1


def test_sequences_are_drawn_over_steps_counted_from_one(axes):
    plot_sequences(axes, [[[1.0], [4.0]], [[2.0], [3.0]]], ["a", "b"])
    assert [line.get_xydata().tolist() for line in axes.get_lines()] == [
        [[1, 1], [2, 4]],
        [[1, 2], [2, 3]],
    ]


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
    assert [text.get_text() for text in axes.texts] == ["0", "2", "1", "-1", "0.5", "0"]
    assert "from -1 (row 2, column 1) to 2 (row 1, column 2)" in axes.get_label()


def test_a_heat_map_of_one_sign_starts_at_zero(axes):
    plot_heatmap(axes, [[0.5, 2.0]], columns=["a", "b"], rows=["only"], scale=False)
    assert axes.get_images()[0].get_clim() == (0, 2)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b"]
    assert len(axes.figure.axes) == 1
