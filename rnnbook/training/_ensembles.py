"""Training many networks at once, each as if it were alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer

from rnnbook.arguments import (
    flag,
    integer,
    number,
    outside_inference,
    quote,
    require_classes,
    sequences,
)
from rnnbook.models import RNNEnsemble, StackedModules
from rnnbook.training._batches import BatchOrder, gather_batch
from rnnbook.training._progress import track
from rnnbook.training._requirements import (
    require_gradients,
    require_path,
    trained_parameters,
    validation_pair,
)
from rnnbook.training._stopping import EnsembleEarlyStopping

__all__ = ["EnsembleHistory", "EnsembleScore", "evaluate_ensemble", "train_ensemble"]

Ensemble = RNNEnsemble | StackedModules


class EnsembleScore(NamedTuple):
    """The loss in nats and the accuracy of each of S members, tensors of shape (S,)."""

    loss: Tensor
    accuracy: Tensor


@dataclass
class EnsembleHistory:
    """What each member's training went through, one row for each of S members.

    Attributes
    ----------
    loss : Tensor of shape (S, E)
        The mean training loss of each epoch in nats, each batch measured before its own step.
        NaN from the epoch on in which a member had stopped or diverged.
    validation_loss, validation_accuracy : Tensor of shape (S, E), or (S, 0)
        Measured after each epoch, where validation data were given; NaN as above.
    best_epoch : Tensor of shape (S,)
        With early stopping, the epoch whose weights a member has now, counted from 1; else 0.
    diverged : Tensor of shape (S,), bool
        Whether a member's loss became infinite or undefined. Its weights are those before.
    """

    loss: Tensor
    validation_loss: Tensor
    validation_accuracy: Tensor
    best_epoch: Tensor
    diverged: Tensor


def evaluate_ensemble(ensemble: Ensemble, x: Tensor, y: Tensor) -> EnsembleScore:
    """Return the loss and the accuracy of every member; the equations are those of ``evaluate``.

    Parameters
    ----------
    ensemble : RNNEnsemble or StackedModules
        S networks.
    x : Tensor of shape (N, T, D) or (S, N, T, D)
        The sequences, the same for all members or one set for each.
    y : Tensor of shape (N,) or (S, N); with a many-to-many head (N, T) or (S, N, T)
        The labels, int64.

    Returns
    -------
    EnsembleScore
        ``loss`` and ``accuracy``, each of shape (S,).

    Raises
    ------
    TypeError, ValueError
        If the members cannot read ``x``.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> ensemble = RNNEnsemble.from_seeds(range(10), 1, 8, 2)
    >>> evaluate_ensemble(ensemble, *two_ramps()).accuracy.shape
    torch.Size([10])
    """
    y = _check_data(ensemble, "x", x, "y", y)
    with torch.no_grad():
        logits = ensemble(x)
        right = logits.argmax(dim=-1) == y
        return EnsembleScore(_losses(logits, y), right.double().flatten(1).mean(dim=1))


def train_ensemble(
    ensemble: Ensemble,
    optimizer: Optimizer,
    x: Tensor,
    y: Tensor,
    *,
    epochs: int,
    batch_size: int | None = None,
    clip_norm: float | None = None,
    validation: tuple[Tensor, Tensor] | None = None,
    patience: int | None = None,
    seeds: Sequence[int] | None = None,
    progress: bool = True,
) -> EnsembleHistory:
    """Train S classifiers at once, each as ``train`` would train it alone.

    The loss is the sum of the members' losses, so that each member's gradient is its own. Every
    member has its own order of the data, clipping, early stopping and end: one that diverges or
    stops harms no other.

    Parameters
    ----------
    ensemble : RNNEnsemble or StackedModules
        The networks, trained in place.
    optimizer : torch.optim.Optimizer
        Holds the ensemble's parameters, or some of them; those that are frozen (``requires_grad``
        is False) stay as they are. It must treat every number by itself, as SGD and Adam
        and most others do; then a member's steps do not depend on the others.
    x : Tensor of shape (N, T, D) or (S, N, T, D)
        The training sequences, the same for all members or one set for each.
    y : Tensor of shape (N,) or (S, N); with a many-to-many head (N, T) or (S, N, T)
        Their labels, int64.
    epochs : int
        How many times to go through the data, at most.
    batch_size : int, optional
        How many sequences share a step; all of them, in order, if left out.
    clip_norm : float, optional
        The largest norm a member's gradient may have.
    validation : pair of Tensors, optional
        Sequences and labels to measure after each epoch, shaped as ``x`` and ``y``.
    patience : int, optional
        A member stops when its validation loss has had no new minimum for so many epochs, and
        goes back to its best weights. Needs ``validation``.
    seeds : sequence of S int, optional
        Where the members' orders of batches come from; 0 for each if left out, as in ``train``.
    progress : bool
        Whether to show a bar if the training takes longer than a second.

    Returns
    -------
    EnsembleHistory
        The losses, member by member and epoch by epoch.

    Raises
    ------
    TypeError, ValueError
        If an argument is refused; the ensemble is then as it was.
    RuntimeError
        If gradients are switched off, as they are under ``torch.no_grad()``.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> ensemble = RNNEnsemble.from_seeds(range(10), 1, 8, 2)
    >>> optimizer = torch.optim.Adam(ensemble.parameters(), lr=0.01)
    >>> history = train_ensemble(ensemble, optimizer, *two_ramps(), epochs=100)
    >>> history.loss.shape, bool((history.loss[:, -1] < 0.1).all())
    (torch.Size([10, 100]), True)
    """
    require_gradients("train_ensemble")
    y = outside_inference(_check_data(ensemble, "x", x, "y", y))
    x = outside_inference(x)
    trained = trained_parameters("ensemble", ensemble, optimizer)
    epochs = integer("epochs", epochs)
    batch_size = x.shape[-3] if batch_size is None else integer("batch_size", batch_size)
    clip_norm = None if clip_norm is None else number("clip_norm", clip_norm, above=0)
    if validation is not None:
        x_new, y_new = validation_pair(validation)
        validation = x_new, _check_data(ensemble, "validation[0]", x_new, "validation[1]", y_new)
    patience = None if patience is None else integer("patience", patience)
    if patience is not None and validation is None:
        raise ValueError(f"patience needs validation data, got patience {patience} without any")
    orders = BatchOrder(ensemble.members, x.shape[-3], batch_size, seeds)
    steps = range(epochs)

    active = torch.ones(ensemble.members, dtype=torch.bool, device=x.device)
    history = _empty_history(active, epochs, 0 if validation is None else epochs, x.dtype)
    stopping = None if patience is None else EnsembleEarlyStopping(ensemble, patience)
    for epoch in track(steps, "epochs") if flag("progress", progress) else steps:
        total = torch.zeros_like(history.loss[:, 0])
        for rows in orders.epoch():
            y_batch = gather_batch(y, rows, shared=False)
            optimizer.zero_grad()
            losses = _losses(ensemble(gather_batch(x, rows, shared=x.ndim == 3)), y_batch)
            require_path("ensemble", losses)
            losses.sum().backward()
            active &= _finite(losses, active, history)
            if clip_norm is not None:
                clip_grad_norm_per_member_(trained, clip_norm)
            masked_step(optimizer, ensemble, active)
            total += losses.detach() * (y_batch.shape[1] / y.shape[1])
        history.loss[active, epoch] = total[active]
        if validation is not None:
            score = evaluate_ensemble(ensemble, *validation)
            active &= _finite(score.loss, active, history)
            history.validation_loss[active, epoch] = score.loss[active]
            history.validation_accuracy[active, epoch] = score.accuracy[active].to(x.dtype)
            if stopping is not None:
                active &= ~stopping.update(epoch + 1, score.loss, active)
        if not active.any():
            break
    if stopping is not None:
        stopping.restore()
        history.best_epoch = stopping.epoch
    return history


@torch.no_grad()
def clip_grad_norm_per_member_(parameters: Iterable[nn.Parameter], clip_norm: float) -> None:
    """Scale down each member's gradient to ``clip_norm``, as ``clip_grad_norm_`` does for one."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    # A parameter may be one number for each member, as the slope of a PReLU is.
    squares = [g.square().reshape(len(g), -1).sum(dim=1) for g in gradients]
    factor = (clip_norm / (torch.stack(squares).sum(dim=0).sqrt() + 1e-6)).clamp(max=1)
    for gradient in gradients:
        gradient *= factor.reshape(-1, *[1] * (gradient.ndim - 1))


