"""How good a classifier is on given sequences."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional

from rnnbook.arguments import class_labels, quote
from rnnbook.models import logits_of

__all__ = ["Score", "accuracy", "evaluate", "predict", "single_logits"]


class Score(NamedTuple):
    """The mean cross-entropy in nats and the share of right answers."""

    loss: float
    accuracy: float


def evaluate(model: nn.Module, x: Tensor, y: Tensor) -> Score:
    r"""Return the cross-entropy and the accuracy of ``model`` on labelled sequences.

    .. math:: \mathit{loss} = -\frac{1}{N} \sum_{n=1}^{N} \log
              \frac{e^{z_{n, y_n}}}{\sum_c e^{z_{n, c}}}, \qquad
              \mathit{accuracy} = \frac{1}{N} \sum_{n=1}^{N} [\arg\max_c z_{n, c} = y_n]

    Parameters
    ----------
    model : torch.nn.Module
        Maps sequences of shape (N, T, D) to logits of shape (N, C).
    x : Tensor of shape (N, T, D)
        The sequences.
    y : Tensor of shape (N,)
        The labels, int64, each below C.

    Returns
    -------
    Score
        ``loss`` in nats and ``accuracy`` between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If the model cannot read ``x``.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import OrderBlindMLP
    >>> evaluate(OrderBlindMLP(1, 8, 2), *two_ramps()).accuracy
    0.5
    """
    logits = single_logits(model, x)
    y = class_labels("y", y, count=len(logits), num_classes=logits.shape[1])
    right = logits.argmax(dim=1) == y
    return Score(functional.cross_entropy(logits, y).item(), right.double().mean().item())


def accuracy(model: nn.Module, x: Tensor, y: Tensor) -> float:
    """Return the share of sequences whose largest logit is that of their label.

    Parameters
    ----------
    model : torch.nn.Module
        Maps sequences of shape (N, T, D) to logits of shape (N, C).
    x : Tensor of shape (N, T, D)
        The sequences.
    y : Tensor of shape (N,)
        The labels, int64, each below C.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If the model cannot read ``x``.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import OrderBlindMLP
    >>> accuracy(OrderBlindMLP(1, 8, 2), *two_ramps())
    0.5
    """
    return evaluate(model, x, y).accuracy


def predict(model: nn.Module, x: Tensor) -> Tensor:
    """Return the class with the largest logit for each sequence.

    Parameters
    ----------
    model : torch.nn.Module
        Maps sequences of shape (N, T, D) to logits of shape (N, C).
    x : Tensor of shape (N, T, D)
        The sequences.

    Returns
    -------
    Tensor of shape (N,)
        The labels, int64.

    Raises
    ------
    TypeError, ValueError
        If the model cannot read ``x``.

    Examples
    --------
    >>> import torch
    >>> from rnnbook.models import SimpleRNN
    >>> predict(SimpleRNN(1, 8, 2), torch.zeros(3, 5, 1)).shape
    torch.Size([3])
    """
    return single_logits(model, x).argmax(dim=1)


def single_logits(model: nn.Module, x: Tensor, *, first: int | None = None) -> Tensor:
    """Return the logits (N, C) of one model, as ``logits_of`` does."""
    logits = logits_of(model, x, first=first)
    if logits.ndim != 2:
        raise ValueError(
            f"model must be one network, with logits of shape (N, C), got {quote(logits)}; "
            "train_ensemble and evaluate_ensemble take many"
        )
    return logits
