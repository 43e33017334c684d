"""Padding, masks and last states, against loops over single sequences in float64."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnnbook.data import last_states, length_mask, pad

LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=6)


def made(lengths, features=2):
    generator = torch.Generator().manual_seed(sum(lengths))
    return [
        torch.randn(length, features, generator=generator, dtype=torch.float64)
        for length in lengths
    ]


@given(lengths=LENGTHS, value=st.sampled_from([0.0, -1.0, 7.5]))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_each_row_is_its_sequence_and_then_the_filling(lengths, value):
    items = made(lengths)
    x, found = pad(items, value)
    assert x.shape == (len(lengths), max(lengths), 2)
    assert found.tolist() == lengths
    assert (x.dtype, found.dtype) == (torch.float64, torch.int64)
    for row, item in zip(x, items, strict=True):
        assert torch.equal(row[: len(item)], item)
        assert bool((row[len(item) :] == value).all())


def test_padding_leaves_the_sequences_alone():
    items = made([3, 1])
    x, _ = pad(items)
    x.fill_(9)
    assert not any(bool((item == 9).any()) for item in items)


@given(lengths=LENGTHS, extra=st.integers(0, 3))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_mask_is_one_exactly_on_the_first_steps(lengths, extra):
    total = max(lengths) + extra
    mask = length_mask(torch.tensor(lengths), total)
    assert mask.tolist() == [[t <= T_n for t in range(1, total + 1)] for T_n in lengths]


@given(lengths=LENGTHS)
@settings(max_examples=30, deadline=None, derandomize=True)
def test_last_states_are_those_of_each_sequence_alone_and_of_the_packed_batch(lengths):
    items = made(lengths)
    torch.manual_seed(0)
    rnn = nn.RNN(2, 4, batch_first=True).double()
    x, found = pad(items)
    alone = torch.cat([rnn(item[None])[0][:, -1] for item in items])
    torch.testing.assert_close(last_states(rnn(x)[0], found), alone)
    packed = pack_padded_sequence(x, found, batch_first=True, enforce_sorted=False)
    torch.testing.assert_close(rnn(packed)[1][0], alone)


def test_last_states_pass_gradients_to_the_right_steps_only():
    states = torch.randn(2, 3, 4, dtype=torch.float64, requires_grad=True)
    last_states(states, torch.tensor([3, 1])).sum().backward()
    touched = states.grad.abs().sum(dim=2) > 0
    assert touched.tolist() == [[False, False, True], [True, False, False]]


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32])
def test_numbers_of_words_are_padded_for_an_embedding(dtype):
    items = [torch.tensor(codes, dtype=dtype) for codes in ([2, 0, 1], [1], [0, 2])]
    x, lengths = pad(items, value=3)
    assert x.tolist() == [[2, 0, 1], [1, 3, 3], [0, 2, 3]]
    assert (x.dtype, lengths.tolist()) == (dtype, [3, 1, 2])
    embedding = nn.Embedding(4, 5, padding_idx=3)
    assert embedding(x).shape == (3, 3, 5)
    assert bool((embedding(x)[~length_mask(lengths, 3)] == 0).all())
    assert pad(items)[0][1].tolist() == [1, 0, 0]
    assert pad(items, -1)[0][1].tolist() == [1, -1, -1]


@pytest.mark.parametrize("value", [0.5, 3.0, True, None, 2**63])
def test_among_whole_numbers_the_filling_is_one(value):
    with pytest.raises((TypeError, ValueError), match=r"value must be an integer .*, got"):
        pad([torch.tensor([2, 0]), torch.tensor([1])], value)


@pytest.mark.parametrize(
    "items",
    [
        [torch.tensor([1]), torch.tensor([1], dtype=torch.int32)],
        [torch.tensor([1]), torch.ones(1, 1)],
        [torch.tensor([[1]])],
        [torch.tensor([1.0])],
        [torch.tensor([True])],
        [torch.tensor(1)],
        [torch.tensor([1]), torch.zeros(0, dtype=torch.int64)],
    ],
)
def test_other_numbers_are_refused(items):
    with pytest.raises((TypeError, ValueError), match=r"sequences must be a list .*, got"):
        pad(items)


def test_sequences_of_several_kinds_are_refused():
    with pytest.raises(ValueError, match=r"sequences .* of one D, got"):
        pad([torch.zeros(2, 1), torch.zeros(2, 3)])
    with pytest.raises(ValueError, match="lengths must be from 1 to 4, got 5"):
        length_mask(torch.tensor([1, 5]), 4)
