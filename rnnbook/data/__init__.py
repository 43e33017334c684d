"""Where the sequences come from: makers of toy and synthetic tasks, recordings, and splits.

All sequences that are made here, recordings and one-hot vectors too, are of torch's default dtype,
as the weights of a new network are: float32, or what ``torch.set_default_dtype`` said. A seed gives
the same numbers in every dtype, to rounding. What is given is never converted: windows, parts and
padded batches are of the dtype of their sequences.
"""

from rnnbook.data._flip_flops import flip_flops
from rnnbook.data._padding import last_states, length_mask, pad
from rnnbook.data._pairs import first_mark_twins, trend_twins
from rnnbook.data._per_step_tasks import rise_or_fall, running_parity
from rnnbook.data._ramps import counting_ramps, sorted_ramps, two_ramps
from rnnbook.data._recorded import (
    LabelledSequences,
    Recording,
    daily_temperatures,
    monthly_prices,
    motion_sensors,
    spoken_vowels,
    text_of,
)
from rnnbook.data._splits import Part, Split, split
from rnnbook.data._stacks import for_each_seed
from rnnbook.data._symbols import Vocabulary, one_hot
from rnnbook.data._windows import autocorrelation, windows

__all__ = [
    "LabelledSequences",
    "Part",
    "Recording",
    "Split",
    "Vocabulary",
    "autocorrelation",
    "counting_ramps",
    "daily_temperatures",
    "first_mark_twins",
    "flip_flops",
    "for_each_seed",
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
    "text_of",
    "trend_twins",
    "two_ramps",
    "windows",
]
