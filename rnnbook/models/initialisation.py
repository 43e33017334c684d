"""Where a network starts: torch's own draws, from a seed that is passed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from rnnbook.arguments import generator_from

__all__ = ["seeded"]


@contextmanager
def seeded(seed: int | torch.Generator) -> Iterator[None]:
    """Make torch's layers draw their weights from ``seed``, and leave the global state untouched.

    With an integer the layers built inside get the weights they would get after
    ``torch.manual_seed(seed)``. With a generator the integer is drawn from it.

    Parameters
    ----------
    seed : int or torch.Generator
        Where the randomness comes from.

    Raises
    ------
    TypeError, ValueError
        If ``seed`` is neither a generator nor an integer from 0 to 2**63 - 1.

    Examples
    --------
    >>> with seeded(7):
    ...     a = torch.nn.Linear(2, 2)
    >>> with seeded(7):
    ...     b = torch.nn.Linear(2, 2)
    >>> bool((a.weight == b.weight).all())
    True
    """
    generator = generator_from("seed", seed)
    if isinstance(seed, torch.Generator):
        start = int(torch.randint(2**63 - 1, (1,), generator=generator))
    else:
        start = generator.initial_seed()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(start)
        yield
