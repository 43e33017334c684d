"""Evidence: intervals for statistics over seeds, checked claims, and numbers for the prose."""

from rnnbook._renamed import keep_old_names
from rnnbook.evidence._claims import Claim, ClaimError, claim
from rnnbook.evidence._glue import glue
from rnnbook.evidence._intervals import (
    Comparison,
    Interval,
    mean,
    mean_difference,
    median,
    proportion,
)
from rnnbook.evidence._seeds import seeds

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
    "proportion",
    "seeds",
]

keep_old_names(__name__, share="proportion")
