"""Theorems: proved in the text, and checked case by case, without an interval."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from typing import Any

from rnnbook._mime import CLAIM_MIME
from rnnbook.arguments import text
from rnnbook.evidence._claims import ClaimError
from rnnbook.evidence._intervals import truth_values

__all__ = ["Theorem", "proved"]


@dataclass(frozen=True)
class Theorem:
    """A sentence that the text proves, and the cases in which the package was held to it.

    Attributes
    ----------
    sentence : str
        What is proved.
    holds : bool
        Whether it was so in every case.
    n : int
        The number of cases.
    """

    sentence: str
    holds: bool
    n: int

    @property
    def shown(self) -> str:
        """What was checked, in words."""
        if not self.holds:
            return f"not so in each of the {self.n} cases tried"
        return "checked in one case" if self.n == 1 else f"checked in {self.n} cases"

    def __repr__(self) -> str:
        return f"Proved: {self.sentence} ({self.shown})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": repr(self),
            "text/html": (
                '<p class="rnnbook-claim rnnbook-proved"><strong>Proved.</strong> '
                f"{escape(self.sentence)}<br>"
                f'<small class="claim-print">{escape(self.shown)}</small></p>'
            ),
            CLAIM_MIME: {
                "kind": "proved",
                "sentence": self.sentence,
                "holds": self.holds,
                "n": self.n,
                "shown": self.shown,
            },
        }


def proved(sentence: str, holds: Any) -> Theorem:
    """State a theorem that the text proves, and check that the code obeys it in every case.

    A theorem needs no interval: it holds for every network, and one exception refutes the proof
    or the code. What was only measured is a matter for :func:`claim`.

    Parameters
    ----------
    sentence : str
        The theorem, ending in a full stop.
    holds : bool or array of bool, of any shape
        Whether it holds, in each case that was tried. What rounding may change is allowed for
        where this is computed.

    Returns
    -------
    Theorem
        What the page shows.

    Raises
    ------
    ClaimError
        If it does not hold in some case; the message says in how many, and which is the first.
        With the environment variable ``RNNBOOK_CLAIMS=report`` it is returned instead.
    TypeError, ValueError
        If ``sentence`` is not a string with something in it, or ``holds`` no truth values.

    Examples
    --------
    >>> proved("A square is not negative.", [x * x >= 0 for x in range(-5, 5)])
    Proved: A square is not negative. (checked in 10 cases)
    """
    sentence = text("sentence", sentence)
    cases = truth_values(holds).reshape(-1)
    checked = Theorem(sentence, bool(cases.all()), cases.size)
    if not checked.holds and os.environ.get("RNNBOOK_CLAIMS") != "report":
        wrong = (~cases).nonzero()[0]
        raise ClaimError(
            f"This was proved, and is not so: {sentence} "
            f"It fails in {len(wrong)} of {cases.size} cases, the first of them number {wrong[0]}."
        )
    return checked
