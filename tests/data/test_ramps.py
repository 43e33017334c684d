"""The ramps of the worked example."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.data import counting_ramps, sorted_ramps, two_ramps


def test_the_worked_example_is_the_two_sequences_and_labels():
    x, y = two_ramps()
    assert x.tolist() == [[[1.0], [2.0], [3.0], [4.0], [5.0]], [[5.0], [4.0], [3.0], [2.0], [1.0]]]
    assert y.tolist() == [1, 0]
    assert (x.dtype, y.dtype) == (torch.float32, torch.int64)


@given(st.integers(2, 50), st.floats(-100, 100), st.floats(0.1, 10))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_counting_ramps_rise_by_the_step_and_fall_in_reverse(length, start, step):
    x, y = counting_ramps(length, start=start, step=step)
    assert x.shape == (2, length, 1)
    torch.testing.assert_close(x[0, 0, 0], torch.tensor(start))
    torch.testing.assert_close(
        x[0, :, 0].diff(), torch.full((length - 1,), step), rtol=1e-3, atol=1e-3
    )
    assert torch.equal(x[1], x[0].flip(0))
    assert y.tolist() == [1, 0]


def test_sorted_ramps_hold_the_same_draws_in_both_orders_inside_the_interval():
    x, y = sorted_ramps(300, 7, low=-2.0, high=3.0, seed=0)
    assert x.shape == (600, 7, 1)
    assert torch.equal(x[:300].flip(1), x[300:])
    assert bool((x[:300].diff(dim=1) >= 0).all())
    assert -2 <= x.min() < -1.9
    assert 2.9 < x.max() <= 3
    assert abs(x.mean() - 0.5) < 0.1
    assert y.tolist() == [1] * 300 + [0] * 300


def test_seeds_and_generators_start_the_same_draws():
    first, _ = sorted_ramps(4, 5, seed=3)
    again, _ = sorted_ramps(4, 5, seed=torch.Generator().manual_seed(3))
    other, _ = sorted_ramps(4, 5, seed=4)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
