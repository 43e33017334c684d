"""The checks that every tool of this sub-package makes of a network and of what it reads."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from rnnbook.arguments import instance, readable, sequences
from rnnbook.models import RecurrentClassifier, RNNEnsemble

__all__ = ["inputs_for", "recurrent_network", "single_network"]

Network = RecurrentClassifier | RNNEnsemble


def recurrent_network(name: str, value: Any) -> Network:
    """Return ``value`` if it is a recurrent classifier of the book, or an ensemble of them."""
    if isinstance(value, RNNEnsemble):
        return value
    return instance(
        name,
        value,
        RecurrentClassifier,
        "a network with a recurrent layer (SimpleRNN, RecurrentClassifier or RNNEnsemble)",
    )


def single_network(name: str, value: Any) -> RecurrentClassifier:
    """Return ``value`` if it is one recurrent classifier of the book."""
    return instance(
        name,
        value,
        RecurrentClassifier,
        "one network with a recurrent layer (SimpleRNN or RecurrentClassifier; "
        "of an ensemble, ensemble.member(index))",
    )


def inputs_for(network: Network, x: Any) -> Tensor:
    """Return ``x`` if it holds sequences (N, T, D) that the network can read."""
    members = network.members if isinstance(network, RNNEnsemble) else None
    x = readable("x", x, network.rnn.weight_ih_l0, members=members)
    sequences("x", x.flatten(0, -3))
    return x
