"""Interactive figures, as Python makes them: the picture, the controls, the numbers."""

import json
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup

from rnnbook.explorables import (
    Button,
    Choice,
    Mark,
    Panel,
    Slider,
    explorable,
    rounded,
)


def panels():
    marks = [Mark("bars", "x", [1.0, -2.5, 0.998]), Mark("numbers", "x-shown", [1.0, -2.5, 0.998])]
    curve = Mark("line", "norms", [1.0, 1e-12, 1e-40], dash=1)
    return [
        Panel("inputs", marks, x=(0.4, 3.6), y=(-3, 3), y_ticks={0: "0"}, drag="y"),
        Panel("length", [curve, Mark("dots", "norms", [1.0, 1e-12, 1e-40])], x=(1, 3),
              y=(1e-20, 1), log=True, x_ticks={1: "1", 3: "3"}, x_label="step t"),
        Panel("verdict", [Mark("hbars", "p", [0.25])], x=(0, 1), y=(0, 1), base=0.5, note="no"),
    ]  # fmt: skip


CONTROLS = [
    Slider("x1", "first <input>", -3, 3, 0.1, 1),
    Choice("start", "start", {"default": "default", "orthogonal": "a turn"}),
    Button("reverse", "Turn round"),
]


def made(data=None, **changes):
    arguments = {"name": "order", "panels": panels(), "controls": CONTROLS}
    return explorable(**arguments | {"data": data or {"w": [0.5]}} | changes)


def soup(**changes):
    return BeautifulSoup(made(**changes)._repr_html_(), "html.parser")


def test_it_is_an_image_with_a_title_made_from_the_values():
    page = soup()
    svg = page.select_one(".rnnbook-picture svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == svg.title["id"]
    assert svg.title.string == repr(made())
    assert svg.title.string == (
        "inputs: 1, −2.5, 0.998. length: 1, 1.0 × 10⁻¹², 1.0 × 10⁻⁴⁰. verdict (no): 0.25."
    )


def test_words_of_ones_own_replace_the_description():
    assert repr(made(alt="My words.")) == "My words."
    assert soup(alt="My words.").svg.title.string == "My words."


def test_the_picture_has_the_colour_of_the_page_and_nothing_foreign():
    html = made().html
    assert 'fill="currentColor"' in html
    assert "<style" not in html
    assert "style=" not in re.sub(r'style="max-width:\d+px;aspect-ratio:[\d./]+"', "", html)
    assert not re.search(r"\son\w+=", html), "an inline handler"
    scripts = soup().find_all("script")
    assert [script["type"] for script in scripts] == ["application/json"]
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_marks_stand_where_their_values_are():
    svg = ET.fromstring(re.search(r"<svg.*</svg>", made().html).group())
    ns = "{http://www.w3.org/2000/svg}"
    inputs, length, verdict = svg.findall(f"{ns}g")
    low, high, bottom, top = map(float, inputs.get("data-y").split())
    bars = inputs.find(f"{ns}g[@data-mark='bars']")
    zero = bottom + (0 - low) / (high - low) * (top - bottom)
    first, second, _ = bars
    assert float(first.get("y")) + float(first.get("height")) == pytest.approx(zero, abs=0.02)
    assert float(second.get("y")) == pytest.approx(zero, abs=0.02)
    assert float(second.get("height")) == pytest.approx(2.5 / 6 * (bottom - top), abs=0.02)
    _, _, bottom, top = map(float, length.get("data-y").split())
    dots = length.find(f"{ns}g[@data-mark='dots']")
    assert [dot.get("fill") for dot in dots] == [None, None, "none"], "the last lies outside"
    assert dots[2].get("stroke") == dots.get("fill")
    heights = [float(dot.get("cy")) for dot in length.find(f"{ns}g[@data-mark='dots']")]
    # 1e-12 is 12 of 20 decades down, and what lies below the axis stands on its end.
    assert heights == pytest.approx([top, top + 0.6 * (bottom - top), bottom], abs=0.02)
    _, _, left, right = map(float, verdict.get("data-x").split())
    (bar,) = verdict.find(f"{ns}g[@data-mark='hbars']")
    assert float(bar.get("x")) == pytest.approx(left + 0.25 * (right - left), abs=0.02)
    assert float(bar.get("width")) == pytest.approx(0.25 * (right - left), abs=0.02)


def test_a_line_stops_where_it_leaves_the_axes():
    panel = Panel("curve", [Mark("line", "c", [0.0, 0.5, 2.0])], x=(1, 3), y=(0, 1))
    path = BeautifulSoup(made(panels=[panel]).html, "html.parser").select_one("path")["d"]
    assert path.count("L") == 1
    gone = Panel("curve", [Mark("line", "c", [5.0, 6.0])], x=(1, 3), y=(0, 1))
    assert BeautifulSoup(made(panels=[gone]).html, "html.parser").select_one("path")["d"] == ""


def test_every_control_has_a_label_and_the_group_is_hidden_without_a_script():
    page = soup()
    group = page.select_one(".rnnbook-controls")
    assert group.has_attr("hidden")
    assert group["aria-label"]
    for control in group.select("input, select"):
        assert group.select_one(f"label[for='{control['id']}']").get_text(strip=True)
    assert group.select_one("label").string == "first <input>"
    slider = group.select_one("input")
    assert [slider[key] for key in ("min", "max", "step", "value")] == ["-3", "3", "0.1", "1"]
    assert group.select_one("button")["type"] == "button"
    assert group.select_one("[role=status]").get_text() == ""
    assert "JavaScript" in page.noscript.get_text()


def test_numbers_arrive_exactly():
    single = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
    data = {"single": single, "double": np.random.default_rng(0).normal(size=7), "whole": [2, 0.5],
            "tiny": torch.tensor([1e-45, 3.4e38]), "huge": [1e300], "one": 3.0}  # fmt: skip
    numbers = json.loads(soup(data=data).script.string)
    assert set(numbers) == set(data)
    assert numbers["whole"] == [2, 0.5]
    assert numbers["one"] == 3
    assert numbers["huge"] == [1e300]
    assert numbers["double"] == data["double"].tolist()
    for name in ("single", "tiny"):
        assert np.array_equal(np.float32(numbers[name]["float32"]), data[name].numpy())
    assert max(len(str(one)) for one in np.ravel(numbers["single"]["float32"])) <= 15


def test_no_tag_can_open_inside_the_numbers():
    html = made(data={"</script><b>": [1.0]}).html
    assert "</script><b>" not in html
    assert json.loads(BeautifulSoup(html, "html.parser").script.string) == {"</script><b>": [1]}


def test_the_same_arguments_give_the_same_bytes_and_others_give_other_ids():
    assert made().html == made().html
    other = {"w": [0.25]}
    ids = [{e["id"] for e in soup(data=data).select("[id]")} for data in (None, other)]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1, "1"), (-0.0, "0"), (0.125, "0.13"), (-6.125, "−6.13"), (-0.25, "−0.25"),
     (0.998, "0.998"), (0.99999, "1"), (-0.9951, "−0.995"), (12.346, "12.35"), (9999, "9999"),
     (12500.0, "1.3 × 10⁴"), (-0.00012, "−1.2 × 10⁻⁴"), (1e-100, "1.0 × 10⁻¹⁰⁰"),
     (100.0, "100")],
)  # fmt: skip
def test_numbers_for_people(value, shown):
    assert rounded(value) == shown


