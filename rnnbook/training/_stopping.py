"""When to stop: as soon as the validation loss has not improved for a while."""

from __future__ import annotations

from typing import Any

from torch import nn

from rnnbook.arguments import instance, integer, number

__all__ = ["EarlyStopping"]


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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of the kind named above.

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
