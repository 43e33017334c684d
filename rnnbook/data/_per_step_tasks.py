"""Tasks with a label at every step, which the element at that step does not give away."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from rnnbook.arguments import generator_from, integer
from rnnbook.data._draws import uniform

__all__ = ["rise_or_fall", "running_parity"]


def rise_or_fall(count: int, length: int, *, seed: int | torch.Generator) -> tuple[Tensor, Tensor]:
    r"""Return random numbers, labelled at each step by whether they are larger than the last.

    .. math:: x_t \sim \mathcal U(-1, 1), \qquad y_t = [x_t > x_{t-1}], \qquad x_0 = 0

    Whoever sees :math:`x_t` alone is right with probability 3/4 at best, from the second step on.

    Parameters
    ----------
    count : int
        N, how many sequences.
    length : int
        T, the number of time steps.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    x : Tensor of shape (N, T, 1)
        The sequences, of torch's default dtype.
    y : Tensor of shape (N, T)
        A label for each step, int64.

    Examples
    --------
    >>> x, y = rise_or_fall(2, 5, seed=0)
    >>> x.shape, bool((y[:, 1:] == (x[:, 1:, 0] > x[:, :-1, 0])).all())
    (torch.Size([2, 5, 1]), True)
    """
    count, length = integer("count", count), integer("length", length)
    generator = generator_from("seed", seed)
    x = 2 * uniform(count, length, generator=generator) - 1
    before = functional.pad(x[:, :-1], (1, 0))
    return x[:, :, None], (x > before).long()


def running_parity(
    count: int, length: int, *, seed: int | torch.Generator
) -> tuple[Tensor, Tensor]:
    r"""Return random bits, labelled at each step by whether an odd number of them was 1 so far.

    .. math:: P(x_t = 0) = P(x_t = 1) = \tfrac12, \qquad y_t = (x_1 + \dots + x_t) \bmod 2

    Whoever has missed one of the first t bits knows nothing about :math:`y_t`.

    Parameters
    ----------
    count : int
        N, how many sequences.
    length : int
        T, the number of time steps.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    x : Tensor of shape (N, T, 1)
        The bits, of torch's default dtype.
    y : Tensor of shape (N, T)
        A label for each step, int64.

    Examples
    --------
    >>> x, y = running_parity(2, 6, seed=0)
    >>> x.shape, bool((y == x[:, :, 0].cumsum(dim=1) % 2).all())
    (torch.Size([2, 6, 1]), True)
    """
    count, length = integer("count", count), integer("length", length)
    generator = generator_from("seed", seed)
    bits = torch.randint(2, (count, length), generator=generator)
    return bits[:, :, None].to(torch.get_default_dtype()), bits.cumsum(dim=1) % 2
