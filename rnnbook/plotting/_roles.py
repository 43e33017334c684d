"""Which colour, line and marker belong to which name: the same in every figure of the book.

A name says what a curve or a row *is*, so it looks the same wherever it is drawn. Each hue has a
line style and a marker of its own, so that nothing is told by its colour alone. What stands in no
table takes the hues that are left over, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rnnbook._page import COLOURS

__all__ = ["FOREGROUND", "LOOKS", "ROLES", "Look", "look_of", "looks_of"]

# Stands for the colour of the surrounding text; ``picture`` replaces it.
FOREGROUND = "#010203"


@dataclass(frozen=True)
class Look:
    """How something is drawn."""

    colour: str
    line: Any
    marker: str
    filled: bool = True


BLUE = Look(COLOURS[0], "-", "o")
ORANGE = Look(COLOURS[1], "--", "s")
GREEN = Look(COLOURS[2], "-.", "^")
PINK = Look(COLOURS[3], ":", "D")
GREY = Look(COLOURS[4], (0, (6, 1.5, 1, 1.5, 1, 1.5)), "v")
# What something is compared with: chance, a bound, a control.
INK = Look(FOREGROUND, (0, (7, 3)), "o", filled=False)
# The same thing before it was trained.
BEFORE = replace(BLUE, line=(0, (2, 1)), filled=False)
# What takes its turn where a name has no look of its own.
LOOKS = (BLUE, ORANGE, GREEN, PINK, GREY)

_NAMES: dict[Look, tuple[str, ...]] = {
    BLUE: (
        *("recurrent", "simplernn", "rnn", "network", "recurrent network"),
        *("after", "after training", "trained", "trained for lag 5", "training"),
        *("label 1", "rising", "1 to 5", "seeds", "networks", "tanh", "h"),
    ),
    ORANGE: (
        *("window", "sliding window", "convolution", "convolutions"),
        *("label 0", "falling", "5 to 1", "seed 0", "validation"),
        *("relu", "default times 3", "z"),
    ),
    GREEN: ("sigmoid", "default", "stable", "stable fixed point", "x"),
    PINK: ("leaky relu", "leaky", "orthogonal", "saddle", "saddle, one way out", "loss"),
    GREY: ("prelu", "identity", "more ways out", "weights"),
    INK: (
        *("order-blind", "guessing", "chance", "constant", "bound", "one half", "no change"),
        *("shuffled", "shuffled labels", "frozen", "recurrence frozen"),
    ),
    BEFORE: ("before", "before training", "untrained"),
}
ROLES = {name: look for look, names in _NAMES.items() for name in names}


def look_of(name: str) -> Look | None:
    """Return the look that a name has in every figure, or None.

    What stands behind a comma or in brackets tells one of a kind from the others. Only "shuffled"
    changes what something is.

    >>> look_of("window, unseen") == look_of("window") == look_of("Window (16 units)")
    True
    >>> look_of("temperature, shuffled") == look_of("shuffled")
    True
    >>> look_of("T = 20") is None
    True
    """
    plain = re.sub(r"^\d+ (?=\w+$)", "", name.strip().lower().replace("_", " "))
    head, *rest = re.split(r", | \(", plain)
    if "shuffled" in rest:
        return INK
    return ROLES.get(plain) or ROLES.get(head)


def looks_of(names: Iterable[str], *, first: int = 0) -> dict[str, Look]:
    """Return a look for each name of one picture, no two of them alike.

    Names without a look of their own take those that are free, beginning with the ``first``.

    >>> [look.colour == COLOURS[0] for look in looks_of(["mine", "recurrent"]).values()]
    [False, True]
    """
    known = {name: look_of(name) for name in names}
    used = [look for look in known.values() if look is not None]
    turns = LOOKS[first:] + LOOKS[:first]
    free = [look for look in turns if look.colour not in {one.colour for one in used}]
    free += [look for look in (*turns, INK) if look not in free]
    chosen: dict[str, Look] = {}
    for name, look in known.items():
        mine = free.pop(0) if look is None else look
        if mine in chosen.values():
            lines = [one.line for one in (*LOOKS, INK, BEFORE)]
            seen = [one.line for one in chosen.values()]
            mine = replace(mine, line=next(line for line in lines if line not in seen))
        chosen[name] = mine
    return chosen
