"""Panels of an interactive figure: axes and marks as SVG, which a script can move afterwards.

What a script needs to know stands on the elements themselves: a panel's scales in ``data-x`` and
``data-y``, a mark's kind and name in ``data-mark`` and ``data-name``. ``book/explorables/core.js``
reads them there and moves the marks by the same rules, so that the first picture is drawn once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, get_args
from xml.etree import ElementTree as ET

import numpy as np

from rnnbook._page import COLOURS, WIDTH, follow_page
from rnnbook.arguments import finite_array, flag, instance, integer, number, one_of, text

__all__ = ["Mark", "Panel", "draw_panels", "rounded"]

Kind = Literal["bars", "dots", "hbars", "line", "numbers"]
Drag = Literal["", "x", "y"]
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DASHES = ("", "6 4", "1 4")

# In CSS pixels.
LEFT, RIGHT = 48.0, 428.0
TITLE, GAP, FONT, TICK = 25.0, 15.0, 15, 15


@dataclass(frozen=True)
class Mark:
    """One series of values and how it is drawn.

    Attributes
    ----------
    kind : {'bars', 'dots', 'hbars', 'line', 'numbers'}
        Upright bars, dots, bars that lie, a line, or the values as text. A dot that lies outside
        the axes is drawn hollow, at their edge.
    name : str
        The name under which the script of the figure computes the series.
    y : array of shape (n,)
        The values that the figure shows first. Lying bars have their lengths here.
    x : array of shape (n,), optional
        Where they stand; 1, 2, 3 and so on if left out.
    colour : int
        Which of the book's colours, from 0 to 4.
    dash : int
        Which kind of line, from 0 (drawn through) to 2 (dotted).
    label : str
        What the description of the picture calls it; its name if empty.
    """

    kind: Kind
    name: str
    y: Any
    x: Any = None
    colour: int = 0
    dash: int = 0
    label: str = ""

    def __post_init__(self) -> None:
        one_of("kind", self.kind, get_args(Kind))
        text("name", self.name)
        integer("colour", self.colour, minimum=0, maximum=len(COLOURS) - 1)
        integer("dash", self.dash, minimum=0, maximum=len(DASHES) - 1)
        instance("label", self.label, str, "a string")
        y = finite_array("y", self.y, ndim=1)
        x = np.arange(1.0, len(y) + 1) if self.x is None else finite_array("x", self.x, ndim=1)
        if len(x) != len(y):
            raise ValueError(f"x must have a place for each of {len(y)} values, got {len(x)}")
        object.__setattr__(self, "y", y)
        object.__setattr__(self, "x", x)


@dataclass(frozen=True)
class Panel:
    """One pair of axes, with what is drawn in it.

    Attributes
    ----------
    label : str
        What stands above the panel, on the left.
    marks : sequence of Mark
        What is drawn, the last one on top.
    x, y : tuple of two floats
        The limits of the axes.
    height : float
        The height of the axes in CSS pixels.
    x_ticks, y_ticks : mapping from float to str
        Places on the axes and what stands there.
    x_label : str
        What the horizontal axis measures; nothing if empty.
    log : bool
        Whether the vertical axis is logarithmic. Values outside are drawn at its ends.
    base : float
        Where bars start.
    note : str
        The first text above the panel, on the right; the script replaces it.
    drag : {'', 'x', 'y'}
        Along which axis a mark can be dragged; none if empty.
    """

    label: str
    marks: Sequence[Mark]
    x: tuple[float, float]
    y: tuple[float, float]
    height: float = 60.0
    x_ticks: Mapping[float, str] = field(default_factory=dict)
    y_ticks: Mapping[float, str] = field(default_factory=dict)
    x_label: str = ""
    log: bool = False
    base: float = 0.0
    note: str = ""
    drag: Drag = ""

    def __post_init__(self) -> None:
        text("label", self.label)
        for mark in instance("marks", self.marks, Sequence, "a sequence of Mark"):
            instance("every one of marks", mark, Mark, "a Mark")
        if not self.marks:
            raise ValueError("marks must hold at least one Mark, got none")
        number("height", self.height, above=0)
        flag("log", self.log)
        number("base", self.base)
        one_of("drag", self.drag, get_args(Drag))
        for name in ("x", "y"):
            limits = finite_array(name, getattr(self, name), ndim=1)
            if len(limits) != 2 or not limits[0] < limits[1]:
                raise ValueError(f"{name} must be two rising limits, got {getattr(self, name)!r}")
        if self.log and self.y[0] <= 0:
            raise ValueError(f"y must be above 0 for a logarithmic axis, got {self.y!r}")
        for name in ("x_ticks", "y_ticks"):
            ticks = instance(name, getattr(self, name), Mapping, "a mapping from places to words")
            for place, words in ticks.items():
                number(f"every place of {name}", place)
                text(f"every word of {name}", words)
        for name in ("x_label", "note"):
            instance(name, getattr(self, name), str, "a string")

    def across(self, x: float) -> float:
        """Return the horizontal place of ``x`` on the drawing."""
        low, high = self.x
        share = (min(max(x, low), high) - low) / (high - low)
        return LEFT + share * (RIGHT - LEFT)

    def up(self, y: float, top: float) -> float:
        """Return the vertical place of ``y``, with the upper end of the axes at ``top``."""
        low, high = self.y
        y = min(max(y, low), high)
        share = (y - low) / (high - low)
        if self.log:
            share = math.log(y / low) / math.log(high / low)
        return top + self.height * (1 - share)

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies within the axes."""
        return self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]

    def describe(self) -> str:
        """Return what is seen, in words made from the values."""
        drawn = {mark.name: mark for mark in self.marks if mark.kind != "numbers"}
        note = f" ({self.note})" if self.note else ""
        words = "; ".join(_words(mark, named=len(drawn) > 1) for mark in drawn.values())
        return f"{self.label}{note}: {words}." if words else f"{self.label}{note}."


