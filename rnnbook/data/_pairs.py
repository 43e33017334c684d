"""Twin tasks: every sequence has a twin with the same values in another order, and the other label.

A model that cannot see order must give both twins the same answer, so it is right on exactly one
of them. Twins stand next to each other: rows 0 and 1, rows 2 and 3, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnbook.arguments import generator_from, instance, integer, number, quote
from rnnbook.data._draws import normal, uniform

__all__ = ["first_mark_pairs", "trend_pairs"]


def trend_pairs(
    pairs: int, length: int, *, noise: float = 1.0, seed: int | torch.Generator
) -> tuple[Tensor, Tensor]:
    r"""Return noisy ramps (label 1) and the same values read backwards (label 0).

    .. math:: x_t = \frac{2t - T - 1}{T - 1} + \varepsilon_t,
              \qquad \varepsilon_t \sim \mathcal N(0, \mathit{noise}^2)

    The ramp climbs from -1 to 1. Reading a sequence backwards turns the trend round and keeps
    every value.

    Parameters
    ----------
    pairs : int
        How many pairs of twins; N is ``2 * pairs``.
    length : int
        The number of time steps T, at least 2.
    noise : float
        The standard deviation of the noise, at least 0.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    x : Tensor of shape (2 * pairs, T, 1)
        Twins in neighbouring rows, of torch's default dtype.
    y : Tensor of shape (2 * pairs,)
        1, 0, 1, 0 and so on, int64.

    Examples
    --------
    >>> x, y = trend_pairs(3, 20, seed=0)
    >>> x.shape, y.tolist(), bool((x[0] == x[1].flip(0)).all())
    (torch.Size([6, 20, 1]), [1, 0, 1, 0, 1, 0], True)
    """
    pairs = integer("pairs", pairs)
    length = integer("length", length, minimum=2)
    noise = number("noise", noise, minimum=0)
    generator = generator_from("seed", seed)
    ramp = torch.linspace(-1, 1, length)
    rising = ramp + noise * normal(pairs, length, generator=generator)
    return _interleave(rising, rising.flip(1))


def first_mark_pairs(
    pairs: int,
    length: int,
    *,
    noise: float = 0.2,
    positions: Sequence[int] | None = None,
    seed: int | torch.Generator,
) -> tuple[Tensor, Tensor]:
    r"""Return noise with a mark of +1 and a mark of -1; the label says which came first.

    Two different positions are drawn for each pair of twins. In the first twin the +1 stands at
    the earlier position (label 1), in the second twin the two marks have changed places
    (label 0). All other steps are noise, the same in both twins:
    :math:`x_t \sim \mathcal N(0, \mathit{noise}^2)`.

    Parameters
    ----------
    pairs : int
        How many pairs of twins; N is ``2 * pairs``.
    length : int
        The number of time steps T, at least 2.
    noise : float
        The standard deviation of the noise, at least 0.
    positions : sequence of int, optional
        The steps, counted from 1 to T, at which marks may stand, at least two different ones;
        all steps if left out.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    x : Tensor of shape (2 * pairs, T, 1)
        Twins in neighbouring rows, of torch's default dtype.
    y : Tensor of shape (2 * pairs,)
        1, 0, 1, 0 and so on, int64.

    Examples
    --------
    >>> x, y = first_mark_pairs(1, 6, noise=0.0, seed=1)
    >>> plus, minus = x[0, :, 0].argmax().item(), x[0, :, 0].argmin().item()
    >>> plus < minus, bool((x[0].sort(0).values == x[1].sort(0).values).all()), y.tolist()
    (True, True, [1, 0])
    """
    pairs = integer("pairs", pairs)
    length = integer("length", length, minimum=2)
    noise = number("noise", noise, minimum=0)
    allowed = None if positions is None else _allowed(positions, length)
    generator = generator_from("seed", seed)
    plus_first = noise * normal(pairs, length, generator=generator)
    # The two largest of T uniform draws stand at two different, uniformly drawn places.
    draws = uniform(pairs, length, generator=generator)
    if allowed is not None:
        draws[:, ~allowed] = -1.0
    places = draws.topk(2).indices.sort(dim=1).values
    marks = torch.tensor([1.0, -1.0]).expand(pairs, 2)
    minus_first = plus_first.scatter(1, places, -marks)
    plus_first = plus_first.scatter(1, places, marks)
    return _interleave(plus_first, minus_first)


def _allowed(positions: Sequence[int], length: int) -> Tensor:
    """Return which of T steps are among ``positions``."""
    instance("positions", positions, Sequence, "a sequence of integers")
    steps = {
        integer(f"positions[{i}]", step, maximum=length) - 1 for i, step in enumerate(positions)
    }
    if len(steps) < 2:
        raise ValueError(f"positions must hold at least 2 different steps, got {quote(positions)}")
    allowed = torch.zeros(length, dtype=torch.bool)
    allowed[list(steps)] = True
    return allowed


def _interleave(ones: Tensor, zeros: Tensor) -> tuple[Tensor, Tensor]:
    """Put sequences of shape (pairs, T) with label 1 and label 0 in alternating rows."""
    x = torch.stack([ones, zeros], dim=1).flatten(0, 1)[:, :, None]
    y = torch.tensor([1, 0]).repeat(len(ones))
    return x, y