GOOD = {"label": "a", "marks": [Mark("bars", "x", [1.0])], "x": (0, 1), "y": (0, 1)}


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: Mark("pie", "x", [1.0]), "kind"),
        (lambda: Mark("bars", "", [1.0]), "name"),
        (lambda: Mark("bars", "x", [[1.0]]), "y"),
        (lambda: Mark("bars", "x", [1.0, np.nan]), "y"),
        (lambda: Mark("bars", "x", [1.0], x=[1.0, 2.0]), "x"),
        (lambda: Mark("bars", "x", [1.0], colour=5), "colour"),
        (lambda: Mark("line", "x", [1.0], dash=3), "dash"),
        (lambda: Mark("line", "x", [1.0], label=None), "label"),
        (lambda: Panel(**GOOD | {"label": " "}), "label"),
        (lambda: Panel(**GOOD | {"marks": []}), "marks"),
        (lambda: Panel(**GOOD | {"marks": ["bars"]}), "marks"),
        (lambda: Panel(**GOOD | {"x": (1, 0)}), "x"),
        (lambda: Panel(**GOOD | {"y": (0, 1, 2)}), "y"),
        (lambda: Panel(**GOOD | {"y": (0, 1), "log": True}), "y"),
        (lambda: Panel(**GOOD | {"height": 0}), "height"),
        (lambda: Panel(**GOOD | {"x_ticks": [1]}), "x_ticks"),
        (lambda: Panel(**GOOD | {"y_ticks": {"1": "1"}}), "y_ticks"),
        (lambda: Panel(**GOOD | {"y_ticks": {1: 1}}), "y_ticks"),
        (lambda: Panel(**GOOD | {"base": None}), "base"),
        (lambda: Panel(**GOOD | {"note": 3}), "note"),
        (lambda: Panel(**GOOD | {"drag": "z"}), "drag"),
        (lambda: Slider("X 1", "first", 0, 1, 0.1, 0), "name"),
        (lambda: Slider("x", "", 0, 1, 0.1, 0), "label"),
        (lambda: Slider("x", "first", 1, 0, 0.1, 0), "high"),
        (lambda: Slider("x", "first", 0, 1, 0, 0), "step"),
        (lambda: Slider("x", "first", 0, 1, 0.1, 2), "value"),
        (lambda: Choice("x", "first", {}), "options"),
        (lambda: Choice("x", "first", ["a"]), "options"),
        (lambda: Choice("x", "first", {"a": 3}), "options"),
        (lambda: Button("x", None), "label"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, argument):
    with pytest.raises((TypeError, ValueError), match=rf"\b{argument}\b.*got"):
        make()


def test_they_need_no_matplotlib():
    code = "import rnnbook.explorables, sys; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