def draw_panels(panels: Sequence[Panel]) -> ET.Element:
    """Return an SVG element with the panels one below the other."""
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    top = 0.0
    for panel in panels:
        group = ET.SubElement(root, "g", {"data-panel": ""})
        top += TITLE
        _axes(group, panel, top)
        for mark in panel.marks:
            _mark(group, panel, mark, top)
        if panel.drag:
            area = {"class": "rnnbook-drag", "data-drag": panel.drag, "fill": "transparent"}
            box = _box(LEFT - 8, top - 8, RIGHT + 8, top + panel.height + 8)
            ET.SubElement(group, "rect", area | box)
        top += panel.height + GAP + (TICK + 3 if panel.x_ticks else 0)
        top += FONT + 4 if panel.x_label else 0
    root.set("width", f"{WIDTH:g}")
    root.set("height", f"{top:g}")
    root.set("viewBox", f"0 0 {WIDTH:g} {top:g}")
    root.set("font-size", str(FONT))
    root.set("fill", "currentColor")
    return root


def _axes(group: ET.Element, panel: Panel, top: float) -> None:
    bottom = top + panel.height
    group.set("data-x", f"{panel.x[0]!r} {panel.x[1]!r} {LEFT:g} {RIGHT:g}")
    group.set("data-y", f"{panel.y[0]!r} {panel.y[1]!r} {bottom:g} {top:g}")
    group.set("data-base", f"{panel.base!r}")
    if panel.log:
        group.set("data-log", "")
    _text(group, 2, top - 10, panel.label, weight="600")
    note = _text(group, RIGHT, top - 10, panel.note, anchor="end")
    note.set("data-note", "")
    for place, words in panel.y_ticks.items():
        y = panel.up(place, top)
        _line(group, LEFT, y, RIGHT, y, opacity="0.25")
        _text(group, LEFT - 6, y + 4.5, words, anchor="end", size=TICK)
    for place, words in panel.x_ticks.items():
        x = panel.across(place)
        _line(group, x, bottom, x, bottom + 4)
        _text(group, x, bottom + TICK + 4, words, anchor="middle", size=TICK)
    _line(group, LEFT, top, LEFT, bottom)
    if any(mark.kind == "hbars" for mark in panel.marks):
        middle = panel.across(panel.base)
        _line(group, middle, top - 2, middle, bottom + 2)
    if panel.x_ticks:
        _line(group, LEFT, bottom, RIGHT, bottom)
    if panel.x_label:
        low = bottom + FONT + (TICK + 4 if panel.x_ticks else 2)
        _text(group, (LEFT + RIGHT) / 2, low, panel.x_label, anchor="middle")


