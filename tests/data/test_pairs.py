"""Twins: the same values, another order, the other label."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.data import first_mark_pairs, trend_pairs

MAKERS = [trend_pairs, first_mark_pairs]


@pytest.mark.parametrize("make", MAKERS)
@given(
    pairs=st.integers(1, 20),
    length=st.integers(2, 30),
    noise=st.floats(0, 3),
    seed=st.integers(0, 99),
)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_neighbours_hold_the_same_values_and_opposite_labels(make, pairs, length, noise, seed):
    x, y = make(pairs, length, noise=noise, seed=seed)
    assert x.shape == (2 * pairs, length, 1)
    assert (x.dtype, y.dtype) == (torch.float32, torch.int64)
    values = x.sort(dim=1).values
    assert torch.equal(values[0::2], values[1::2])
    assert y.tolist() == [1, 0] * pairs


def test_a_trend_is_its_equation():
    x, _ = trend_pairs(4000, 11, noise=0.5, seed=0)
    rising = x[0::2, :, 0]
    ramp = torch.tensor([(2 * t - 11 - 1) / (11 - 1) for t in range(1, 12)])
    torch.testing.assert_close(rising.mean(dim=0), ramp, rtol=0, atol=0.04)
    torch.testing.assert_close(rising.std(dim=0), torch.full((11,), 0.5), rtol=0, atol=0.03)


def test_without_noise_only_the_two_marks_stand_out():
    x, _ = first_mark_pairs(100, 9, noise=0.0, seed=0)
    assert x.abs().sum(dim=1).flatten().tolist() == [2.0] * 200
    plus, minus = x[:, :, 0].argmax(dim=1), x[:, :, 0].argmin(dim=1)
    assert bool((plus[0::2] < minus[0::2]).all())
    assert bool((plus[1::2] > minus[1::2]).all())


def test_marks_stand_at_every_pair_of_places_equally_often():
    x, _ = first_mark_pairs(6000, 4, noise=0.0, seed=0)
    first_twin = x[0::2, :, 0]
    places = torch.stack([first_twin.argmax(dim=1), first_twin.argmin(dim=1)], dim=1)
    _, counts = places.unique(dim=0, return_counts=True)
    assert len(counts) == 6
    assert 900 < counts.min() < counts.max() < 1100


def test_marks_stand_only_at_the_positions_asked_for_and_at_all_of_them():
    x, _ = first_mark_pairs(3000, 7, noise=0.0, positions=(2, 5, 7), seed=0)
    marked = (x[0::2, :, 0] != 0).float()
    assert marked.sum(dim=1).unique().tolist() == [2.0]
    share = marked.mean(dim=0)
    torch.testing.assert_close(share, torch.tensor([0, 2, 0, 0, 2, 0, 2]) / 3, rtol=0, atol=0.03)


def test_all_positions_are_the_same_as_none_named():
    x, _ = first_mark_pairs(5, 9, seed=3)
    named, _ = first_mark_pairs(5, 9, positions=range(1, 10), seed=3)
    assert torch.equal(x, named)


def test_two_positions_leave_one_place_for_each_mark():
    x, _ = first_mark_pairs(2, 5, noise=0.0, positions=(4, 2), seed=0)
    assert x[0, :, 0].tolist() == [0.0, 1.0, 0.0, -1.0, 0.0]
    assert x[1, :, 0].tolist() == [0.0, -1.0, 0.0, 1.0, 0.0]
