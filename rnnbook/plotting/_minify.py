"""Fewer bytes for the same drawing: SVG paths from point to point, in hundredths of a unit."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

__all__ = ["minify_svg"]

# A hundredth of an SVG unit: a seventy-fifth of a pixel at the size the pages show.
DECIMALS = 2
COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?\d+\.\d+")
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
    '<svg><path d="M1.23 2l1.77 2.5z" /></svg>'
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
        if moved.startswith("translate(") and moved.count("(") == 1:
            element.set("transform", NUMBER.sub(_rounded, moved))


def _rounded(match: re.Match[str]) -> str:
    """Return a number as found, rounded."""
    return _short(round(float(match[0]) * 10**DECIMALS))


def _short(hundredths: int) -> str:
    """Return a whole number of hundredths as SVG writes it, without needless zeros.

    >>> _short(150), _short(-25), _short(0), _short(1200)
    ('1.5', '-.25', '0', '12')
    """
    shown = f"{abs(hundredths) / 10**DECIMALS:.{DECIMALS}f}".rstrip("0").rstrip(".")
    shown = shown.removeprefix("0") or "0"
    return f"-{shown}" if hundredths < 0 else shown


def _relative(path: str) -> str:
    """Return a path whose steps start where the last one ended.

    Rounding comes first and differences after it, so that errors do not add up. Paths with other
    than matplotlib's commands (M, L, Q, C and Z, all absolute) are left as they are.
    """
    steps = COMMAND.findall(path)
    if not {command for command, _ in steps} <= set("MLQCZz"):
        return path
    shown: list[str] = []
    here = start = (0, 0)
    for command, arguments in steps:
        numbers = re.split(r"[\s,]+", arguments.strip()) if arguments.strip() else []
        points = [round(float(number) * 10**DECIMALS) for number in numbers]
        if command in "Zz":
            shown.append("z")
            here = start
            continue
        first = not shown
        origin = (0, 0) if first else here
        words = [_short(value - origin[index % 2]) for index, value in enumerate(points)]
        shown.append(command if first else command.lower())
        shown.append(" ".join(words).replace(" -", "-"))
        here = (points[-2], points[-1])
        if command == "M":
            start = here
    return "".join(shown)
