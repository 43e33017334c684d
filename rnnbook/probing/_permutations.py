"""Every order, or a sample of them: what a network makes of the same elements rearranged."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.arguments import (
    generator_from,
    instance,
    integer,
    one_of,
    quote,
    require_finite,
    sequences,
)
from rnnbook.models import logits_of

__all__ = ["RULES", "agreement", "classify_orders", "permutations"]

LARGEST = 8


def permutations(length: int, *, count: int | None = None, seed: Any = 0) -> Tensor:
    """Return all orders of so many places, or a random sample of them.

    Parameters
    ----------
    length : int
        T, the number of places.
    count : int, optional
        How many orders to draw, each at random and independently; if left out, all T! of them,
        for T up to 8.
    seed : int or torch.Generator
        Where the sample comes from.

    Returns
    -------
    Tensor of shape (P, T)
        Orders of 0, ..., T - 1, int64. The full list starts with the unchanged one and ends
        with the reversed one.

    Examples
    --------
    >>> permutations(3)[:2].tolist()
    [[0, 1, 2], [0, 2, 1]]
    >>> permutations(20, count=1000, seed=0).shape
    torch.Size([1000, 20])
    """
    length = integer("length", length)
    generator = generator_from("seed", seed)
    if count is None:
        if length > LARGEST:
            raise ValueError(
                f"length must be at most {LARGEST} where no count is given, got {length}"
            )
        return torch.tensor(list(itertools.permutations(range(length))))
    drawn = [torch.randperm(length, generator=generator) for _ in range(integer("count", count))]
    return torch.stack(drawn)


def classify_orders(model: nn.Module, sequence: Tensor, orders: Tensor) -> Tensor:
    r"""Return the class that a model gives a sequence in each of many orders.

    A model that is blind to order gives them all the same.

    Parameters
    ----------
    model : torch.nn.Module
        A classifier with logits (N, C), or an ensemble with (S, N, C).
    sequence : Tensor of shape (T, D)
        The elements.
    orders : Tensor of shape (P, T)
        The orders, as ``permutations`` returns them.

    Returns
    -------
    Tensor of shape (P,) or (S, P)
        The classes, int64.

    Examples
    --------
    >>> from rnnbook.models import OrderBlindMLP
    >>> blind, ramp = OrderBlindMLP(1, 8, 2), torch.arange(1.0, 6.0)[:, None]
    >>> len(classify_orders(blind, ramp, permutations(5)).unique())
    1
    """
    instance("sequence", sequence, Tensor, "a tensor of shape (T, D)")
    if sequence.ndim != 2:
        raise ValueError(f"sequence must be of shape (T, D), got {quote(sequence)}")
    sequences("sequence", sequence[None])
    _check_orders(orders, len(sequence))
    return logits_of(model, sequence[orders], name="sequence").argmax(dim=-1)


def _last_element(values: Tensor) -> Tensor:
    return values[:, -1] - values.mean(dim=1)


def _first_against_last(values: Tensor) -> Tensor:
    return values[:, -1] - values[:, 0]


def _kendall(values: Tensor) -> Tensor:
    first, second = torch.triu_indices(values.shape[1], values.shape[1], offset=1)
    return (values[:, second] - values[:, first]).sign().sum(dim=1)


# Each returns a number above 0 where the rule says "rising", below 0 where it says "falling".
RULES: dict[str, Callable[[Tensor], Tensor]] = {
    "last element above the mean": _last_element,
    "first below last": _first_against_last,
    "Kendall's tau above 0": _kendall,
}


def agreement(classes: Tensor, values: Tensor, rule: str) -> Tensor:
    r"""Return the share of sequences on which a network's classes agree with a rule.

    The rules say "rising" (class 1) or "falling" (class 0) of a sequence of numbers. Sequences
    of which a rule cannot tell (a tie) are left out.

    Parameters
    ----------
    classes : Tensor of shape (P,) or (S, P)
        What the networks said, 0 or 1.
    values : Tensor of shape (P, T)
        The sequences, of floating-point numbers or integers.
    rule : str
        One of ``RULES``.

    Returns
    -------
    Tensor of shape () or (S,)
        The shares, float64.

    Raises
    ------
    TypeError, ValueError
        If the rule can tell of no sequence.

    Examples
    --------
    >>> values = torch.tensor([[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]])
    >>> agreement(torch.tensor([1, 1]), values, "first below last").item()
    0.5
    """
    one_of("rule", rule, RULES)
    instance("values", values, Tensor, "a tensor of shape (P, T)")
    if values.ndim != 2 or not values.numel():
        raise ValueError(f"values must be a tensor of shape (P, T), got {quote(values)}")
    expected = f"classes must be an int64 tensor of shape ({len(values)},) or (S, {len(values)})"
    if not isinstance(classes, Tensor) or classes.dtype != torch.int64:
        raise TypeError(f"{expected}, got {quote(classes)}")
    if classes.ndim not in (1, 2) or classes.shape[-1] != len(values):
        raise ValueError(f"{expected}, got {quote(classes)}")
    require_finite("values", values)
    verdict = RULES[rule](values if values.is_floating_point() else values.double())
    decided = verdict != 0
    if not decided.any():
        raise ValueError(f"rule must decide at least one sequence, got {rule!r} and only ties")
    same = (classes == (verdict > 0))[..., decided]
    return same.double().mean(dim=-1)


def _check_orders(orders: Any, length: int) -> None:
    expected = f"orders must be an int64 tensor of shape (P, {length}), each row an order"
    if not isinstance(orders, Tensor) or orders.dtype != torch.int64:
        raise TypeError(f"{expected}, got {quote(orders)}")
    if orders.ndim != 2 or orders.shape[1] != length or not len(orders):
        raise ValueError(f"{expected}, got {quote(orders)}")
    if not (orders.sort(dim=1).values == torch.arange(length, device=orders.device)).all():
        raise ValueError(f"{expected}, got a row that is none: {quote(orders)}")
