"""From a figure to a picture on a page: SVG in the colours of the page, with words for it."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from rnnbook._page import boxed, follow_page
from rnnbook.arguments import instance, text
from rnnbook.plotting._labels import settle
from rnnbook.plotting._minify import minify_svg
from rnnbook.plotting._style import FOREGROUND, StyledFigure, description, styled

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
    svgs : tuple of str
        The drawings, one for each column of axes. Their ink is ``currentColor``, so that it is
        dark on light pages and light on dark ones, and their colours are variables, for which a
        page may have others in the dark.
    alt : str
        What is seen, in words.
    """

    svgs: tuple[str, ...]
    alt: str

    @property
    def svg(self) -> str:
        """The drawing, or all of them in a row."""
        return "".join(self.svgs)

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return boxed(*self.svgs, label="" if "<title" in self.svg else self.alt)


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
    figures = [figure, *figure.beside] if isinstance(figure, StyledFigure) else [figure]
    words = [description(one) for one in figures]
    if alt is not None:
        # One sentence for several drawings belongs to all of them: to the box around them.
        words = [text("alt", alt)] if len(figures) == 1 else [""] * len(figures)
    elif not all(words):
        raise ValueError("alt must say what the figure shows, got None and no described axes")
    drawn = (
        _for_page(_saved(one), said, i)
        for i, (one, said) in enumerate(zip(figures, words, strict=True))
    )
    return Picture(tuple(drawn), " ".join(words) if alt is None else alt)


def _saved(figure: Figure) -> str:
    buffer = io.StringIO()
    with styled():
        settle(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _for_page(source: str, alt: str, place: int) -> str:
    """Turn matplotlib's SVG file into an element for the middle of a page."""
    root = ET.fromstring(source)
    digest = hashlib.sha256(f"{source}{alt}{place or ''}".encode()).hexdigest()[:7]
    for tag in ("metadata", "style"):
        for parent in root.findall(f".//{{{SVG}}}{tag}/.."):
            for child in parent.findall(f"{{{SVG}}}{tag}"):
                parent.remove(child)
    _localise_ids(root, digest)
    _use_page_font_and_colours(root)
    _scale_to_page(root)
    minify_svg(root)
    _name(root, digest, alt)
    # What matplotlib says in a style sheet, which would leak into the page.
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    return ET.tostring(root, encoding="unicode").replace(FOREGROUND, "currentColor")


def _name(root: ET.Element, digest: str, alt: str) -> None:
    """Give a drawing its words, or none where the row in which it stands has them."""
    if not alt:
        root.set("aria-hidden", "true")
        return
    title = ET.Element(f"{{{SVG}}}title", id=f"{digest}-title")
    title.text = alt
    root.insert(0, title)
    root.set("role", "img")
    root.set("aria-labelledby", f"{digest}-title")


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


def _use_page_font_and_colours(root: ET.Element) -> None:
    """Let the page choose: its font is narrower than the one text was measured in, so it fits."""
    for element in root.iter():
        style = element.get("style")
        if style and element.tag in (f"{{{SVG}}}text", f"{{{SVG}}}tspan"):
            style = re.sub(r"font-family:[^;]*;\s*", "", style)
        if style:
            element.set("style", follow_page(style))


def _scale_to_page(root: ET.Element) -> None:
    """Give the size in CSS pixels, and let a narrow page shrink it."""
    for side in ("width", "height"):
        points = float(root.get(side, "0pt").removesuffix("pt"))
        root.set(side, f"{points * 96 / 72:.0f}")
