"""Names at the ends of lines, and how large all words are on a telephone."""

import re
from itertools import pairwise

import numpy as np
import pytest

from rnnbook._page import FULL, WIDTH
from rnnbook.plotting import (
    new_figure,
    picture,
    plot_curves,
    plot_heatmap,
    plot_histogram,
    plot_intervals,
    plot_sequences,
)
from rnnbook.plotting._labels import EndLabel, settle, spread

TELEPHONE = 330


def labels(axes):
    return [text for text in axes.texts if isinstance(text, EndLabel)]


def test_names_stand_at_the_ends_of_lines_in_their_colours():
    figure, axes = new_figure()
    plot_curves(axes, {"window": [1.0, 2.0, 3.0], "recurrent": [3.0, 2.0, 1.0]})
    settle(figure)
    assert axes.get_legend() is None
    frame = axes.get_window_extent()
    for label, line in zip(labels(axes), axes.get_lines(), strict=True):
        box = label.get_window_extent()
        end = axes.transData.transform(line.get_xydata()[-1])
        assert label.get_color() == line.get_color()
        assert frame.x1 <= box.x0 < box.x1 <= figure.bbox.width
        assert box.y0 < end[1] < box.y1


@pytest.mark.parametrize("limits", [None, (0.4, 1.2)])
def test_names_of_lines_that_end_in_one_place_stand_apart(limits):
    figure, axes = new_figure()
    plot_curves(axes, {name: [k, 1.0, 1.0] for k, name in enumerate("abcd", 2)})
    axes.set_ylim(limits)
    settle(figure)
    boxes = [label.get_window_extent() for label in labels(axes)]
    assert len(boxes) == 4
    for above, below in pairwise(boxes):
        assert above.y0 >= below.y1 - 1
    assert all(0 <= box.y0 < box.y1 <= figure.bbox.height for box in boxes)


def test_names_stay_below_a_title_that_is_wider_than_the_axes():
    figure, axes = new_figure()
    plot_curves(axes, {name: [0.0, 1.0] for name in "abc"}, title="A title " * 5)
    settle(figure)
    figure.draw_without_rendering()
    title = axes._left_title.get_window_extent()
    assert all(label.get_window_extent().y1 <= title.y0 for label in labels(axes))


def test_a_line_that_leaves_the_axes_is_named_where_it_does():
    figure, axes = new_figure()
    plot_curves(axes, {"in": [1.0, 1.0], "out": [1.0, 50.0]})
    axes.set_ylim(0, 2)
    settle(figure)
    out = labels(axes)[1].get_window_extent()
    assert abs((out.y0 + out.y1) / 2 - axes.get_window_extent().y1) < 12


@pytest.mark.parametrize(
    "names",
    [["a long name that leaves no room", "short"], list("abcdef")],
    ids=["long", "many"],
)
def test_where_names_do_not_fit_there_is_a_legend(names):
    figure, axes = new_figure(height=1.9 if len(names) > 2 else 3.0)
    plot_curves(axes, {name: np.ones((4, 3)) for name in names}, title="A title")
    settle(figure)
    assert not labels(axes)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == names
    assert axes.get_legend().get_title().get_text() == "A title"
    figure.draw_without_rendering()
    legend, note = axes.get_legend().get_window_extent(), axes.texts[0].get_window_extent()
    assert legend.y0 >= note.y1 - 1 > axes.get_window_extent().y1


def test_words_above_and_below_narrow_axes_are_not_cut_off():
    figure, axes = new_figure(width=2.3)
    rows = dict.fromkeys(("leaky_relu", "prelu"), (0.5, 0.4, 0.6))
    plot_intervals(
        *(axes, rows),
        xlabel="factor per step back",
        reference=0.1,
        reference_label="always the same",
        title="a title that is long",
    )
    settle(figure)
    figure.draw_without_rendering()
    words = [axes._left_title, axes.xaxis.label, axes.texts[-1]]
    assert all(one.get_text() for one in words)
    assert all(one.get_window_extent().x1 <= figure.bbox.width + 1 for one in words)


def test_one_curve_needs_no_name():
    figure, axes = new_figure()
    plot_curves(axes, {"error": [1.0, 2.0]})
    settle(figure)
    assert not axes.texts
    assert axes.get_legend() is None


@pytest.mark.parametrize("ends", [[5.0], [1.0, 1.0, 1.0], [9.9, 0.0, 9.9, 10.0], [3.0, 2.9, 8.0]])
def test_places_are_apart_in_the_order_of_the_ends_and_inside(ends):
    places = spread(ends, 2.0, 0.0, 10.0)
    below = sorted(places)
    assert all(b - a >= 2.0 - 1e-9 for a, b in pairwise(below))
    assert below[0] >= -1e-9
    assert below[-1] <= 10 + 1e-9
    for i, one in enumerate(ends):
        for j, other in enumerate(ends):
            assert one >= other or places[i] < places[j]


def sizes(svg):
    """Return the width of a drawing and the sizes of its words, in pixels of the page."""
    width = float(re.search(r'\bwidth="([\d.]+)"', svg)[1])
    units = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    found = re.findall(r"<text[^>]*font(?:-size)?: *(?:[\w ]*? )?([\d.]+)px", svg)
    return width, [float(size) * width / units for size in found]


DRAWN = {
    "curves": lambda axes: plot_curves(
        axes, {"default": np.full((9, 5), 1e-9), "orthogonal": np.ones((9, 5))}, log=True
    ),
    "histogram": lambda axes: plot_histogram(axes, [1.0, 2.0], marked=2.0, xlabel="a", log=True),
    "intervals": lambda axes: plot_intervals(
        axes, {"a": {"before": (0.5, 0, 1), "after": (1, 0, 1)}}, reference=0.5
    ),
    "heatmap": lambda axes: plot_heatmap(axes, np.eye(4), numbers=True, scale_label="h"),
    "sequences": lambda axes: plot_sequences(axes, [[1, 2], [2, 1]], ["label 1", "label 0"]),
}


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("name", DRAWN)
def test_all_words_are_at_least_eleven_pixels_high_on_a_telephone(name, columns):
    figure, axes = new_figure(1, columns)
    for one in np.ravel(axes):
        DRAWN[name](one)
    shown = picture(figure)
    assert len(shown.svgs) == columns
    for svg in shown.svgs:
        width, found = sizes(svg)
        assert len(found) > 4
        assert min(found) * min(1, TELEPHONE / width) >= 11 - 1e-6
    widths = [sizes(svg)[0] for svg in shown.svgs]
    assert sum(widths) + 8 * (columns - 1) <= (WIDTH if columns == 1 else FULL) + 1


def test_columns_are_drawings_side_by_side_with_words_of_their_own():
    figure, axes = new_figure(2, 2)
    assert axes.shape == (2, 2)
    for one in axes.flat:
        plot_curves(one, {"a": [1.0, 2.0]})
    shown = picture(figure)
    html = shown._repr_html_()
    assert html.startswith('<div class="rnnbook-row" style="display:flex;flex-wrap:wrap;')
    assert html.count('class="rnnbook-picture"') == html.count("<title") == 2
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert shown.alt.count("Curves of") == 4


def test_words_for_a_whole_row_belong_to_its_box():
    figure, axes = new_figure(1, 2)
    for one in axes:
        plot_curves(one, {"a": [1.0, 2.0]})
    html = picture(figure, alt='Two "rows" & more.')._repr_html_()
    assert 'role="img" aria-label="Two &quot;rows&quot; &amp; more."' in html
    assert html.count('aria-hidden="true"') == 2
    assert "<title" not in html
