"""Where the sequences come from: makers of toy and synthetic tasks, and splits."""

from rnnbook.data.ramps import counting_ramps, sorted_ramps, two_ramps
from rnnbook.data.splits import Part, Split, split
from rnnbook.data.stacks import for_each_seed
from rnnbook.data.twins import first_mark_twins, trend_twins

__all__ = [
    "Part",
    "Split",
    "counting_ramps",
    "first_mark_twins",
    "for_each_seed",
    "sorted_ramps",
    "split",
    "trend_twins",
    "two_ramps",
]
