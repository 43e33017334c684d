"""Sequences of different lengths in one tensor: padding, masks, and the last true state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from rnnbook.arguments import integer, number, quote, require_finite, sequences

__all__ = ["last_states", "length_mask", "pad"]


def pad(sequences: Sequence[Tensor], value: float = 0) -> tuple[Tensor, Tensor]:
    r"""Put sequences of different lengths into one tensor, filled up at the end.

    .. math:: x_{n, t} = \begin{cases} s^{(n)}_t & t \le T_n \\ v & T_n < t \le T \end{cases}
              \qquad T = \max_n T_n

    with the sequences :math:`s^{(n)}` of lengths :math:`T_n` and the filling :math:`v`. The work
    is done by ``torch.nn.utils.rnn.pad_sequence``, which does not return the lengths.

    Parameters
    ----------
    sequences : sequence of N tensors of shape (T_n, D), or (T_n,)
        The sequences, all of the same dtype: of shape (T_n, D) with the same D, floating point,
        or of shape (T_n,), integers, such as the numbers of words that an embedding looks up.
    value : float or int
        The filling; among integers it is an integer. An embedding has a row for each number up to
        the largest, so that ``value=V`` asks for ``torch.nn.Embedding(V + 1, ..., padding_idx=V)``.

    Returns
    -------
    x : Tensor of shape (N, T, D), or (N, T)
        The padded sequences, of their own dtype; T is the greatest length.
    lengths : Tensor of shape (N,)
        The lengths T_n, int64.

    Examples
    --------
    >>> x, lengths = pad([torch.ones(3, 1), torch.ones(1, 1)])
    >>> x[:, :, 0].tolist(), lengths.tolist()
    ([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]], [3, 1])
    >>> pad([torch.tensor([2, 0, 1]), torch.tensor([1])], value=3)[0].tolist()
    [[2, 0, 1], [1, 3, 3]]
    """
    items = _checked_items(sequences)
    if items[0].is_floating_point():
        value = number("value", value)
    else:
        limits = torch.iinfo(items[0].dtype)
        value = integer("value", value, minimum=limits.min, maximum=limits.max)
    x = pad_sequence(items, batch_first=True, padding_value=value)
    return x, torch.tensor([len(item) for item in items])


def length_mask(lengths: Tensor, length: int) -> Tensor:
    r"""Return which steps of a padded batch are real.

    .. math:: m_{n, t} = [t \le T_n], \qquad t = 1, \dots, T

    Parameters
    ----------
    lengths : Tensor of shape (N,)
        The lengths T_n, int64, from 1 to T.
    length : int
        T, the length of the padded sequences.

    Returns
    -------
    Tensor of shape (N, T)
        True where the step is real, bool.

    Examples
    --------
    >>> length_mask(torch.tensor([3, 1]), 3).int().tolist()
    [[1, 1, 1], [1, 0, 0]]
    """
    length = integer("length", length)
    lengths = _checked_lengths(lengths, maximum=length)
    return torch.arange(length, device=lengths.device) < lengths[:, None]


def last_states(hidden_states: Tensor, lengths: Tensor) -> Tensor:
    r"""Return the hidden state after the last real element of each padded sequence.

    .. math:: h^{(n)} = h_{n, T_n}

    Parameters
    ----------
    hidden_states : Tensor of shape (N, T, H)
        All hidden states, such as the first result of ``torch.nn.RNN``, batch first.
    lengths : Tensor of shape (N,)
        The lengths T_n, int64, from 1 to T.

    Returns
    -------
    Tensor of shape (N, H)
        One state for each sequence.

    Examples
    --------
    >>> states = torch.arange(6.0).reshape(2, 3, 1)
    >>> last_states(states, torch.tensor([3, 1])).tolist()
    [[2.0], [3.0]]
    """
    states = sequences("hidden_states", hidden_states)
    lengths = _checked_lengths(lengths, maximum=states.shape[1], count=len(states))
    rows = torch.arange(len(states), device=states.device)
    return states[rows, lengths.to(states.device) - 1]


def _checked_items(value: Any) -> list[Tensor]:
    expected = (
        "sequences must be a list of floating-point tensors of shape (T_n, D), "
        "or of integer ones of shape (T_n,)"
    )
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"{expected}, got {quote(value)}")
    if not value:
        raise ValueError(f"{expected}, got none")
    for item in value:
        if not isinstance(item, Tensor) or item.dtype == torch.bool or item.is_complex():
            raise TypeError(f"{expected}, got {quote(item)} among them")
        if item.ndim != (2 if item.is_floating_point() else 1) or item.numel() == 0:
            raise ValueError(f"{expected}, none of them empty, got {quote(item)} among them")
        if item.shape[1:] != value[0].shape[1:] or item.dtype != value[0].dtype:
            raise ValueError(
                f"{expected}, of one dtype and of one D, got {quote(value[0])} and {quote(item)}"
            )
        if item.is_floating_point():
            require_finite("one of sequences", item)
    return list(value)


def _checked_lengths(value: Tensor, *, maximum: int, count: int | None = None) -> Tensor:
    expected = f"lengths must be an int64 tensor of shape ({'N' if count is None else count},)"
    if not isinstance(value, Tensor) or value.dtype != torch.int64:
        raise TypeError(f"{expected}, got {quote(value)}")
    if value.ndim != 1 or len(value) == 0 or (count is not None and len(value) != count):
        raise ValueError(f"{expected}, got {quote(value)}")
    low, high = int(value.min()), int(value.max())
    if low < 1 or high > maximum:
        worst = low if low < 1 else high
        raise ValueError(f"lengths must be from 1 to {maximum}, got {worst}")
    return value
