"""Shorter drawings that show the same."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from rnnbook.plotting._minify import minify_svg


def shortened(path):
    root = ET.fromstring(f'<svg><path d="{path}"/></svg>')
    minify_svg(root)
    return root[0].get("d")


def points_of(path):
    """Follow a relative path back to absolute points."""
    here, start, found = (0.0, 0.0), (0.0, 0.0), []
    for command, arguments in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        if command == "z":
            here = start
            continue
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.\d+|\d+|\.\d+)", arguments)]
        base = (0.0, 0.0) if command == "M" else here
        pairs = [(base[0] + x, base[1] + y) for x, y in zip(*[iter(numbers)] * 2, strict=True)]
        found += pairs
        here = pairs[-1]
        if command in "Mm":
            start = here
    return found


def distance(point, one, other):
    """Return how far a point is from the line between two others."""
    (a, b), (x, y), (u, v) = point, one, other
    length = math.hypot(u - x, v - y)
    part = ((a - x) * (u - x) + (b - y) * (v - y)) / length**2 if length else 0.0
    part = min(max(part, 0.0), 1.0)
    return math.hypot(a - x - part * (u - x), b - y - part * (v - y))


def test_errors_do_not_add_up():
    absolute = [(0.333 * step, (-1) ** step * 5 - 1.234567 * step) for step in range(500)]
    path = "M " + " L ".join(f"{x:f} {y:f}" for x, y in absolute)
    for (x, y), (u, v) in zip(absolute, points_of(shortened(path)), strict=True):
        assert abs(x - u) < 0.051
        assert abs(y - v) < 0.051


@pytest.mark.parametrize(
    "absolute",
    [
        [(3 * step, 100 * math.sin(step / 9)) for step in range(90)],
        [(20 * math.cos(step / 40), 20 * math.sin(step / 40)) for step in range(250)],
        [(step, 30.0 if step == 40 else 2.0) for step in range(90)],
        [(0.0, 0.0), (5.0, 0.0), (0.0, 0.0), (9.0, 0.0)],
    ],
    ids=["wave", "circle", "spike", "there and back"],
)
def test_a_line_through_fewer_points_stays_where_it_was(absolute):
    path = "M " + " L ".join(f"{x:f} {y:f}" for x, y in absolute)
    drawn = points_of(shortened(path))
    assert len(drawn) <= len(absolute)
    for point in absolute:
        assert min(distance(point, *ends) for ends in pairwise(drawn)) < 0.18
    for point in drawn:
        assert min(distance(point, *ends) for ends in pairwise(absolute)) < 0.08


def test_a_straight_line_is_drawn_in_one_step():
    path = "M 0 0 " + " ".join(f"L {step} {2 * step}" for step in range(1, 100))
    assert points_of(shortened(path)) == [(0, 0), (99, 198)]


def test_curves_and_several_parts_start_where_the_last_one_ended():
    path = "M 10 10 C 11 12 13 14 15 16 Q 17 18 19 20 z M 30 30 L 31 31 z"
    expected = [(10, 10), (11, 12), (13, 14), (15, 16), (17, 18), (19, 20), (30, 30), (31, 31)]
    assert points_of(shortened(path)) == expected


@pytest.mark.parametrize("path", ["M 1 2 A 3 3 0 0 1 4 4", "m 1 2 l 3 4", "M 1 2 H 7", ""])
def test_other_commands_are_left_alone(path):
    assert shortened(path) == path


def test_text_keeps_its_spaces_and_places_are_rounded():
    root = ET.fromstring('<svg> <text x="1.23456" style="stroke-width: 0.125">a  b</text> </svg>')
    minify_svg(root)
    shown = ET.tostring(root, encoding="unicode")
    assert shown == '<svg><text x="1.2" style="stroke-width: 0.125">a  b</text></svg>'


def test_groups_that_say_nothing_go_and_others_stay():
    drawing = '<svg><g><g id="a"><g><rect/></g></g></g><g style="fill: red"><rect/></g></svg>'
    root = ET.fromstring(drawing)
    minify_svg(root)
    shown = ET.tostring(root, encoding="unicode")
    assert shown == '<svg><g id="a"><rect /></g><g style="fill: red"><rect /></g></svg>'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("rotate(-0 148.863226 173.156563)", None),
        ("rotate(0)", None),
        ("rotate(-90 12.345678 5.4321)", "rotate(-90 12.3 5.4)"),
        ("rotate(-0.5 1 2)", "rotate(-.5 1 2)"),
        ("translate(1.25 3) scale(0.123456)", "translate(1.25 3) scale(0.123456)"),
    ],
)
def test_only_what_turns_is_turned(written, kept):
    root = ET.fromstring(f'<svg><text transform="{written}">1.0</text></svg>')
    minify_svg(root)
    assert root[0].get("transform") == kept
