"""Symbols as numbers: a vocabulary, and one-hot vectors."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional

from rnnbook.arguments import instance, integer, quote, text

__all__ = ["Vocabulary", "one_hot"]


class Vocabulary:
    """The symbols of a text, each with a number: its place in sorted order, from 0.

    Parameters
    ----------
    symbols : iterable of str
        The symbols, such as a text (its characters) or a list of words; repetitions count once.
    unknown : str, optional
        A further symbol, which ``encode`` puts in the place of every one that it does not know.
        Without it, unknown symbols are refused.

    Attributes
    ----------
    symbols : tuple of V str
        The different symbols, ``unknown`` among them, sorted.
    unknown : str or None
        The symbol for those that are not known.

    Raises
    ------
    TypeError, ValueError
        If ``symbols`` holds no strings, or ``unknown`` is not one.

    Examples
    --------
    >>> letters = Vocabulary("abba, baba")
    >>> letters.symbols, letters.encode("bab")
    ((' ', ',', 'a', 'b'), tensor([3, 2, 3]))
    >>> letters.decode(letters.encode("bab"))
    'bab'
    >>> words = Vocabulary("the cat sat".split(), unknown="<new>")
    >>> words.symbols, words.encode("the dog sat".split())
    (('<new>', 'cat', 'sat', 'the'), tensor([3, 0, 2]))
    """

    def __init__(self, symbols: Iterable[str], *, unknown: str | None = None) -> None:
        found = set(_strings("symbols", symbols))
        if not found:
            raise ValueError(f"symbols must hold at least one string, got {quote(symbols)}")
        self.unknown = unknown
        if unknown is not None:
            found.add(text("unknown", unknown))
        self.symbols = tuple(sorted(found))
        self._codes = {symbol: code for code, symbol in enumerate(self.symbols)}

    def __len__(self) -> int:
        """Return V, the number of symbols."""
        return len(self.symbols)

    def encode(self, text: Iterable[str]) -> Tensor:
        """Return the numbers of the symbols of ``text``, of shape (T,), int64."""
        symbols = _strings("text", text)
        if self.unknown is not None:
            symbols = [symbol if symbol in self._codes else self.unknown for symbol in symbols]
        strange = [symbol for symbol in symbols if symbol not in self._codes]
        if strange:
            way = "Vocabulary(..., unknown='?') has a symbol for all others"
            if isinstance(text, str) and max(map(len, self.symbols)) > 1:
                way = "these symbols are words: take a text apart first, as text.split() does"
            raise ValueError(f"text must hold only known symbols, got {quote(strange[0])}; {way}")
        return torch.tensor([self._codes[symbol] for symbol in symbols], dtype=torch.int64)

    def decode(self, codes: Tensor) -> str:
        """Return the symbols with the numbers ``codes``, of shape (T,), joined to one string."""
        codes = _codes("codes", codes, len(self))
        if codes.ndim != 1:
            raise ValueError(f"codes must have the shape (T,), got {quote(codes)}")
        return "".join(self.symbols[code] for code in codes.tolist())

    def one_hot(self, codes: Tensor) -> Tensor:
        """Return the one-hot vectors of ``codes``, with a last axis of V entries."""
        return one_hot(codes, len(self))


def one_hot(codes: Tensor, size: int) -> Tensor:
    r"""Return vectors of zeros with a single one each.

    .. math:: \mathrm{onehot}(k)_j = [j = k], \qquad j = 0, \dots, V - 1

    The work is done by ``torch.nn.functional.one_hot``, which returns whole numbers; layers want
    floating-point ones.

    Parameters
    ----------
    codes : Tensor of shape (...)
        The numbers k, from 0 to V - 1, int64.
    size : int
        V, the number of symbols.

    Returns
    -------
    Tensor of shape (..., V)
        The vectors, of torch's default dtype.

    Examples
    --------
    >>> one_hot(torch.tensor([2, 0]), 3)
    tensor([[0., 0., 1.],
            [1., 0., 0.]])
    """
    size = integer("size", size)
    vectors = functional.one_hot(_codes("codes", codes, size), size)
    return vectors.to(torch.get_default_dtype())


def _strings(name: str, value: Iterable[str]) -> list[str]:
    found = list(instance(name, value, Iterable, "a collection of strings"))
    for each in found:
        instance(f"every one of {name}", each, str, "a string")
    return found


def _codes(name: str, value: Tensor, size: int) -> Tensor:
    expected = f"{name} must be an int64 tensor of numbers from 0 to {size - 1}"
    if not isinstance(value, Tensor) or value.dtype != torch.int64:
        raise TypeError(f"{expected}, got {quote(value)}")
    if value.numel() and not 0 <= int(value.min()) <= int(value.max()) < size:
        worst = int(value.min()) if int(value.min()) < 0 else int(value.max())
        raise ValueError(f"{expected}, got {worst}")
    return value
