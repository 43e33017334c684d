"""Claims: sentences about many seeds that fail the build when they stop being true."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from rnnbook._drawn import drawn_interval
from rnnbook._mime import CLAIM_MIME
from rnnbook.arguments import instance, quote, text
from rnnbook.evidence._intervals import Comparison, Interval

__all__ = ["Claim", "ClaimError", "claim"]


class ClaimError(AssertionError):
    """A claim of the book does not hold."""


@dataclass(frozen=True)
class Claim:
    """A checked claim, as it is shown on the page: the sentence and what it rests on.

    Attributes
    ----------
    sentence : str
        What is claimed.
    holds : bool
        Whether it is so.
    evidence : Interval
        What it rests on.
    margin : float or None
        The room between the estimate and the threshold, relative to that between the estimate
        and the end of its interval which faces the threshold (:attr:`Comparison.margin`), where
        the claim was written as a comparison.
    above, below : float or None
        The thresholds above and below which the interval is to lie, where it was.
    """

    sentence: str
    holds: bool
    evidence: Interval
    margin: float | None = None
    above: float | None = None
    below: float | None = None

    @property
    def verdict(self) -> str:
        """In two words, whether the claim holds."""
        return "Claim holds" if self.holds else "Claim fails"

    def __repr__(self) -> str:
        return f"{self.verdict}: {self.sentence} ({self.evidence})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        estimate, low, high = self.evidence
        margin = self.margin
        drawing = drawn_interval(
            *(estimate, low, high, self.above, self.below),
            share=self.evidence.statistic == "proportion",
            holds=self.holds,
        )
        return {
            "text/plain": repr(self),
            "text/html": (
                f'<p class="rnnbook-claim"><strong>{"✓" if self.holds else "✗"} '
                f"<span>{self.verdict}.</span></strong> {escape(self.sentence)}<br>"
                f'{drawing} <small class="claim-print">{escape(str(self.evidence))}</small></p>'
            ),
            CLAIM_MIME: {
                "kind": "measured",
                "sentence": self.sentence,
                "holds": self.holds,
                "statistic": self.evidence.statistic,
                "n": self.evidence.n,
                "estimate": estimate,
                "low": low,
                "high": high,
                "level": self.evidence.level,
                "shown": str(self.evidence),
                "margin": margin if margin is not None and math.isfinite(margin) else None,
                "above": self.above,
                "below": self.below,
            },
        }


def claim(sentence: str, holds: bool | Comparison, evidence: Interval | None = None) -> Claim:
    """Check a claim over many seeds; show it where it holds, raise where it does not.

    Write the call as the last line of a cell. Where the claim says that a statistic lies above or
    below a threshold, ``holds`` is that comparison, and the interval in it is the evidence: the
    claim holds if the *whole* interval does. Leave room between the two, so that other seeds or
    another processor do not turn it over.

    Parameters
    ----------
    sentence : str
        The claim, ending in a full stop.
    holds : Comparison or bool
        Whether it holds.
    evidence : Interval, optional
        What it rests on, where ``holds`` is a bool: an estimate over n seeds and its interval.

    Returns
    -------
    Claim
        What the page shows.

    Raises
    ------
    ClaimError
        If the claim does not hold; the message gives the numbers. With the environment variable
        ``RNNBOOK_CLAIMS=report`` it is returned instead, so that all claims can be counted.

    Examples
    --------
    >>> from rnnbook.evidence import proportion
    >>> claim("Most seeds are right.", proportion([True] * 100) > 0.9)
    Claim holds: Most seeds are right. (proportion 1.000, 95 % interval 0.964 to 1.000, n = 100)
    """
    sentence = text("sentence", sentence)
    if not isinstance(holds, bool | np.bool_ | Comparison):
        raise TypeError(
            f"holds must be a comparison of an interval, True or False, got {quote(holds)}"
        )
    margin = above = below = None
    if isinstance(holds, Comparison):
        margin, above, below = holds.margin, holds.above, holds.below
        evidence = holds.interval if evidence is None else evidence
    evidence = instance(
        "evidence", evidence, Interval, "an Interval, such as proportion(...) or mean(...) returns"
    )
    checked = Claim(sentence, bool(holds), evidence, margin, above, below)
    if not checked.holds and os.environ.get("RNNBOOK_CLAIMS") != "report":
        raise ClaimError(f"This claim does not hold: {sentence} Evidence: {evidence}.")
    return checked
