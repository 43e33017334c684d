"""What a name means has one colour, line and marker, which can be seen on every page."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import bookbuild
from rnnbook._page import COLOURS, follow_page, stand_alone
from rnnbook.plotting import new_figure, picture, plot_curves
from rnnbook.plotting._heatmaps import DEEPEST
from rnnbook.plotting._roles import LOOKS, ROLES, look_of, looks_of

THEME = Path(bookbuild.__file__).parent / "theme" / "static" / "rnnbook.css"
INKS = dict(
    re.findall(r"--(text|page|surface|c\d): var\(--light, (#\w+)\)", THEME.read_text("utf-8"))
)
DARK = dict(
    re.findall(
        r"--(text|page|surface|c\d): var\(--light, #\w+\) var\(--dark, (#\w+)\)",
        THEME.read_text("utf-8"),
    )
)


def channels(colour):
    full = colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])
    return np.array([int(full[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def luminance(rgb):
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    dark, light = sorted(
        luminance(c if isinstance(c, np.ndarray) else channels(c)) for c in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [INKS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_words_and_lines_can_be_read_in_both_themes(theme, ground):
    assert len(theme) == 3 + len(COLOURS)
    for name, colour in theme.items():
        if name.startswith("c"):
            assert contrast(colour, theme[ground]) >= 4.5, (name, colour)


def test_without_the_style_sheet_lines_stand_out_and_on_white_words_can_be_read():
    assert [INKS[f"c{i}"] for i in range(1, 6)] == list(COLOURS)
    for colour in COLOURS:
        assert contrast(colour, "#ffffff") >= 4.5
        assert contrast(colour, "#121212") >= 3


@pytest.mark.parametrize("theme", [INKS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS[:2])
def test_numbers_can_be_read_on_the_deepest_colour_of_a_heat_map(theme, colour):
    ground = DEEPEST * channels(colour) + (1 - DEEPEST) * channels(theme["page"])
    assert contrast(theme["text"], ground) >= 4.5


@pytest.mark.parametrize(
    "together",
    [
        ("SimpleRNN", "window", "order-blind"),
        ("label 1", "label 0"),
        ("sigmoid", "tanh", "ReLU", "leaky_relu", "prelu"),
        ("default", "orthogonal", "default times 3", "trained for lag 5", "bound"),
        ("before training", "after", "shuffled labels"),
        ("1000 seeds", "seed 0"),
        ("training", "validation"),
    ],
)
def test_names_that_stand_in_one_figure_look_different_in_colour_or_line(together):
    looks = [look_of(name) for name in together]
    for one, other in combinations(looks, 2):
        assert one.line != other.line
    assert len({(look.colour, look.line) for look in looks}) == len(together)


def test_the_same_thing_looks_the_same_under_each_of_its_names():
    same = [
        ("recurrent", "SimpleRNN", "network", "RNN", "recurrent, unseen"),
        ("window", "convolution", "window, 337 weights, 0.2 s"),
        ("relu", "ReLU", "ReLU (slope 0)"),
        ("guessing", "bound", "IBM price, shuffled"),
        ("60 networks", "1000 seeds"),
    ]
    for names in same:
        assert len({look_of(name) for name in names}) == 1


def test_before_is_after_in_another_line():
    assert look_of("before training").colour == look_of("after").colour
    assert look_of("before training").line != look_of("after").line


@pytest.mark.parametrize("name", ["T = 20", "sorted random, 1 to 5", "seedling", "40 epochs, new"])
def test_other_names_have_no_look_of_their_own(name):
    assert look_of(name) is None


def test_names_are_written_as_they_are_looked_up():
    assert all(look_of(name) is not None for name in ROLES)
    assert len({look.line for look in LOOKS}) == len({look.marker for look in LOOKS}) == len(LOOKS)


def test_six_names_of_any_kind_differ_in_one_picture():
    for names in (["a", "b", "c", "d", "e", "f"], ["default", "default, trained", "x", "window"]):
        looks = looks_of(names)
        assert list(looks) == names
        assert len({(look.colour, look.line) for look in looks.values()}) == len(names)


def test_a_drawing_takes_the_colours_of_its_page_and_stands_alone_elsewhere():
    figure, axes = new_figure()
    plot_curves(axes, {"window": [1.0, 2.0], "bound": [2.0, 2.0]})
    svg = picture(figure).svg
    assert f"stroke: var(--c2, {COLOURS[1]})" in svg
    assert f"fill: var(--c2, {COLOURS[1]})" in svg, "its name"
    alone = stand_alone(svg)
    assert "var(" not in alone
    assert f"stroke: {COLOURS[1]}" in alone
    for i, colour in enumerate(COLOURS, 1):
        assert stand_alone(follow_page(colour)) == colour
        assert follow_page(colour) == f"var(--c{i}, {colour})"
