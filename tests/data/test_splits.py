"""Splits: complete, disjoint, and with groups kept whole."""

from itertools import chain

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.data import split


def numbered(count):
    """Return sequences whose single value is their row."""
    return torch.arange(count, dtype=torch.float32)[:, None, None], torch.arange(count)


@given(groups=st.integers(3, 60), group_size=st.integers(1, 4), seed=st.integers(0, 99),
       share=st.sampled_from([(0.6, 0.2, 0.2), (0.8, 0.1, 0.1), (0.01, 0.98, 0.01)]))  # fmt: skip
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_row_goes_to_one_part_with_its_group_and_its_label(groups, group_size, seed, share):
    parts = split(*numbered(groups * group_size), fractions=share, group_size=group_size, seed=seed)
    rows = [part.y.tolist() for part in parts]
    assert sorted(chain(*rows)) == list(range(groups * group_size))
    for part, chosen in zip(parts, rows, strict=True):
        assert chosen
        assert chosen == sorted(chosen)
        assert part.x[:, 0, 0].tolist() == chosen
        assert len(chosen) % group_size == 0
        assert {row // group_size for row in chosen}.isdisjoint(
            row // group_size for other in rows if other is not chosen for row in other
        )


def test_sizes_are_the_fractions():
    parts = split(*numbered(1000), fractions=(0.5, 0.3, 0.2), seed=0)
    assert [len(part.y) for part in parts] == [500, 300, 200]


def test_the_split_is_random_and_comes_from_the_seed():
    first, again, other = (split(*numbered(100), seed=seed).test.y for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert not torch.equal(first, torch.arange(80, 100))
