"""When to stop: as soon as the validation loss has not improved for a while."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.arguments import instance, integer, number
from rnnbook.models import RNNEnsemble, StackedModules

__all__ = ["EarlyStopping", "EnsembleEarlyStopping"]


class EarlyStopping:
    """Watch a validation loss, keep the best weights, and say when patience has run out.

    Parameters
    ----------
    patience : int
        How many epochs in a row may pass without a new lowest loss.
    min_delta : float
        By how much a loss must be lower to count as new lowest, at least 0.

    Attributes
    ----------
    best_epoch : int or None
        The epoch with the lowest loss so far, counted from 1.
    best_loss : float
        That loss; infinite before the first epoch.

    Examples
    --------
    >>> model = nn.Linear(1, 1)
    >>> stopping = EarlyStopping(patience=2)
    >>> [stopping.update(epoch, loss, model) for epoch, loss in enumerate([3, 1, 2, 2], start=1)]
    [False, False, False, True]
    >>> stopping.best_epoch
    2
    """

    def __init__(self, patience: int, *, min_delta: float = 0.0) -> None:
        self.patience = integer("patience", patience)
        self.min_delta = number("min_delta", min_delta, minimum=0)
        self.best_epoch: int | None = None
        self.best_loss = float("inf")
        self._best_state: dict[str, Any] = {}
        self._waited = 0

    def update(self, epoch: int, loss: float, model: nn.Module) -> bool:
        """Take note of an epoch's validation loss; return whether to stop."""
        epoch = integer("epoch", epoch)
        loss = number("loss", loss)
        instance("model", model, nn.Module, "a torch.nn.Module")
        if loss < self.best_loss - self.min_delta:
            self.best_epoch, self.best_loss = epoch, loss
            self._best_state = {name: value.clone() for name, value in model.state_dict().items()}
            self._waited = 0
        else:
            self._waited += 1
        return self._waited >= self.patience

    def restore(self, model: nn.Module) -> None:
        """Give ``model`` the weights of the best epoch."""
        instance("model", model, nn.Module, "a torch.nn.Module")
        if self.best_epoch is None:
            raise ValueError("model cannot be restored before the first call of update")
        model.load_state_dict(self._best_state)


class EnsembleEarlyStopping:
    """Early stopping for each member: its best weights, and how long it has waited for better."""

    def __init__(self, ensemble: RNNEnsemble | StackedModules, patience: int) -> None:
        self.ensemble, self.patience = ensemble, patience
        self.weights = [p.detach().clone() for p in ensemble.parameters()]
        device = self.weights[0].device
        self.loss = torch.full((ensemble.members,), torch.inf, device=device)
        self.epoch = torch.zeros(ensemble.members, dtype=torch.int64, device=device)
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
