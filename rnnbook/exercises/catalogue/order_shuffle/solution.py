import torch
from torch import Tensor

from rnnbook.models import RNNEnsemble


def changed(networks: RNNEnsemble, x: Tensor, orders: Tensor) -> Tensor:
    """Return how often shuffling changes the answer of each of S networks.

    x is (N, T, D), and the networks map it to logits (S, N, C). orders is
    (N, T), int64; its row n is the order in which to put the elements of
    sequence n. The result is (S,), float64: shares of the N sequences.
    """
    rows = torch.arange(len(x))[:, None]
    shuffled = x[rows, orders]  # (N, T, D)
    before = networks(x).argmax(dim=2)
    after = networks(shuffled).argmax(dim=2)
    return (before != after).double().mean(dim=1)
