"""What all pictures on a page share, whoever draws them; nothing here imports matplotlib."""

from __future__ import annotations

import re

from rnnbook.arguments import text

__all__ = ["COLOURS", "boxed"]

# Each stands out from white paper and from a dark page by a contrast of at least 3 to 1, and no
# curve is told from another by its colour alone: line style and marker differ too.
COLOURS = ("#2f7fd1", "#d45500", "#0c8f62", "#b5529c", "#6f7d8c")


def boxed(svg: str) -> str:
    """Put a drawing into a box of its size, which keeps its place before it is drawn.

    Parameters
    ----------
    svg : str
        An SVG element with a width and a height in CSS pixels.

    Returns
    -------
    str
        A ``div`` as wide as the drawing, narrower where the page is, and of the same proportions.

    Raises
    ------
    ValueError
        If the drawing does not say how large it is.

    Examples
    --------
    >>> boxed('<svg width="30" height="20" />')[:71]
    '<div class="rnnbook-picture" style="max-width:30px;aspect-ratio:30/20">'
    """
    size = re.match(r'<svg [^>]*?\bwidth="([\d.]+)" height="([\d.]+)"', text("svg", svg))
    if size is None:
        raise ValueError(f"svg must begin with its width and height, got {svg[:80]!r}")
    width, height = size.groups()
    style = f"max-width:{width}px;aspect-ratio:{width}/{height}"
    return f'<div class="rnnbook-picture" style="{style}">{svg}</div>'
