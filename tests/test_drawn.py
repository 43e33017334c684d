"""The small drawing of an interval, and what it says in words."""

import re
from xml.etree import ElementTree

import pytest

from rnnbook._drawn import LEFT, RIGHT, drawn_interval, in_words


def parts(*numbers, **options):
    """Return an interval's drawing: where the dot, the bar, the thresholds and the zone lie."""
    svg = ElementTree.fromstring(drawn_interval(*numbers, **options))
    found = {"dot": float(svg.find("circle").get("cx")), "words": svg.find("title").text}
    _, bar, *others = svg.findall("path")
    found["bar"] = [float(x) for x in re.findall(r"M([\d.]+) 9H([\d.]+)", bar.get("d"))[0]]
    found["lines"] = [float(x) for one in others for x in re.findall(r"M([\d.]+)", one.get("d"))]
    zone = svg.find("rect")
    if zone is not None:
        left = float(zone.get("x"))
        found["zone"] = [left, left + float(zone.get("width"))]
    return found


def test_a_share_is_drawn_on_the_scale_from_0_to_1():
    found = parts(0.5, 0.25, 0.75, 0.2, share=True)
    width = RIGHT - LEFT
    assert found["dot"] == pytest.approx(LEFT + width / 2, abs=0.1)
    assert found["bar"] == pytest.approx([LEFT + width / 4, LEFT + 3 * width / 4], abs=0.1)
    assert found["lines"] == pytest.approx([LEFT + width / 5], abs=0.1)
    assert found["zone"] == pytest.approx([LEFT + width / 5, RIGHT], abs=0.1)


@pytest.mark.parametrize(
    "numbers",
    [
        (5.0, 4.0, 6.0, 3.0, None),
        (5.0, 4.0, 6.0, None, 9.0),
        (-0.001, -0.002, 0.0, -0.01, 0.001),
        (1e9, 9e8, 2e9, 1e-9, None),
        (3.0, 1.0, 4.0, None, None),
    ],
)
def test_any_other_scale_holds_the_interval_and_the_thresholds_in_their_order(numbers):
    estimate, low, high, above, below = numbers
    found = parts(*numbers)
    placed = [*found["bar"], found["dot"], *found["lines"]]
    values = [low, high, estimate, *(one for one in (above, below) if one is not None)]
    assert all(LEFT < place < RIGHT for place in placed)
    by_value = [place for _, place in sorted(zip(values, placed, strict=True))]
    assert by_value == sorted(by_value)
    if above is None and below is None:
        assert "zone" not in found
    else:
        assert found["zone"][0] == (LEFT if above is None else found["lines"][0])
        assert found["zone"][1] == pytest.approx(
            RIGHT if below is None else found["lines"][-1], abs=0.1
        )


def test_an_interval_of_no_width_can_be_seen_and_stays_within_the_scale():
    for value in (0.0, 0.4, 1.0):
        left, right = parts(value, value, value, 0.3, share=True)["bar"]
        assert left >= LEFT
        assert right <= RIGHT
        assert right - left >= 1.9


@pytest.mark.parametrize(
    ("above", "below", "holds", "words"),
    [
        (0.1, None, True, "The interval, 0.25 to 0.5, lies above the threshold, 0.1."),
        (None, 0.75, True, "The interval, 0.25 to 0.5, lies below the threshold, 0.75."),
        (0.1, 0.9, True, "The interval, 0.25 to 0.5, lies between the thresholds, 0.1 and 0.9."),
        (0.3, None, False, "The interval, 0.25 to 0.5, does not lie wholly "
         "above the threshold, 0.3."),
        (None, None, True, "The interval, 0.25 to 0.5."),
    ],
)  # fmt: skip
def test_it_says_in_words_what_it_shows(above, below, holds, words):
    assert in_words(0.25, 0.5, above, below, holds=holds) == words
    assert parts(0.3, 0.25, 0.5, above, below, holds=holds)["words"] == words
