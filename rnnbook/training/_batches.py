"""What each member of an ensemble has for itself: order of data, clipping, stopping, an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from rnnbook.arguments import generator_from, instance

__all__ = ["Best", "Orders", "clip_each", "step_of", "take"]


class Orders:
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


class Best:
    """Early stopping for each member: its best weights, and how long it has waited for better."""

    def __init__(self, ensemble: nn.Module, members: int, patience: int) -> None:
        self.ensemble, self.patience = ensemble, patience
        self.weights = [p.detach().clone() for p in ensemble.parameters()]
        device = self.weights[0].device
        self.loss = torch.full((members,), torch.inf, device=device)
        self.epoch = torch.zeros(members, dtype=torch.int64, device=device)
        self.waited = torch.zeros_like(self.epoch)

    def update(self, epoch: int, loss: Tensor, active: Tensor) -> Tensor:
        """Take note of an epoch's validation losses; return which members should stop."""
        self.loss = self.loss.to(loss.dtype)
        better = active & (loss < self.loss)
        self.loss = torch.where(better, loss, self.loss)
        self.epoch = torch.where(better, epoch, self.epoch)
        self.waited = torch.where(better, 0, self.waited + 1)
        for kept, p in zip(self.weights, self.ensemble.parameters(), strict=True):
            kept[better] = p.detach()[better]
        return active & (self.waited >= self.patience)

    @torch.no_grad()
    def restore(self) -> None:
        """Give every member that had an epoch its best weights."""
        seen = self.epoch > 0
        for kept, p in zip(self.weights, self.ensemble.parameters(), strict=True):
            p[seen] = kept[seen]


def take(values: Tensor, rows: Tensor | None, *, shared: bool) -> Tensor:
    """Return the rows of a batch, (S, B, ...), from values shared by all or one set for each."""
    if rows is None:
        return values
    rows = rows.to(values.device)
    if shared:
        return values[rows]
    return values[torch.arange(len(values), device=values.device)[:, None], rows]


@torch.no_grad()
def clip_each(parameters: Iterable[nn.Parameter], clip_norm: float) -> None:
    """Scale down each member's gradient to ``clip_norm``, as ``clip_grad_norm_`` does for one."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    # A parameter may be one number for each member, as the slope of a PReLU is.
    squares = [g.square().reshape(len(g), -1).sum(dim=1) for g in gradients]
    factor = (clip_norm / (torch.stack(squares).sum(dim=0).sqrt() + 1e-6)).clamp(max=1)
    for gradient in gradients:
        gradient *= factor.reshape(-1, *[1] * (gradient.ndim - 1))


@torch.no_grad()
def step_of(optimizer: Optimizer, ensemble: nn.Module, active: Tensor) -> None:
    """Take the optimiser's step for the active members; the others keep their weights."""
    if active.all():
        optimizer.step()
        return
    before = [p.detach().clone() for p in ensemble.parameters()]
    optimizer.step()
    for kept, p in zip(before, ensemble.parameters(), strict=True):
        p[~active] = kept[~active]
