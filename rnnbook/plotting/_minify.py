"""Fewer bytes for the same drawing: SVG paths from point to point, in tenths of a unit."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

__all__ = ["minify_svg"]

# A tenth of an SVG unit is an eighth of a pixel at the size the pages show: nobody sees it.
DECIMALS = 1
# How far, in such tenths, a point may lie from the line that is drawn without it.
TOLERANCE = 1.0
COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?\d+\.\d+")
Step = tuple[str, list[tuple[int, int]]]
TURNED_BY_NOTHING = re.compile(r"rotate\(-?0[ ,)][^()]*\)?$")
PLACES = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "points")


def minify_svg(root: ET.Element) -> None:
    """Shorten the numbers of a drawing, and drop the space between its elements.

    Parameters
    ----------
    root : xml.etree.ElementTree.Element
        The ``svg`` element; it is changed.

    Examples
    --------
    >>> root = ET.fromstring('<svg> <path d="M 1.23456 2 L 3 4.5 z" /> </svg>')
    >>> minify_svg(root)
    >>> ET.tostring(root, encoding="unicode")
    '<svg><path d="M1.2 2l1.8 2.5z" /></svg>'
    """
    for element in root.iter():
        if not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
        if "d" in element.attrib:
            element.set("d", _relative(element.attrib["d"]))
        for name in PLACES:
            if name in element.attrib:
                element.set(name, NUMBER.sub(_rounded, element.attrib[name]))
        moved = element.get("transform", "")
        if TURNED_BY_NOTHING.match(moved):
            del element.attrib["transform"]
        elif moved.startswith(("translate(", "rotate(")) and moved.count("(") == 1:
            element.set("transform", NUMBER.sub(_rounded, moved))
    _unwrap(root)


def _unwrap(element: ET.Element) -> None:
    """Replace each group that says nothing by what is in it."""
    children = []
    for child in element:
        _unwrap(child)
        bare = child.tag.rpartition("}")[2] == "g" and not child.attrib
        children += list(child) if bare else [child]
    element[:] = children


def _rounded(match: re.Match[str]) -> str:
    """Return a number as found, rounded."""
    return _short(round(float(match[0]) * 10**DECIMALS))


def _short(tenths: int) -> str:
    """Return a whole number of tenths as SVG writes it, without needless zeros.

    >>> _short(15), _short(-2), _short(0), _short(120)
    ('1.5', '-.2', '0', '12')
    """
    shown = f"{abs(tenths) / 10**DECIMALS:.{DECIMALS}f}".rstrip("0").rstrip(".")
    shown = shown.removeprefix("0") or "0"
    return f"-{shown}" if tenths < 0 else shown


def _thinned(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a line through fewer points, none of those left out farther off than the tolerance.

    It is the method of Ramer, Douglas and Peucker: keep the point farthest from the straight line
    between the ends, and do the same on either side of it.

    >>> _thinned([(0, 0), (10, 0), (20, 0), (30, 50)])
    [(0, 0), (20, 0), (30, 50)]
    """
    kept = {0, len(points) - 1}
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        (x, y), (u, v) = points[first], points[last]
        length = math.hypot(u - x, v - y)
        farthest, most = first, TOLERANCE
        for index in range(first + 1, last):
            a, b = points[index]
            along = (a - x) * (u - x) + (b - y) * (v - y)
            if length and 0 <= along <= length**2:
                away = abs((a - x) * (v - y) - (b - y) * (u - x)) / length
            else:
                away = min(math.hypot(a - x, b - y), math.hypot(a - u, b - v))
            if away > most:
                farthest, most = index, away
        if farthest != first:
            kept.add(farthest)
            open_parts += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(kept)]


def _with_thinned_lines(steps: list[Step]) -> list[Step]:
    """Return the steps of a path, with each run of straight lines thinned."""
    thinned: list[Step] = []
    run: list[tuple[int, int]] = []

    def close() -> None:
        thinned.extend(("L", [point]) for point in _thinned(run)[1:])
        run.clear()

    for command, points in steps:
        if command == "L" and run:
            run.extend(points)
            continue
        if run:
            close()
        thinned.append((command, points))
        if points:
            run.append(points[-1])
    if run:
        close()
    return thinned


def _relative(path: str) -> str:
    """Return a path whose steps start where the last one ended.

    Rounding comes first and differences after it, so that errors do not add up. Paths with other
    than matplotlib's commands (M, L, Q, C and Z, all absolute) are left as they are.
    """
    found = COMMAND.findall(path)
    if not {command for command, _ in found} <= set("MLQCZz"):
        return path
    steps: list[Step] = []
    for command, arguments in found:
        numbers = [round(float(n) * 10**DECIMALS) for n in re.findall(r"[^\s,]+", arguments)]
        steps.append((command, list(zip(numbers[::2], numbers[1::2], strict=True))))
    shown: list[str] = []
    here = start = (0, 0)
    for command, points in _with_thinned_lines(steps):
        if command in "Zz":
            shown.append("z")
            here = start
            continue
        first = not shown
        x, y = (0, 0) if first else here
        words = [_short(value) for a, b in points for value in (a - x, b - y)]
        shown.append(command if first else command.lower())
        shown.append(" ".join(words).replace(" -", "-"))
        here = points[-1]
        if command == "M":
            start = here
    return "".join(shown)
