"""The training loop, plain enough to read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer

from rnnbook.arguments import (
    class_labels,
    flag,
    generator_from,
    integer,
    number,
    outside_inference,
)
from rnnbook.training._batches import batch_rows
from rnnbook.training._metrics import evaluate, single_logits
from rnnbook.training._progress import track
from rnnbook.training._requirements import (
    require_gradients,
    require_path,
    trained_parameters,
    validation_pair,
)
from rnnbook.training._stopping import EarlyStopping

__all__ = ["DivergedError", "History", "train"]


@dataclass
class History:
    """What a training went through, one entry for each epoch.

    Attributes
    ----------
    loss : list of float
        The mean training loss of the epoch in nats, each batch measured before its own step.
    validation_loss, validation_accuracy : list of float
        Measured after the epoch; empty if no validation data was given.
    best_epoch : int or None
        With early stopping, the epoch whose weights the model has now, counted from 1.
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    best_epoch: int | None = None

    @property
    def epochs(self) -> int:
        """How many epochs were run."""
        return len(self.loss)


class DivergedError(ArithmeticError):
    """The loss is no longer a finite number.

    Attributes
    ----------
    history : History
        The epochs that were completed before.
    """

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def train(
    model: nn.Module,
    optimizer: Optimizer,
    x: Tensor,
    y: Tensor,
    *,
    epochs: int,
    batch_size: int | None = None,
    clip_norm: float | None = None,
    validation: tuple[Tensor, Tensor] | None = None,
    patience: int | None = None,
    seed: int | torch.Generator = 0,
    progress: bool = True,
) -> History:
    r"""Train a classifier of sequences by gradient descent on the cross-entropy.

    Each epoch goes once through the sequences, batch by batch: clear the gradients, compute the
    logits, measure the loss, backpropagate, and let the optimiser take its step.

    .. math:: L = -\frac{1}{N} \sum_{n=1}^{N} \log
              \frac{e^{z_{n, y_n}}}{\sum_c e^{z_{n, c}}}

    Parameters
    ----------
    model : torch.nn.Module
        Maps sequences of shape (N, T, D) to logits z of shape (N, C). It is trained in place.
    optimizer : torch.optim.Optimizer
        Holds the model's parameters, or some of them; those that are frozen (``requires_grad`` is
        False) stay as they are.
    x : Tensor of shape (N, T, D)
        The training sequences.
    y : Tensor of shape (N,)
        Their labels, the numbers of classes: int64, each below C.
    epochs : int
        How many times to go through the data, at most.
    batch_size : int, optional
        How many sequences share a step. All of them, in order, if left out; otherwise their
        order is drawn anew each epoch.
    clip_norm : float, optional
        The largest norm that the gradient of all that is trained may have; a longer one is scaled
        down to it (Pascanu, Mikolov and Bengio, 2013, Algorithm 1).
    validation : pair of Tensors, optional
        Sequences and labels to measure after each epoch. Nothing is learned from them.
    patience : int, optional
        Stop when the validation loss has had no new minimum for so many epochs, and go back to
        the weights of the best one. Needs ``validation``.
    seed : int or torch.Generator
        Where the order of the batches comes from.
    progress : bool
        Whether to show a bar if the training takes longer than a second.

    Returns
    -------
    History
        The losses, epoch by epoch.

    Raises
    ------
    TypeError, ValueError
        If an argument is refused; the model is then as it was.
    RuntimeError
        If gradients are switched off, as they are under ``torch.no_grad()``.
    DivergedError
        If the loss becomes infinite or undefined. The model keeps the last weights that had a
        finite loss's gradient behind them.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> model = SimpleRNN(1, 8, 2)
    >>> optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    >>> history = train(model, optimizer, *two_ramps(), epochs=100)
    >>> history.epochs, history.loss[-1] < 0.1
    (100, True)
    """
    require_gradients("train")
    _check_data(model, x, y)
    x, y = outside_inference(x), outside_inference(y)
    trained = trained_parameters("model", model, optimizer)
    epochs = integer("epochs", epochs)
    batch_size = len(x) if batch_size is None else integer("batch_size", batch_size)
    clip_norm = None if clip_norm is None else number("clip_norm", clip_norm, above=0)
    if validation is not None:
        x_new, y_new = validation_pair(validation)
        try:
            _check_data(model, x_new, y_new)
        except (TypeError, ValueError) as error:
            raise type(error)(f"validation must be usable: {error}") from error
    if patience is not None and validation is None:
        raise ValueError(f"patience needs validation data, got patience {patience} without any")
    stopping = None if patience is None else EarlyStopping(patience)
    generator = generator_from("seed", seed)
    steps = range(1, epochs + 1)

    history = History()
    model.train()
    for epoch in track(steps, "epochs") if flag("progress", progress) else steps:
        total = 0.0
        for batch in batch_rows(len(x), batch_size, generator):
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(x[batch]), y[batch])
            require_path("model", loss)
            _require_finite("loss", loss.item(), epoch, history)
            loss.backward()
            if clip_norm is not None:
                nn.utils.clip_grad_norm_(trained, clip_norm)
            optimizer.step()
            total += loss.item() * len(y[batch])
        history.loss.append(total / len(x))

        if validation is not None:
            score = evaluate(model, *validation)
            _require_finite("validation loss", score.loss, epoch, history)
            history.validation_loss.append(score.loss)
            history.validation_accuracy.append(score.accuracy)
            if stopping is not None and stopping.update(epoch, score.loss, model):
                break
    if stopping is not None:
        stopping.restore(model)
        history.best_epoch = stopping.best_epoch
    return history


def _require_finite(name: str, loss: float, epoch: int, history: History) -> None:
    if not math.isfinite(loss):
        raise DivergedError(
            f"the {name} became {loss} in epoch {epoch}; try a smaller learning rate or clip_norm",
            history,
        )


def _check_data(model: nn.Module, x: Tensor, y: Tensor) -> None:
    # Two sequences show already whether the model can read them, and how many classes it has.
    num_classes = single_logits(model, x, first=2).shape[1]
    class_labels("y", y, count=len(x), num_classes=num_classes)
