"""What a hidden state still tells of the inputs that came before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from rnnbook.arguments import instance, integer, number, quote, require_finite, sequences

__all__ = ["memory_curve", "state_distance"]


def memory_curve(h: Tensor, x: Tensor, lags: Iterable[int], *, held_out: float = 0.5) -> Tensor:
    r"""Measure how well each earlier input can be read from the last hidden state.

    For each lag k, the input :math:`x_{T-k}` is predicted from :math:`h_T` by least squares,

    .. math::
        \hat x_{T-k} = A_k h_T + c_k, \qquad
        R^2_k = 1 - \frac{\sum (x_{T-k} - \hat x_{T-k})^2}{\sum (x_{T-k} - \bar x_{T-k})^2}.

    The first sequences fix :math:`A_k`, :math:`c_k` and the mean :math:`\bar x_{T-k}`; both sums go
    over the others, which are held out. 1 means that the input can be read without error, 0 that
    the state helps no more than knowing the mean. Chance can take a value a little below 0. All is
    computed in float64.

    For independent inputs with one feature, the :math:`R^2_k` of all lags together are at most H,
    but for chance: a state of H numbers has H directions to keep orthogonal signals in. Jaeger
    called their sum the memory capacity.

    Parameters
    ----------
    h : Tensor of shape (N, H) or (S, N, H)
        The last hidden state :math:`h_T` for each sequence, of one network or of S of them.
    x : Tensor of shape (N, T, D) or (S, N, T, D)
        The sequences that were read, in random order; the same for all members or one set for
        each. With several features, the mean of their :math:`R^2` is returned.
    lags : iterable of int
        The K lags, each from 0 (the last element) to T - 1 (the first).
    held_out : float
        The share of the sequences, above 0 and below 1, that is held out. The rest must be more
        than H + 1.

    Returns
    -------
    Tensor of shape (K,) or (S, K)
        :math:`R^2` for each lag, float64.

    Raises
    ------
    TypeError, ValueError
        If there are too few sequences, or an input
        does not vary.

    Examples
    --------
    A state that holds the last three inputs, and nothing else:

    >>> x = torch.randn(100, 5, 1, generator=torch.Generator().manual_seed(0))
    >>> curve = memory_curve(x[:, -3:, 0], x, [0, 1, 2, 3])
    >>> [round(value) for value in curve.tolist()]
    [1, 1, 1, 0]
    """
    h, x = _last_states(h), _members("x", x)
    if x.shape[-3] != h.shape[-2] or (x.ndim == 4 and x.shape[:1] != h.shape[:-2]):
        raise ValueError(
            f"h and x must belong to the same sequences, got {quote(h)} and {quote(x)}"
        )
    steps = x.shape[-2]
    chosen = [
        integer("a lag in lags", lag, minimum=0, maximum=steps - 1)
        for lag in instance("lags", lags, Iterable, "a collection of lags")
    ]
    if not chosen:
        raise ValueError(f"lags must hold at least one lag, got {quote(lags)}")
    h = h.detach().double()
    targets = x.detach().double()[..., [steps - 1 - k for k in chosen], :]
    count, size = h.shape[-2:]
    fitted = round(count * (1 - number("held_out", held_out, above=0, below=1)))
    if not size + 1 < fitted < count:
        raise ValueError(
            f"held_out must leave more than H + 1 = {size + 1} of {count} sequences to fit and "
            f"one to hold out, got {held_out}"
        )
    flat = targets.flatten(-2).expand(*h.shape[:-1], -1)  # (..., N, K D)
    r_squared = _r_squared(h, flat, fitted)
    return r_squared.unflatten(-1, targets.shape[-2:]).mean(dim=-1)


def state_distance(states: Tensor, others: Tensor) -> Tensor:
    r"""Return the Euclidean distance :math:`\lVert h_t - h'_t \rVert` at every step.

    With the states of a sequence and those of the same sequence after one element was changed, it
    shows how long the change is felt.

    Parameters
    ----------
    states, others : Tensor of shape (N, T, H) or (S, N, T, H)
        Two sets of hidden states, of the same shape.

    Returns
    -------
    Tensor of shape (N, T) or (S, N, T)
        The distances, in the units of the states.

    Raises
    ------
    TypeError, ValueError
        If the shapes differ.

    Examples
    --------
    >>> state_distance(torch.zeros(1, 2, 2), torch.tensor([[[3.0, 4.0], [0.0, 1.0]]])).tolist()
    [[5.0, 1.0]]
    """
    states, others = _members("states", states), _members("others", others)
    if states.shape != others.shape:
        raise ValueError(
            f"states and others must have the same shape, got {quote(states)} and {quote(others)}"
        )
    return (states - others).detach().norm(dim=-1)


def _last_states(value: Any) -> Tensor:
    """Return ``value`` if it has the shape (N, H) or (S, N, H) and holds finite numbers."""
    expected = "h must be a floating-point tensor of shape (N, H) or (S, N, H)"
    if not isinstance(value, Tensor) or not value.is_floating_point():
        raise TypeError(f"{expected}, got {quote(value)}")
    if value.ndim not in (2, 3) or 0 in value.shape:
        raise ValueError(f"{expected}, none of them 0, got {quote(value)}")
    require_finite("h", value)
    return value


def _members(name: str, value: Any) -> Tensor:
    """Return ``value`` if it has the shape (N, T, F) or (S, N, T, F) and holds finite numbers."""
    if not isinstance(value, Tensor) or value.ndim != 4:
        return sequences(name, value)
    if len(value) == 0:
        raise ValueError(f"{name} must have at least one member, got {quote(value)}")
    for member in value:  # one by one: a copy of all may be a gigabyte
        sequences(name, member)
    return value


def _r_squared(h: Tensor, y: Tensor, fitted: int) -> Tensor:
    """Return the held-out R^2 of the least-squares fit of y (..., N, K) to h (..., N, H)."""
    h = h - h[..., :fitted, :].mean(dim=-2, keepdim=True)
    y = y - y[..., :fitted, :].mean(dim=-2, keepdim=True)
    total = y[..., fitted:, :].square().sum(dim=-2)
    if (total == 0).any():
        raise ValueError("x must vary among the held-out sequences, got one that does not")
    # By singular values: the states of small networks are often close to linearly dependent.
    fit = torch.linalg.lstsq(h[..., :fitted, :], y[..., :fitted, :], driver="gelsd").solution
    errors = y[..., fitted:, :] - h[..., fitted:, :] @ fit
    return 1 - errors.square().sum(dim=-2) / total
