"""Evidence: intervals for statistics over seeds, checked claims, and numbers for the prose."""

from rnnbook.evidence.claims import Claim, ClaimError, claim
from rnnbook.evidence.glue import glue
from rnnbook.evidence.intervals import (
    Comparison,
    Interval,
    mean,
    mean_difference,
    median,
    share,
)
from rnnbook.evidence.seeds import seeds

__all__ = [
    "Claim",
    "ClaimError",
    "Comparison",
    "Interval",
    "claim",
    "glue",
    "mean",
    "mean_difference",
    "median",
    "seeds",
    "share",
]
