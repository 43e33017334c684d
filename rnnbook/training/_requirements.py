"""What a training asks for before it begins: gradients, and weights that may be moved."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from rnnbook.arguments import instance, quote

__all__ = ["require_gradients", "require_path", "trained_parameters", "validation_pair"]


def require_gradients(function: str) -> None:
    """Raise a ``RuntimeError`` if gradients are switched off where ``function`` is called."""
    if not torch.is_grad_enabled():
        raise RuntimeError(
            f"{function} needs gradients, and they are switched off here: call it outside of "
            "torch.no_grad() and torch.inference_mode()"
        )


def trained_parameters(name: str, model: nn.Module, optimizer: Optimizer) -> list[nn.Parameter]:
    """Return the parameters of the model, called ``name``, that the optimiser will move.

    A part of them may be frozen (``requires_grad`` is False) or left out of the optimiser.
    """
    instance("optimizer", optimizer, Optimizer, "a torch.optim.Optimizer")
    free = [p for p in model.parameters() if p.requires_grad]
    if not free:
        raise ValueError(
            f"{name} must have parameters to train, got requires_grad=False for all of them"
        )
    if any(p.is_inference() for p in model.parameters()):
        raise ValueError(
            f"{name} must be made outside of torch.inference_mode(), got parameters from inside"
        )
    ids = {id(p) for group in optimizer.param_groups for p in group["params"]}
    if not any(id(p) in ids for p in model.parameters()):
        raise ValueError(
            f"optimizer must hold the parameters of the {name}, or some of them, "
            f"got {type(optimizer).__name__} with none of them"
        )
    trained = [p for p in free if id(p) in ids]
    if not trained:
        raise ValueError(
            f"optimizer must hold a parameter of the {name} that is not frozen, "
            "got requires_grad=False for all that it holds"
        )
    return trained


def require_path(name: str, loss: Tensor) -> None:
    """Raise a ``ValueError`` if the loss is not connected with the parameters of the model."""
    if not loss.requires_grad:
        raise ValueError(
            f"{name} must connect its logits with its parameters, got logits without gradients: "
            "is there a detach() or a no_grad() in its forward?"
        )


def validation_pair(value: Any) -> tuple[Any, Any]:
    """Return the sequences and the labels of validation data."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise TypeError(f"validation must be a pair of tensors (x, y), got {quote(value)}")
    return value
