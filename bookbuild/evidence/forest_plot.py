"""One picture of all claims of the book: each interval beside its threshold, chapter by chapter.

Claims of different things have no scale in common, but each has a threshold, and the distance from
the estimate to the end of its interval that faces the threshold. That distance is the unit: the
threshold lies at 0, the near end of the bar one unit below the dot, and the dot at the margin.
"""

from html import escape
from typing import Any, NamedTuple

# The scale ends here; a dot that lies beyond is drawn as an arrow at the end.
LAST = 10.0
TICKS = (0, 2, 4, 6, 8, 10)
# Of the width, in per cent; what is left at the right is for arrows.
LEFT, RIGHT = 3.0, 94.0
# The height of a line, in pixels.
LINE = 9


class Row(NamedTuple):
    """One claim: dot, near and far end of its bar, and the smallest margin of recorded runs."""

    sentence: str
    dot: float
    near: float
    far: float
    smallest: float | None


class Chapter(NamedTuple):
    """The claims of one page, and where their table is."""

    title: str
    target: str
    rows: list[Row]


def placed(claim: dict[str, Any]) -> tuple[float, float, float] | None:
    """Return where dot, near and far end of a claim lie; None where there is no threshold.

    >>> placed({"estimate": 5, "low": 4, "high": 7, "above": 3, "below": None, "margin": 2.0})
    (2.0, 1.0, 4.0)
    >>> placed({"estimate": 5, "low": 4, "high": 7, "above": None, "below": 9, "margin": 2.0})
    (2.0, 1.0, 2.5)
    """
    # A theorem has none.
    margin = claim.get("margin")
    if margin is None:
        return None
    estimate = claim["estimate"]
    down, up = estimate - claim["low"], claim["high"] - estimate
    rooms = []
    if claim["above"] is not None and down:
        rooms.append(((estimate - claim["above"]) / down, up / down))
    if claim["below"] is not None and up:
        rooms.append(((claim["below"] - estimate) / up, down / up))
    # Of two thresholds the one with less room counts, as for the margin.
    return margin, margin - 1, margin + min(rooms)[1]


def across(value: float) -> float:
    """Return where a value lies, in per cent of the width."""
    return LEFT + (RIGHT - LEFT) * min(max(value, 0), LAST) / LAST


def line(row: Row, y: float) -> str:
    """Return the marks of one claim."""
    parts = [f"<title>{escape(row.sentence)} Margin {row.dot:.1f}.</title>"]
    if row.near < LAST:
        parts.append(stroke(across(row.near), across(row.far), y, y))
    if row.smallest is not None and row.smallest < min(row.dot, LAST):
        x = across(row.smallest)
        parts.append(stroke(x, x, y - 4, y + 4, "claim-fresh"))
    if row.dot <= LAST:
        parts.append(f'<circle cx="{across(row.dot):.1f}%" cy="{y}" r="3"/>')
    else:
        parts.append(f'<text x="{RIGHT + 1:.0f}%" y="{y + 4}">▸</text>')
    return f"<g>{''.join(parts)}</g>"


def stroke(x1: float, x2: float, y1: float, y2: float, kind: str = "") -> str:
    """Return a line, across in per cent and down in pixels."""
    named = f' class="{kind}"' if kind else ""
    return f'<line{named} x1="{x1:.1f}%" x2="{x2:.1f}%" y1="{y1:g}" y2="{y2:g}"/>'


def plot(rows: list[Row]) -> str:
    """Return the lines of one chapter."""
    height = LINE * len(rows) + 6
    zero, one = across(0), across(1)
    return (
        f'<svg width="100%" style="height:{height}px" aria-hidden="true">'
        f'<rect x="{zero}%" width="{RIGHT - zero:.1f}%" height="100%"/>'
        + stroke(zero, zero, 0, height, "claim-zero")
        + stroke(one, one, 0, height, "claim-one")
        + "".join(line(row, LINE * place + 7.5) for place, row in enumerate(rows))
        + "</svg>"
    )


def axis() -> str:
    """Return the numbers below the lines."""
    numbers = "".join(
        f'<text x="{across(one):.1f}%" y="14" text-anchor="middle">{one}</text>' for one in TICKS
    )
    return f'<svg width="100%" style="height:18px" aria-hidden="true">{numbers}</svg>'


def drawn(chapters: list[Chapter]) -> str:
    """Return the picture, with links to the tables of the chapters."""
    rows = [row for chapter in chapters for row in chapter.rows]
    least = min(rows, key=lambda row: row.dot)
    beyond = sum(row.dot > LAST for row in rows)
    parts = [
        f'<li><a href="{escape(one.target)}">{escape(one.title)}</a>{plot(one.rows)}</li>'
        for one in chapters
    ]
    scale = f"<li><span>margin</span>{axis()}</li>"
    return (
        f'<figure class="claim-forest"><ul>{scale}{"".join(parts)}{scale}</ul>'
        "<figcaption><p>All claims about a threshold, a line for each: a dot for the "
        "estimate, a bar for the interval. So that claims about different things have one scale, "
        "the threshold is the line at 0, and the near half of every interval is 1 long; the dot "
        "then lies at the margin. Every bar lies to the right of its threshold, and every dot to "
        "the right of the dotted line at 1. A short upright "
        "stroke marks the smallest margin of the fresh runs, where it is less. "
        f"An arrow stands for a margin over {LAST:g}, of which there are {beyond} among "
        f"{len(rows)}. The claim with the least room, {least.dot:.1f}, is: "
        f"{escape(least.sentence)}</p></figcaption></figure>\n"
    )
