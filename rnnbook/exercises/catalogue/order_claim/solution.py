import torch
from torch import Tensor

from rnnbook.data import stack_over_seeds, trend_pairs
from rnnbook.evidence import Interval, mean_difference
from rnnbook.models import OrderBlindMLP, RNNEnsemble, StackedModules
from rnnbook.training import evaluate_ensemble, train_ensemble


def _twins(pairs: int, seeds: list[int]) -> tuple[Tensor, ...]:
    def make(seed: int) -> tuple[Tensor, Tensor]:
        return trend_pairs(pairs, 8, noise=2.0, seed=seed)

    return stack_over_seeds(make, seeds)


def _learned(
    networks: RNNEnsemble | StackedModules, seeds: list[int]
) -> Tensor:
    data = _twins(20, [2 * seed for seed in seeds])
    new = _twins(100, [2 * seed + 1 for seed in seeds])
    optimizer = torch.optim.Adam(networks.parameters(), lr=0.05)
    train_ensemble(networks, optimizer, *data, epochs=25)
    return evaluate_ensemble(networks, *new).accuracy


def lead(seeds: list[int]) -> tuple[Tensor, Tensor, Interval]:
    """Return the accuracies of both kinds of network, and the lead.

    The accuracies are (S,), float64, one for each of S seeds: those of the
    recurrent networks, then those of the order-blind ones, on sequences
    new to them. The lead is the interval of the mean difference.
    """
    made = [OrderBlindMLP(1, 8, 2, seed=seed) for seed in seeds]
    recurrent = _learned(RNNEnsemble.from_seeds(seeds, 1, 8, 2), seeds)
    blind = _learned(StackedModules(made), seeds)
    return recurrent, blind, mean_difference(recurrent, blind)
