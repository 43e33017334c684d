"""Interactive figures: a still picture, the controls that change it, and the numbers they need.

Python draws the first picture and hands over the numbers. What follows a control is computed in
the reader's browser by a script of ``book/explorables/``, which the book's pages bring along. In
a notebook, and without JavaScript, the still picture stands alone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from rnnbook._page import boxed
from rnnbook.arguments import finite_array, instance, number, text
from rnnbook.explorables._panels import Panel, draw_panels

__all__ = ["Button", "Choice", "Explorable", "Slider", "explorable"]


@dataclass(frozen=True)
class Slider:
    """A number that the reader sets.

    Attributes
    ----------
    name : str
        The script knows the setting by this name.
    label : str
        What stands beside it.
    low, high, step : float
        The ends of the slider, and by how much a key moves it.
    value : float
        Where it stands first.
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    value: float

    def __post_init__(self) -> None:
        _name("name", self.name)
        text("label", self.label)
        low, high = number("low", self.low), number("high", self.high)
        number("step", self.step, above=0)
        if not low < high:
            raise ValueError(f"high must be above low, {low:g}, got {high:g}")
        number("value", self.value, minimum=low, maximum=high)

    def html(self, prefix: str) -> str:
        """Return the control as markup, its id starting with ``prefix``."""
        place = f'id="{prefix}-{self.name}" name="{self.name}"'
        numbers = f'min="{self.low:g}" max="{self.high:g}" step="{self.step:g}"'
        return (
            f'<div><label for="{prefix}-{self.name}">{escape(self.label)}</label>'
            f'<input type="range" {place} {numbers} value="{self.value:g}" autocomplete="off">'
            f'<output for="{prefix}-{self.name}">{self.value:g}</output></div>'
        )


@dataclass(frozen=True)
class Choice:
    """One of several words, set by the reader.

    Attributes
    ----------
    name : str
        The script knows the setting by this name.
    label : str
        What stands beside it.
    options : mapping from str to str
        What the script gets, and what the reader sees; the first is chosen at first.
    """

    name: str
    label: str
    options: Mapping[str, str]

    def __post_init__(self) -> None:
        _name("name", self.name)
        text("label", self.label)
        if not instance("options", self.options, Mapping, "a mapping from words to words"):
            raise ValueError("options must not be empty, got none")
        for value, words in self.options.items():
            text("every value of options", value)
            text("every word of options", words)

    def html(self, prefix: str) -> str:
        """Return the control as markup, its id starting with ``prefix``."""
        options = "".join(
            f'<option value="{escape(value)}">{escape(words)}</option>'
            for value, words in self.options.items()
        )
        place = f'id="{prefix}-{self.name}" name="{self.name}"'
        return (
            f'<div><label for="{prefix}-{self.name}">{escape(self.label)}</label>'
            f'<select {place} autocomplete="off">{options}</select></div>'
        )


@dataclass(frozen=True)
class Button:
    """Something the reader does.

    Attributes
    ----------
    name : str
        The script knows what to do by this name.
    label : str
        What stands on it.
    """

    name: str
    label: str

    def __post_init__(self) -> None:
        _name("name", self.name)
        text("label", self.label)

    def html(self, prefix: str) -> str:
        """Return the control as markup; a button needs no id."""
        return f'<button type="button" name="{self.name}">{escape(self.label)}</button>'


@dataclass(frozen=True)
class Explorable:
    """An interactive figure.

    Attributes
    ----------
    html : str
        The still picture, the controls (hidden where no script is) and the numbers.
    alt : str
        What the still picture shows, in words.
    """

    html: str
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return self.html


