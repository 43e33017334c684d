"""What is drawn comes from the seed, whatever torch's global state is."""

import pytest
import torch

from rnnbook.data import (
    first_mark_pairs,
    flip_flops,
    rise_or_fall,
    running_parity,
    sorted_ramps,
    trend_pairs,
)

MAKERS = [first_mark_pairs, flip_flops, rise_or_fall, running_parity, sorted_ramps, trend_pairs]


@pytest.mark.parametrize("make", MAKERS)
def test_the_data_come_from_the_seed_alone(make):
    before = torch.random.get_rng_state()
    x, _ = make(5, 20, seed=1)
    torch.manual_seed(9)
    again, _ = make(5, 20, seed=1)
    torch.random.set_rng_state(before)
    other, _ = make(5, 20, seed=2)
    assert torch.equal(x, again)
    assert not torch.equal(x, other)
