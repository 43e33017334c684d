"""What all pictures on a page share, whoever draws them; nothing here imports matplotlib."""

from __future__ import annotations

import re

from rnnbook.arguments import text

__all__ = ["COLOURS", "FULL", "GAP", "GROUND", "WIDTH", "boxed", "follow_page", "stand_alone"]

# Blue, orange, green, pink and grey: text in them is easy to read on white paper, and lines stand
# out from a dark page too. A page with the book's style sheet has lighter ones in the dark.
COLOURS = ("#1f6fc0", "#bd4b00", "#0a7a53", "#a8438f", "#5f6c7b")
# Stands for the colour of the page itself, in JupyterLab that of a notebook.
GROUND = "#fefdfc"
_AS_VARIABLES = {colour: f"var(--c{i}, {colour})" for i, colour in enumerate(COLOURS, 1)}
_AS_VARIABLES[GROUND] = "var(--page, var(--jp-layout-color0, #fff))"
_COLOUR = re.compile("|".join(rf"{re.escape(colour)}\b" for colour in _AS_VARIABLES))
_VARIABLE = re.compile(r"var\(--[\w-]+, ?([^()]*)\)")
# In CSS pixels: how wide a drawing is, so that its text is read on a telephone too; how wide a
# row of drawings; and what lies between them.
WIDTH, FULL, GAP = 440, 688, 8


def follow_page(style: str) -> str:
    """Return a style, or a value in it, in which the colours of the book are those of the page.

    Examples
    --------
    >>> follow_page("stroke: #1f6fc0")
    'stroke: var(--c1, #1f6fc0)'
    """
    return _COLOUR.sub(lambda found: _AS_VARIABLES[found[0]], style)


def stand_alone(style: str) -> str:
    """Return a style, or a whole drawing, with colours in the place of variables.

    Not every e-reader knows variables.

    Examples
    --------
    >>> stand_alone("stroke: var(--c1, #1f6fc0); fill: var(--page, var(--mine, #fff))")
    'stroke: #1f6fc0; fill: #fff'
    """
    while _VARIABLE.search(style):
        style = _VARIABLE.sub(r"\1", style)
    return style


def boxed(*svgs: str, label: str = "") -> str:
    """Put drawings into boxes of their size, which keep their places before they are drawn.

    Parameters
    ----------
    *svgs : str
        SVG elements, each with a width and a height in CSS pixels.
    label : str
        What is seen, where the drawings do not say it themselves.

    Returns
    -------
    str
        For one drawing a ``div`` as wide as it, narrower where the page is, and of the same
        proportions. Several of them stand side by side, and below each other on a narrow page.

    Raises
    ------
    ValueError
        If a drawing does not say how large it is.

    Examples
    --------
    >>> boxed('<svg width="30" height="20" />')[:71]
    '<div class="rnnbook-picture" style="max-width:30px;aspect-ratio:30/20">'
    """
    boxes = [_box(svg, beside=len(svgs) > 1) for svg in svgs]
    if len(boxes) == 1:
        return boxes[0]
    named = f' role="img" aria-label="{_quoted(label)}"' if label else ""
    row = f"display:flex;flex-wrap:wrap;justify-content:center;gap:{GAP}px"
    return f'<div class="rnnbook-row"{named} style="{row}">{"".join(boxes)}</div>'


def _box(svg: str, *, beside: bool) -> str:
    size = re.match(r'<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"', text("svg", svg))
    if size is None:
        raise ValueError(f"svg must begin with its width and height, got {svg[:80]!r}")
    width, height = size.groups()
    style = f"max-width:{width}px;aspect-ratio:{width}/{height}"
    if beside:
        # A little narrower, before the next one goes below.
        style += f";flex:1 1 {0.85 * float(width):.0f}px"
    return f'<div class="rnnbook-picture" style="{style}">{svg}</div>'


def _quoted(words: str) -> str:
    for letter, written in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;")):
        words = words.replace(letter, written)
    return words