@torch.no_grad()
def masked_step(optimizer: Optimizer, ensemble: nn.Module, active: Tensor) -> None:
    """Take the optimiser's step for the active members; the others keep their weights."""
    if active.all():
        optimizer.step()
        return
    before = [p.detach().clone() for p in ensemble.parameters()]
    optimizer.step()
    for kept, p in zip(before, ensemble.parameters(), strict=True):
        p[~active] = kept[~active]


def _losses(logits: Tensor, y: Tensor) -> Tensor:
    """Return each member's mean cross-entropy, (S,), for y of shape (S, N) or (S, N, T)."""
    each = functional.cross_entropy(logits.flatten(0, -2), y.flatten(), reduction="none")
    return each.view(len(y), -1).mean(dim=1)


def _finite(losses: Tensor, active: Tensor, history: EnsembleHistory) -> Tensor:
    """Return which members have a finite loss, and note which of the active ones have not."""
    finite = losses.detach().isfinite()
    history.diverged |= active & ~finite
    return finite


def _empty_history(
    active: Tensor, epochs: int, validated: int, dtype: torch.dtype
) -> EnsembleHistory:
    def unknown(columns: int) -> Tensor:
        return torch.full((len(active), columns), torch.nan, dtype=dtype, device=active.device)

    return EnsembleHistory(
        loss=unknown(epochs),
        validation_loss=unknown(validated),
        validation_accuracy=unknown(validated),
        best_epoch=torch.zeros(len(active), dtype=torch.int64, device=active.device),
        diverged=torch.zeros_like(active),
    )


