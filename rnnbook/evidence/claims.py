"""Claims: sentences about many seeds that fail the build when they stop being true."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from rnnbook.arguments import instance, quote, text
from rnnbook.evidence.intervals import Interval

__all__ = ["Claim", "ClaimError", "claim"]


class ClaimError(AssertionError):
    """A claim of the book does not hold."""


@dataclass(frozen=True)
class Claim:
    """A claim that holds, as it is shown on the page: the sentence and what it rests on."""

    text: str
    evidence: Interval

    def __repr__(self) -> str:
        return f"Claim holds: {self.text} ({self.evidence})"

    def _repr_html_(self) -> str:
        return (
            '<p class="rnnbook-claim"><strong>Checked claim.</strong> '
            f"{escape(self.text)} <span>({escape(str(self.evidence))})</span></p>"
        )


def claim(sentence: str, holds: bool, evidence: Interval) -> Claim:
    """Check a claim over many seeds; show it where it holds, raise where it does not.

    Write the call as the last line of a cell. ``holds`` is the author's condition, which leaves
    room between the evidence and its threshold, so that other seeds or another processor do not
    turn it over.

    Parameters
    ----------
    sentence : str
        The claim, ending in a full stop.
    holds : bool
        Whether it holds.
    evidence : Interval
        What it rests on: an estimate over n seeds and its interval.

    Returns
    -------
    Claim
        What the page shows.

    Raises
    ------
    ClaimError
        If the claim does not hold; the message gives the numbers.
    TypeError, ValueError
        If an argument is not of the kind named above.

    Examples
    --------
    >>> from rnnbook.evidence import share
    >>> right = share([True] * 100)
    >>> claim("Nearly every seed is right.", right.low > 0.9, right)
    Claim holds: Nearly every seed is right. (share 1.000, 95 % interval 0.964 to 1.000, n = 100)
    """
    sentence = text("sentence", sentence)
    instance("evidence", evidence, Interval, "an Interval, such as share(...) or mean(...) returns")
    if not isinstance(holds, bool | np.bool_):
        raise TypeError(f"holds must be True or False, got {quote(holds)}")
    if not holds:
        raise ClaimError(f"This claim does not hold: {sentence} Evidence: {evidence}.")
    return Claim(sentence, evidence)
