"""Where the sequences come from: makers of toy and synthetic tasks, recordings, and splits.

All sequences that are made here, recordings and one-hot vectors too, are of torch's default dtype,
as the weights of a new network are: float32, or what ``torch.set_default_dtype`` said. A seed gives
the same numbers in every dtype, to rounding. What is given is never converted: windows, parts and
padded batches are of the dtype of their sequences.
"""

from rnnbook._renamed import keep_old_names
from rnnbook.data._flip_flops import flip_flops
from rnnbook.data._padding import last_states, length_mask, pad
from rnnbook.data._pairs import first_mark_pairs, trend_pairs
from rnnbook.data._per_step_tasks import rise_or_fall, running_parity
from rnnbook.data._ramps import counting_ramps, sorted_ramps, two_ramps
from rnnbook.data._recorded import (
    LabelledSequences,
    Recording,
    builtin_text,
    daily_temperatures,
    monthly_prices,
    motion_sensors,
    spoken_vowels,
)
from rnnbook.data._splits import Part, Split, split
from rnnbook.data._stacks import stack_over_seeds
from rnnbook.data._symbols import Vocabulary, one_hot
from rnnbook.data._windows import autocorrelation, windows

__all__ = [
    "LabelledSequences",
    "Part",
    "Recording",
    "Split",
    "Vocabulary",
    "autocorrelation",
    "builtin_text",
    "counting_ramps",
    "daily_temperatures",
    "first_mark_pairs",
    "flip_flops",
    "last_states",
    "length_mask",
    "monthly_prices",
    "motion_sensors",
    "one_hot",
    "pad",
    "rise_or_fall",
    "running_parity",
    "sorted_ramps",
    "split",
    "spoken_vowels",
    "stack_over_seeds",
    "trend_pairs",
    "two_ramps",
    "windows",
]

keep_old_names(
    __name__,
    first_mark_twins="first_mark_pairs",
    for_each_seed="stack_over_seeds",
    text_of="builtin_text",
    trend_twins="trend_pairs",
)
