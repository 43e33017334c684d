"""Labels at every step, and what the element at that step says about them."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.data import rise_or_fall, running_parity

MAKERS = [rise_or_fall, running_parity]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(count=st.integers(1, 9), length=st.integers(1, 15), seed=st.integers(0, 99))
def test_labels_are_what_a_loop_over_the_steps_finds(count, length, seed):
    x, y = rise_or_fall(count, length, seed=seed)
    for row, labels in zip(x[:, :, 0].tolist(), y.tolist(), strict=True):
        before = 0.0
        for value, label in zip(row, labels, strict=True):
            assert label == int(value > before)
            before = value
    x, y = running_parity(count, length, seed=seed)
    for row, labels in zip(x[:, :, 0].tolist(), y.tolist(), strict=True):
        odd = False
        for value, label in zip(row, labels, strict=True):
            odd ^= value == 1.0
            assert label == int(odd)


@pytest.mark.parametrize("make", MAKERS)
def test_shapes_and_kinds(make):
    x, y = make(4, 7, seed=0)
    assert (x.shape, x.dtype) == ((4, 7, 1), torch.float32)
    assert (y.shape, y.dtype) == ((4, 7), torch.int64)


def test_values_are_uniform_between_minus_one_and_one():
    x, _ = rise_or_fall(5000, 4, seed=0)
    counts = torch.histc(x, bins=10, min=-1, max=1)
    assert counts.sum() == x.numel()
    assert (counts / x.numel() - 0.1).abs().max() < 0.01


def test_one_element_says_as_much_as_the_floor_allows():
    """The commonest answer to each value is right 3/4 of the time on rises."""
    x, y = rise_or_fall(20_000, 3, seed=0)
    right = ((x[:, :, 0] > 0) == y).float().mean(dim=0)
    torch.testing.assert_close(right, torch.tensor([1, 0.75, 0.75]), rtol=0, atol=0.01)


def test_one_bit_says_nothing_about_the_parity_after_the_first():
    x, y = running_parity(20_000, 4, seed=0)
    same = (x[:, :, 0] == y).float().mean(dim=0)
    torch.testing.assert_close(same, torch.tensor([1, 0.5, 0.5, 0.5]), rtol=0, atol=0.015)
