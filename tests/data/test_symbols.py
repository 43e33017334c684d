"""Vocabularies and one-hot vectors."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from rnnbook.data import Vocabulary, one_hot


@given(st.text(min_size=1))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_text_comes_back(text):
    vocabulary = Vocabulary(text)
    codes = vocabulary.encode(text)
    assert vocabulary.decode(codes) == text
    assert len(vocabulary) == len(set(text))
    assert [vocabulary.symbols[code] for code in codes] == list(text)
    assert list(vocabulary.symbols) == sorted(set(text))


def test_words_may_be_symbols():
    vocabulary = Vocabulary(["under", "the", "weather", "the"])
    assert vocabulary.encode(["the", "weather"]).tolist() == [0, 2]


def test_entries_are_one_at_the_symbol_and_zero_elsewhere():
    codes = torch.tensor([[2, 0], [1, 2]])
    vectors = one_hot(codes, 4)
    assert (vectors.shape, vectors.dtype) == ((2, 2, 4), torch.float32)
    for place in torch.cartesian_prod(torch.arange(2), torch.arange(2), torch.arange(4)):
        i, j, k = place.tolist()
        assert vectors[i, j, k].item() == float(codes[i, j].item() == k)
    assert torch.equal(Vocabulary("abcd").one_hot(codes), vectors)


def test_a_product_with_a_one_hot_vector_is_a_row_and_an_embedding():
    layer = nn.Embedding(5, 3).double()
    codes = torch.tensor([4, 0, 4, 2])
    rows = one_hot(codes, 5).double() @ layer.weight
    torch.testing.assert_close(rows, layer(codes))
    torch.testing.assert_close(rows, layer.weight[codes])


def test_unknown_symbols_and_numbers_are_refused():
    vocabulary = Vocabulary("abc")
    with pytest.raises(ValueError, match="text must hold only known symbols, got 'x'"):
        vocabulary.encode("cabx")
    with pytest.raises(ValueError, match=r"codes must be .* from 0 to 2, got 3"):
        vocabulary.decode(torch.tensor([3]))
    with pytest.raises(ValueError, match=r"codes must have the shape"):
        vocabulary.decode(torch.tensor([[0]]))
    with pytest.raises(TypeError, match="codes must be an int64 tensor"):
        one_hot(torch.tensor([0.0]), 3)


def test_a_symbol_for_the_unknown_stands_in_the_place_of_every_other():
    words = Vocabulary(["the", "cat", "sat"], unknown="<new>")
    assert words.symbols == ("<new>", "cat", "sat", "the")
    codes = words.encode(["the", "soup", "sat", "<new>"])
    assert codes.tolist() == [3, 0, 2, 0]
    assert words.decode(codes) == "the<new>sat<new>"
    assert len(words) == 4 == words.one_hot(codes).shape[-1]
    assert words.unknown == "<new>"
    assert Vocabulary("abc").unknown is None
    assert Vocabulary("ab?", unknown="?").encode("a?z").tolist() == [1, 0, 0]
    assert words.encode([]).dtype == torch.int64


def test_the_message_about_an_unknown_symbol_says_what_to_do():
    with pytest.raises(ValueError, match=r"known symbols, got 'soup'; .*unknown='\?'"):
        Vocabulary(["the", "cat"]).encode(["soup"])
    with pytest.raises(ValueError, match=r"known symbols, got 't'; .*text\.split\(\)"):
        Vocabulary(["the", "cat"]).encode("the cat")


@pytest.mark.parametrize("unknown", [3, "", b"?", ["?"], True])
def test_the_symbol_for_the_unknown_is_a_string(unknown):
    with pytest.raises((TypeError, ValueError), match=r"unknown must .*, got"):
        Vocabulary("abc", unknown=unknown)
