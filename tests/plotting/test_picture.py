"""Pictures: words, colours, ids, and the same bytes each time."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from rnnbook.plotting import (
    describe,
    draw_unrolled,
    new_figure,
    picture,
    plot_curves,
    plot_histogram,
    plot_intervals,
    plot_sequences,
)
from rnnbook.plotting._style import COLOURS, FOREGROUND

SVG = "{http://www.w3.org/2000/svg}"
RNG = np.random.default_rng(0)

DRAWINGS = {
    "curves": lambda axes: plot_curves(
        axes, {"a": RNG.random((5, 9)) + 1, "b": RNG.random(9) + 1}, log=True
    ),
    "histogram": lambda axes: plot_histogram(axes, [1.0, 2.0, 4.0], marked=2.0, xlabel="loss"),
    "intervals": lambda axes: plot_intervals(axes, {"A": (0.5, 0.4, 0.6)}, reference=0.5),
    "sequences": lambda axes: plot_sequences(axes, [[1, 2, 3], [3, 2, 1]], ["up", "down"]),
    "unrolled": lambda axes: draw_unrolled(axes, 3, title="three steps"),
}


@pytest.fixture(params=DRAWINGS)
def drawn(request):
    figure, axes = new_figure()
    assert DRAWINGS[request.param](axes) is axes
    return figure


def test_it_is_an_image_with_a_title_that_names_it(drawn):
    shown = picture(drawn)
    root = ET.fromstring(shown.svg)
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id")
    assert title.text == shown.alt
    assert len(shown.alt) > 40


def test_its_ink_is_the_colour_of_the_page_and_it_brings_no_style_sheet(drawn):
    svg = picture(drawn).svg
    assert "currentColor" in svg
    assert FOREGROUND not in svg
    assert "<style" not in svg
    assert "font-family" not in svg
    assert not re.search(r"#(000000|ffffff)", svg)


def test_ids_are_unique_on_a_page_and_every_reference_has_its_target():
    ids, targets = [], []
    for draw in DRAWINGS.values():
        for size in (3.0, 3.5):
            figure, axes = new_figure(height=size)
            draw(axes)
            svg = picture(figure).svg
            ids += re.findall(r'\bid="([^"]+)"', svg)
            targets += re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"|labelledby="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert {next(filter(None, target)) for target in targets} <= set(ids)


def test_the_same_figure_gives_the_same_bytes():
    def draw():
        figure, axes = new_figure()
        plot_curves(axes, {"a": np.linspace(1, 2, 9)})
        return picture(figure).svg

    assert draw() == draw()


def test_an_alt_text_of_ones_own_replaces_the_description(drawn):
    assert picture(drawn, alt="My words.").alt == "My words."


def test_a_figure_without_words_is_refused():
    figure, _ = new_figure()
    with pytest.raises(ValueError, match="alt must say what the figure shows"):
        picture(figure)


def test_the_words_of_all_axes_are_joined():
    figure, axes = new_figure(rows=2)
    describe(axes[0], "One.")
    describe(axes[1], "Two.")
    assert picture(figure).alt == "One. Two."


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@pytest.mark.parametrize("page", ["#ffffff", "#14181e", "#121212"])
@pytest.mark.parametrize("colour", COLOURS)
def test_colours_stand_out_on_light_and_dark_pages(colour, page):
    dark, light = sorted([luminance(colour), luminance(page)])
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_its_box_has_its_size(drawn):
    shown = picture(drawn)
    root = ET.fromstring(shown.svg)
    width, height = root.get("width"), root.get("height")
    style = f"max-width:{width}px;aspect-ratio:{width}/{height}"
    assert shown._repr_html_() == f'<div class="rnnbook-picture" style="{style}">{shown.svg}</div>'
