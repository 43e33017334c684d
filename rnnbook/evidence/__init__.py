"""Evidence: intervals over seeds, claims, theorems, contests, and numbers for the prose."""

from rnnbook._renamed import keep_old_names
from rnnbook.evidence._claims import Claim, ClaimError, claim
from rnnbook.evidence._contests import Contender, Contest, Entry, contest
from rnnbook.evidence._glue import glue
from rnnbook.evidence._intervals import (
    Comparison,
    Interval,
    mean,
    mean_difference,
    median,
    proportion,
)
from rnnbook.evidence._proofs import Theorem, proved
from rnnbook.evidence._seeds import data_seed, seeds, tuning_seeds

__all__ = [
    "Claim",
    "ClaimError",
    "Comparison",
    "Contender",
    "Contest",
    "Entry",
    "Interval",
    "Theorem",
    "claim",
    "contest",
    "data_seed",
    "glue",
    "mean",
    "mean_difference",
    "median",
    "proportion",
    "proved",
    "seeds",
    "tuning_seeds",
]

keep_old_names(__name__, share="proportion")
