"""What the tools of this room ask of a network, and the messages when it has it not."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from rnnbook.arguments import instance, quote, readable, sequences
from rnnbook.models import RecurrentClassifier, RNNEnsemble, SimpleRNN

__all__ = ["inputs_for", "logits_of", "recurrent_network", "single_network"]

SINGLE: Any = (SimpleRNN, RecurrentClassifier)
ANY: Any = (SimpleRNN, RecurrentClassifier, RNNEnsemble)


def recurrent_network(name: str, value: Any) -> Any:
    """Return ``value`` if it is a recurrent classifier of the book, or an ensemble of them."""
    return instance(
        name,
        value,
        ANY,
        "a network with a recurrent layer (SimpleRNN, RecurrentClassifier or RNNEnsemble)",
    )


def single_network(name: str, value: Any) -> Any:
    """Return ``value`` if it is one recurrent classifier of the book."""
    return instance(
        name,
        value,
        SINGLE,
        "one network with a recurrent layer (SimpleRNN or RecurrentClassifier; "
        "of an ensemble, ensemble.member(index))",
    )


def cell_of(network: Any) -> str:
    """Return the name of the network's cell."""
    return network.rnn.nonlinearity if isinstance(network, SimpleRNN) else network.cell


def inputs_for(network: Any, x: Any) -> Tensor:
    """Return ``x`` if it holds sequences (N, T, D) that the network can read."""
    members = network.members if isinstance(network, RNNEnsemble) else None
    x = readable("x", x, network.rnn.weight_ih_l0, members=members)
    sequences("x", x.flatten(0, -3))
    return x


def logits_of(model: Any, x: Any, *, name: str = "x") -> Tensor:
    """Return the logits of any classifier, (N, C), or of an ensemble, (S, N, C)."""
    instance("model", model, nn.Module, "a torch.nn.Module")
    if getattr(model, "head", "last") == "every":
        raise ValueError("model must have one answer for each sequence, got head 'every'")
    sequences(name, x)
    try:
        with torch.no_grad():
            logits = model(x)
    except RuntimeError as error:
        raise ValueError(f"{name} must fit the model, got {quote(x)}: {error}") from error
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name} must fit the model: {error}") from error
    if not isinstance(logits, Tensor) or logits.ndim not in (2, 3) or logits.shape[-2] != len(x):
        raise ValueError(
            f"model must return logits ({len(x)}, C), or (S, {len(x)}, C) for an ensemble, "
            f"got {quote(logits)}"
        )
    return logits
