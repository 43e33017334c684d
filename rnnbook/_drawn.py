"""An interval as a small drawing, beside its threshold; nothing here imports torch."""

from __future__ import annotations

from html import escape

__all__ = ["drawn_interval", "in_words"]

WIDTH, HEIGHT = 120, 18
# Where the scale begins and ends, and the line on which the interval lies.
LEFT, RIGHT, MIDDLE = 5, 115, 9
# Free room at either side of a scale that is not that of a share, relative to what it shows.
ROOM = 0.15
# An interval that is narrower than this could not be seen.
NARROWEST = 2.0
# On white and on a dark ground they stand out by 3 to 1; a style sheet may choose others.
GOOD, BAD = "#2a935c", "#d45500"


def in_words(
    low: float, high: float, above: float | None, below: float | None, *, holds: bool = True
) -> str:
    """Return what the drawing shows.

    >>> in_words(0.996, 1.0, 0.98, None)
    'The interval, 0.996 to 1, lies above the threshold, 0.98.'
    """
    if above is not None and below is not None:
        where = f"between the thresholds, {above:.6g} and {below:.6g}"
    elif above is not None:
        where = f"above the threshold, {above:.6g}"
    else:
        where = "" if below is None else f"below the threshold, {below:.6g}"
    verb = "lies" if holds else "does not lie wholly"
    ends = f"{low:.3g} to {high:.3g}" if low < high else f"{low:.3g} alone"
    return f"The interval, {ends}, {verb} {where}." if where else f"The interval, {ends}."


def drawn_interval(
    estimate: float,
    low: float,
    high: float,
    above: float | None = None,
    below: float | None = None,
    *,
    share: bool = False,
    holds: bool = True,
) -> str:
    """Draw an interval: a bar, the estimate as a dot on it, and the thresholds as upright lines.

    The ground is tinted where the claim asks the interval to lie.

    Parameters
    ----------
    estimate, low, high : float
        The interval.
    above, below : float, optional
        The thresholds above and below which it is to lie.
    share : bool
        Whether to draw it on the scale from 0 to 1. Else the scale holds all that is drawn.
    holds : bool
        Whether the claim holds.

    Returns
    -------
    str
        An SVG element of 120 by 18 pixels, to stand in a line of text.
    """
    thresholds = [one for one in (above, below) if one is not None]
    first, last = (0.0, 1.0) if share else _scale(low, high, *thresholds)

    def place(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max((value - first) / (last - first), 0), 1)

    x = place(estimate)
    start, end = place(low), place(high)
    if end - start < NARROWEST:
        middle = min(max((start + end) / 2, LEFT + NARROWEST / 2), RIGHT - NARROWEST / 2)
        start, end = middle - NARROWEST / 2, middle + NARROWEST / 2
    colour = GOOD if holds else BAD
    parts = [f"<title>{escape(in_words(low, high, above, below, holds=holds))}</title>"]
    if thresholds:
        left = LEFT if above is None else place(above)
        right = RIGHT if below is None else place(below)
        zone = f'x="{left:.4g}" width="{right - left:.4g}" height="{HEIGHT}"'
        parts.append(f'<rect {zone} fill="{GOOD}" opacity=".18"/>')
    # The scale ends in strokes where it ends by its nature.
    ends = f"M{LEFT} 5v8M{RIGHT} 5v8" if share else ""
    parts.append(
        f'<path d="M{LEFT} {MIDDLE}H{RIGHT}{ends}" stroke="currentColor" opacity=".4"/>'
        f'<path d="M{start:.4g} {MIDDLE}H{end:.4g}" stroke="{colour}" stroke-width="6" '
        'opacity=".55"/>'
    )
    lines = "".join(f"M{place(one):.4g} 0v{HEIGHT}" for one in thresholds)
    if lines:
        parts.append(f'<path d="{lines}" stroke="currentColor" stroke-width="1.5"/>')
    parts.append(f'<circle cx="{x:.4g}" cy="{MIDDLE}" r="4" fill="{colour}"/>')
    return (
        f'<svg class="claim-drawn" role="img" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" style="vertical-align:middle">{"".join(parts)}</svg>'
    )


def _scale(*values: float) -> tuple[float, float]:
    """Return a first and a last value that hold these, with room at either side."""
    first, last = min(values), max(values)
    room = ROOM * (last - first) or abs(first) or 1.0
    return first - room, last + room