def _mark(group: ET.Element, panel: Panel, mark: Mark, top: float) -> None:
    made = ET.SubElement(group, "g", {"data-mark": mark.kind, "data-name": mark.name})
    colour = follow_page(COLOURS[mark.colour])
    if mark.kind == "line":
        made.set("fill", "none")
        made.set("stroke", colour)
        made.set("stroke-width", "2")
        made.set("stroke-linejoin", "round")
        if DASHES[mark.dash]:
            made.set("stroke-dasharray", DASHES[mark.dash])
        # A line stops where it leaves the axes; on a logarithmic axis it runs along their end.
        places = [
            f"{panel.across(x):.2f} {panel.up(y, top):.2f}"
            for x, y in zip(mark.x, mark.y, strict=True)
            if panel.log or panel.y[0] <= y <= panel.y[1]
        ]
        ET.SubElement(made, "path", d="M" + "L".join(places) if places else "")
        return
    if mark.kind == "numbers":
        made.set("text-anchor", "middle")
        made.set("font-size", str(TICK))
    else:
        made.set("fill", colour)
    base = panel.up(panel.base, top)
    width = 0.6 * (RIGHT - LEFT) / (panel.x[1] - panel.x[0])
    for x, y in zip(mark.x, mark.y, strict=True):
        across, up = panel.across(x), panel.up(y, top)
        if mark.kind == "dots":
            dot = ET.SubElement(made, "circle", cx=f"{across:.2f}", cy=f"{up:.2f}", r="5")
            if not panel.holds(x, y):
                # Hollow: it stands at the edge, and its place is farther out.
                dot.set("fill", "none")
                dot.set("stroke", colour)
        elif mark.kind == "bars":
            low, high = sorted((base, up))
            ET.SubElement(made, "rect", _box(across - width / 2, low, across + width / 2, high))
        elif mark.kind == "hbars":
            low, high = sorted((panel.across(panel.base), panel.across(y)))
            ET.SubElement(made, "rect", _box(low, top, high, top + panel.height))
        else:
            below = y < panel.base
            each = ET.SubElement(
                made, "text", x=f"{across:.2f}", y=f"{up + (15 if below else -7):.2f}"
            )
            each.text = rounded(y)


def rounded(value: float) -> str:
    """Return a number for people to read: two decimals, more near 1, powers of ten far from it.

    The scripts of interactive figures write numbers by the same rule.

    Parameters
    ----------
    value : float
        The number.

    Returns
    -------
    str
        The number with a real minus sign, for people to read.

    Raises
    ------
    TypeError, ValueError
        If it is no finite number.

    Examples
    --------
    >>> rounded(-0.25), rounded(6.125), rounded(0.9981), rounded(0.00012)
    ('−0.25', '6.13', '0.998', '1.2 × 10⁻⁴')
    """
    value = number("value", value)
    if value != 0 and not 0.005 <= abs(value) < 1e4:
        size = Decimal(value).adjusted()
        digits, _, more = f"{_half_up(Decimal(value).scaleb(-size), 1):.1e}".partition("e")
        exponent = str(size + int(more)).translate(RAISED)
        return f"{digits} × 10{exponent}".replace("-", "−")
    for decimals in (2, 3, 4):
        shown = float(_half_up(Decimal(value), decimals))
        if shown == value or shown not in (-1, 0, 1):
            break
    return f"{shown + 0.0:.{decimals}f}".rstrip("0").rstrip(".").replace("-", "−")


def _half_up(value: Decimal, decimals: int) -> Decimal:
    """Round as the scripts' toFixed and toExponential do: half goes away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _words(mark: Mark, named: bool) -> str:
    start = f"{mark.label or mark.name}, " if named else ""
    if len(mark.y) <= 20:
        return start + ", ".join(map(rounded, mark.y))
    return (
        f"{start}{len(mark.y)} points from {rounded(mark.y[0])} to {rounded(mark.y[-1])}, "
        f"between {rounded(mark.y.min())} and {rounded(mark.y.max())}"
    )


def _box(left: float, top: float, right: float, bottom: float) -> dict[str, str]:
    return {
        "x": f"{left:.2f}",
        "y": f"{top:.2f}",
        "width": f"{right - left:.2f}",
        "height": f"{bottom - top:.2f}",
    }


def _line(group: ET.Element, x1: float, y1: float, x2: float, y2: float, opacity: str = "") -> None:
    places = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    line = ET.SubElement(group, "line", {name: f"{place:.2f}" for name, place in places.items()})
    line.set("stroke", "currentColor")
    line.set("stroke-width", "0.8")
    if opacity:
        line.set("stroke-opacity", opacity)


def _text(
    group: ET.Element,
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = FONT,
    weight: str = "",
) -> ET.Element:
    element = ET.SubElement(group, "text", x=f"{x:.2f}", y=f"{y:.2f}")
    element.text = words
    if anchor != "start":
        element.set("text-anchor", anchor)
    if size != FONT:
        element.set("font-size", str(size))
    if weight:
        element.set("font-weight", weight)
    return element
