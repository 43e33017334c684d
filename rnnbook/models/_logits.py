"""What classifiers answer, asked as it is meant: in evaluation mode, and without gradients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from rnnbook.arguments import instance, integer, quote, sequences, text

__all__ = ["evaluation_mode", "logits_of"]


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Have a model in evaluation mode inside, and each part of it in its own mode afterwards.

    Parameters
    ----------
    model : torch.nn.Module
        The model.

    Examples
    --------
    >>> model = nn.Dropout(0.5)
    >>> with evaluation_mode(model):
    ...     model(torch.ones(3)), model.training
    (tensor([1., 1., 1.]), False)
    >>> model.training
    True
    """
    instance("model", model, nn.Module, "a torch.nn.Module")
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True


def logits_of(model: nn.Module, x: Tensor, *, name: str = "x", first: int | None = None) -> Tensor:
    """Return what a classifier answers, in evaluation mode and without gradients.

    Parameters
    ----------
    model : torch.nn.Module
        A classifier, or an ensemble of S; with one answer for each sequence. It is left in the
        mode that it was in.
    x : Tensor of shape (N, T, D)
        The sequences.
    name : str
        What error messages call the sequences.
    first : int, optional
        How many sequences the model reads, from the first on; all of them if left out. All are
        looked at, but a model that reads two shows already what kind of answers it gives.

    Returns
    -------
    Tensor of shape (N, C) or (S, N, C)
        The logits.

    Raises
    ------
    TypeError, ValueError
        If the model cannot read ``x``, or does not return logits.

    Examples
    --------
    >>> from rnnbook.models import SimpleRNN
    >>> logits_of(SimpleRNN(1, 8, 2), torch.zeros(3, 5, 1)).shape
    torch.Size([3, 2])
    """
    instance("model", model, nn.Module, "a torch.nn.Module")
    if getattr(model, "head", "last") == "every":
        raise ValueError("model must have one answer for each sequence, got head 'every'")
    sequences(text("name", name), x)
    read = x if first is None else x[: integer("first", first)]
    try:
        with evaluation_mode(model), torch.no_grad():
            try:
                logits = model(read)
            except (RuntimeError, TypeError, ValueError):
                if first is None:
                    raise
                read = x  # for a message about all of them
                logits = model(read)
    except RuntimeError as error:
        raise ValueError(f"{name} must fit the model, got {quote(x)}: {error}") from error
    except (TypeError, ValueError) as error:
        if name == "x":  # networks call it so themselves
            raise
        raise type(error)(f"{name} must fit the model: {error}") from error
    N = len(read)
    if not isinstance(logits, Tensor) or logits.ndim not in (2, 3) or logits.shape[-2] != N:
        raise ValueError(
            f"model must return logits of shape ({N}, C) for {name} of shape {tuple(read.shape)}, "
            f"or (S, {N}, C) for an ensemble, got {quote(logits)}"
        )
    return logits
