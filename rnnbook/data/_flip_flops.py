"""A memory of a few bits: channels that are set, cleared, and left alone for a while."""

from __future__ import annotations

import torch
from torch import Tensor

from rnnbook.arguments import generator_from, integer, number
from rnnbook.data._draws import uniform

__all__ = ["flip_flops"]


def flip_flops(
    count: int,
    length: int,
    *,
    bits: int = 3,
    chance: float = 0.2,
    seed: int | torch.Generator,
) -> tuple[Tensor, Tensor]:
    r"""Return pulses on several channels, and at every step the pattern of the last ones.

    At each step a channel has a pulse, +1 or -1 with equal chance, with probability ``chance``,
    and is 0 otherwise; at the first step all channels have one. The bit of a channel is 1 if its
    last pulse was +1, and 0 if it was -1. The label is the number that the bits spell,

    .. math:: y_t = \sum_{d=1}^{D} 2^{D - d}\, [\text{the last pulse of channel } d
              \text{ up to step } t \text{ was } {+1}]

    so that a network which labels every step right must remember every bit. It is the flip-flop
    task of Sussillo and Barak (2013), as a classification.

    Parameters
    ----------
    count : int
        N, how many sequences.
    length : int
        T, the number of time steps.
    bits : int
        D, the number of channels, at most 8.
    chance : float
        The probability of a pulse, above 0 and at most 1.
    seed : int or torch.Generator
        Where the randomness comes from.

    Returns
    -------
    x : Tensor of shape (N, T, D)
        The pulses, of torch's default dtype.
    y : Tensor of shape (N, T)
        The labels, int64, below :math:`2^D`.

    Examples
    --------
    >>> x, y = flip_flops(1, 6, bits=2, chance=0.3, seed=1)
    >>> x[0].int().tolist()
    [[-1, 1], [0, 0], [-1, 0], [0, 0], [0, 0], [0, 0]]
    >>> y[0].tolist()
    [1, 1, 1, 1, 1, 1]
    """
    count, length = integer("count", count), integer("length", length)
    bits = integer("bits", bits, maximum=8)
    chance = number("chance", chance, above=0, maximum=1)
    generator = generator_from("seed", seed)
    shape = (count, length, bits)
    pulsed = uniform(*shape, generator=generator) < chance
    pulsed[:, 0] = True
    signs = torch.randint(0, 2, shape, generator=generator) * 2 - 1
    x = pulsed * signs
    # The last step with a pulse, up to each step.
    steps = torch.arange(length)[:, None].expand(shape) * pulsed
    last = x.gather(1, steps.cummax(dim=1).values)
    powers = 2 ** torch.arange(bits - 1, -1, -1)
    return x.to(torch.get_default_dtype()), ((last > 0) * powers).sum(dim=-1)
