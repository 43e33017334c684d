"""From a figure to a picture on a page: SVG in the colours of the page, with words for it."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from rnnbook._page import boxed
from rnnbook.arguments import instance, text
from rnnbook.plotting._minify import minify_svg
from rnnbook.plotting._style import FOREGROUND, description, styled

__all__ = ["Picture", "picture"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)


@dataclass(frozen=True)
class Picture:
    """A drawn figure.

    Attributes
    ----------
    svg : str
        The drawing. Its ink is ``currentColor``, so that it is dark on light pages and light on
        dark ones.
    alt : str
        What is seen, in words.
    """

    svg: str
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return boxed(self.svg)


def picture(figure: Figure, alt: str | None = None) -> Picture:
    """Draw a figure as SVG that follows the page's colours and carries its own alt text.

    Write the call as the last line of a cell. The same figure always gives the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Made with ``new_figure``.
    alt : str, optional
        What is seen, in words. If left out, the sentences that the plotting functions put down
        with ``describe``.

    Returns
    -------
    Picture
        What the page shows.

    Raises
    ------
    TypeError, ValueError
        If there are no words for the figure.

    Examples
    --------
    >>> from rnnbook.plotting import new_figure
    >>> figure, axes = new_figure()
    >>> picture(figure, alt="A pair of empty axes.")
    A pair of empty axes.
    """
    instance("figure", figure, Figure, "a matplotlib Figure")
    words = description(figure) if alt is None else text("alt", alt)
    if not words:
        raise ValueError("alt must say what the figure shows, got None and no described axes")
    buffer = io.StringIO()
    with styled():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return Picture(_for_page(buffer.getvalue(), words), words)


def _for_page(source: str, alt: str) -> str:
    """Turn matplotlib's SVG file into an element for the middle of a page."""
    root = ET.fromstring(source)
    digest = hashlib.sha256(f"{source}{alt}".encode()).hexdigest()[:7]
    for tag in ("metadata", "style"):
        for parent in root.findall(f".//{{{SVG}}}{tag}/.."):
            for child in parent.findall(f"{{{SVG}}}{tag}"):
                parent.remove(child)
    _localise_ids(root, digest)
    _use_page_font(root)
    _scale_to_page(root)
    minify_svg(root)
    title = ET.Element(f"{{{SVG}}}title", id=f"{digest}-title")
    title.text = alt
    root.insert(0, title)
    root.set("role", "img")
    root.set("aria-labelledby", f"{digest}-title")
    # What matplotlib says in a style sheet, which would leak into the page.
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    return ET.tostring(root, encoding="unicode").replace(FOREGROUND, "currentColor")


def _localise_ids(root: ET.Element, digest: str) -> None:
    """Keep only the ids that are referred to, and make them unique on a page."""
    href = f"{{{XLINK}}}href"
    used = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            used |= set(re.findall(r"url\(#([^)]+)\)", value))
            if name == href and value.startswith("#"):
                used.add(value.removeprefix("#"))
    short = {name: f"{digest}-{number}" for number, name in enumerate(sorted(used))}
    for element in root.iter():
        name = element.attrib.pop("id", "")
        if name in used:
            element.set("id", short[name])
        for key, value in element.attrib.items():
            if key == href:
                if value.startswith("#"):  # and not the data of an image
                    element.set(key, f"#{short[value.removeprefix('#')]}")
            elif "url(#" in value:
                element.set(key, re.sub(r"#([^)]+)", lambda m: f"#{short[m[1]]}", value))


def _use_page_font(root: ET.Element) -> None:
    """Let text take the page's font: narrower than the one it was measured in, so it fits."""
    for element in root.iter():
        style = element.get("style")
        if style and element.tag in (f"{{{SVG}}}text", f"{{{SVG}}}tspan"):
            element.set("style", re.sub(r"font-family:[^;]*;\s*", "", style))


def _scale_to_page(root: ET.Element) -> None:
    """Give the size in CSS pixels, and let a narrow page shrink it."""
    for side in ("width", "height"):
        points = float(root.get(side, "0pt").removesuffix("pt"))
        root.set(side, f"{points * 96 / 72:.0f}")