def _check_data(ensemble: Ensemble, x_name: str, x: Tensor, y_name: str, y: Tensor) -> Tensor:
    """Check sequences and labels against the ensemble; return the labels with a member axis."""
    if not isinstance(ensemble, Ensemble):
        raise TypeError(f"ensemble must be an RNNEnsemble or StackedModules, got {quote(ensemble)}")
    members = ensemble.members
    expected = f"{x_name} must be of shape (N, T, D) or ({members}, N, T, D)"
    if isinstance(x, Tensor) and x.ndim == 4:
        if len(x) != members:
            raise ValueError(f"{expected}, got {quote(x)}")
        if x.numel() == 0:
            raise ValueError(f"{x_name} must not be empty, got {quote(x)}")
        sequences(x_name, x.flatten(0, 1))
    else:
        sequences(x_name, x)
    try:
        with torch.no_grad():
            # Two sequences show already what kind of answers the members give.
            try:
                logits = ensemble(x[..., :2, :, :])
            except (RuntimeError, TypeError, ValueError):
                logits = ensemble(x)  # for a message about all of them
    except RuntimeError as error:
        raise ValueError(f"{x_name} must fit the ensemble, got {quote(x)}: {error}") from error
    except (TypeError, ValueError) as error:
        raise type(error)(f"{x_name} must fit the ensemble: {error}") from error
    shape = (members, x.shape[-3], *logits.shape[2:-1])
    return _check_labels(y_name, y, shape, logits.shape[-1])


def _check_labels(name: str, y: Tensor, wanted: tuple[int, ...], classes: int) -> Tensor:
    expected = f"{name} must be an int64 tensor of shape {wanted[1:]} or {wanted}"
    require_classes(expected, y)
    if y.shape not in (wanted, wanted[1:]):
        raise ValueError(f"{expected}, got {quote(y)}")
    low, high = int(y.min()), int(y.max())
    if low < 0 or high >= classes:
        raise ValueError(
            f"every label in {name} must be from 0 to {classes - 1}, got {low if low < 0 else high}"
        )
    return y.expand(wanted)