def explorable(
    name: str,
    panels: Sequence[Panel],
    controls: Sequence[Slider | Choice | Button],
    data: Mapping[str, Any],
    alt: str | None = None,
) -> Explorable:
    """Return a figure that the reader can change: the first picture, the controls, the numbers.

    Write the call as the last line of a cell. The same arguments always give the same bytes.

    Parameters
    ----------
    name : str
        Which script of ``book/explorables/`` computes it, such as ``'order'``.
    panels : sequence of Panel
        What is seen first, one below the other.
    controls : sequence of Slider, Choice or Button
        What the reader can change.
    data : mapping from str to array
        The numbers that the script computes with, such as the weights of a network. They arrive
        in the browser exactly as they are here.
    alt : str, optional
        What the first picture shows. Made from the panels if left out.

    Returns
    -------
    Explorable
        What the page shows.

    Examples
    --------
    >>> from rnnbook.explorables import Mark, Panel
    >>> row = Panel("inputs", [Mark("bars", "x", [1.0, 2.5])], x=(0.5, 2.5), y=(0, 3))
    >>> explorable("hidden-state", [row], [Slider("x1", "first", 0, 3, 0.1, 1)], {"w": [0.5]})
    inputs: 1, 2.5.
    """
    _name("name", name)
    panels = _all("panels", panels, (Panel,), "Panel")
    controls = _all("controls", controls, (Slider, Choice, Button), "Slider, Choice or Button")
    names = [control.name for control in controls]
    if len(set(names)) < len(names):
        raise ValueError(f"controls must all have names of their own, got {names}")
    numbers = {
        text("every name of data", key): _exactly(f"data[{key!r}]", value)
        for key, value in instance("data", data, Mapping, "a mapping from names to arrays").items()
    }
    given = " ".join(p.describe() for p in panels) if alt is None else text("alt", alt)
    root = draw_panels(panels)
    # No tag can open inside the numbers, whatever they hold.
    record = json.dumps(numbers, separators=(",", ":")).replace("<", "\\u003c")
    source = ET.tostring(root, encoding="unicode") + record + given + name
    prefix = "explore-" + hashlib.sha256(source.encode()).hexdigest()[:8]
    title = ET.Element("title", id=f"{prefix}-title")
    title.text = given
    root.insert(0, title)
    root.set("aria-labelledby", f"{prefix}-title")
    return Explorable(_markup(name, prefix, root, controls, record), given)


def _markup(name: str, prefix: str, root: ET.Element, controls: Sequence[Any], record: str) -> str:
    dragged = root.find(".//*[@data-drag]") is not None
    live = "Drag the bars, or use the controls." if dragged else "Use the controls."
    settings = "".join(c.html(prefix) for c in controls if not isinstance(c, Button))
    buttons = "".join(c.html(prefix) for c in controls if isinstance(c, Button))
    row = f'<div class="rnnbook-buttons">{buttons}</div>' if buttons else ""
    return (
        f'<div class="rnnbook-explorable" data-explorable="{name}">'
        f"{boxed(ET.tostring(root, encoding='unicode'))}"
        f'<div class="rnnbook-controls" role="group" aria-label="Settings of this figure" hidden>'
        f'<p class="rnnbook-live">{live}</p>{settings}{row}'
        # What is seen changes with the picture, what is heard when a slider rests.
        '<p class="rnnbook-said" aria-hidden="true"></p>'
        '<p class="rnnbook-heard" role="status"></p></div>'
        "<noscript><p>This is the first of many pictures. With JavaScript you can change its "
        "settings.</p></noscript>"
        f'<script type="application/json">{record}</script></div>'
    )


def _name(argument: str, value: Any) -> str:
    """Return ``value`` if it can be part of a file's name and of an id."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", text(argument, value)):
        raise ValueError(f"{argument} must be small letters, digits and hyphens, got {value!r}")
    return value


def _all(name: str, values: Any, kinds: tuple[type, ...], what: str) -> list[Any]:
    items = list(instance(name, values, Sequence, f"a sequence of {what}"))
    if not items:
        raise ValueError(f"{name} must hold at least one {what}, got none")
    for item in items:
        if not isinstance(item, kinds):
            raise TypeError(f"every one of {name} must be a {what}, got {item!r}")
    return items


def _exactly(name: str, value: Any) -> Any:
    """Return numbers that JSON keeps; those of 32 bits by their short names, with a mark.

    A float32 has up to 17 digits as a float64, and at most 9 of its own. The script that reads
    them rounds to 32 bits, and has the very same numbers.
    """
    array = finite_array(name, value, ndim=(0, 1, 2))
    with np.errstate(over="ignore"):
        single = array.astype(np.float32)
    if not (single == array).all():
        return array.tolist()
    short = np.array([float(str(one)) for one in single.ravel()]).reshape(array.shape)
    if not (short.astype(np.float32) == single).all():
        return array.tolist()
    if (short == array).all():  # 0.5 is 0.5 in any size
        return _whole(short.tolist())
    return {"float32": _whole(short.tolist())}


def _whole(value: Any) -> Any:
    """Return 1.0 as 1, which JSON reads as the same number."""
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if value == int(value) and abs(value) < 2**53 else value
