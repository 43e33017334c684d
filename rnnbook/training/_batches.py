"""Which sequences share a step: all of them in order, or batches drawn anew in each epoch."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rnnbook.arguments import generator_from, instance

__all__ = ["BatchOrder", "batch_rows", "gather_batch"]


def batch_rows(count: int, size: int, generator: torch.Generator) -> list[Tensor | slice]:
    """Return the rows of each batch of an epoch: all in order, or drawn anew."""
    if size >= count:
        return [slice(None)]
    return list(torch.randperm(count, generator=generator).split(size))


class BatchOrder:
    """The members' orders of the data: each drawn as ``train`` draws it with that seed."""

    def __init__(
        self, members: int, count: int, batch_size: int, seeds: Sequence[int] | None
    ) -> None:
        if seeds is None:
            seeds = [0] * members
        instance("seeds", seeds, Sequence, "a sequence of integers")
        if len(seeds) != members:
            raise ValueError(
                f"seeds must hold one seed for each of {members} members, got {len(seeds)}"
            )
        self.generators = [generator_from(f"seeds[{s}]", seed) for s, seed in enumerate(seeds)]
        self.count, self.batch_size = count, batch_size

    def epoch(self) -> list[Tensor | None]:
        """Return the rows of each batch, (S, B); None for all rows in order."""
        if self.batch_size >= self.count:
            return [None]
        drawn = [torch.randperm(self.count, generator=g) for g in self.generators]
        return list(torch.stack(drawn).split(self.batch_size, dim=1))


def gather_batch(values: Tensor, rows: Tensor | None, *, shared: bool) -> Tensor:
    """Return the rows of a batch, (S, B, ...), from values shared by all or one set for each."""
    if rows is None:
        return values
    rows = rows.to(values.device)
    if shared:
        return values[rows]
    return values[torch.arange(len(values), device=values.device)[:, None], rows]
