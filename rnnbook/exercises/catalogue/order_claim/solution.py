import torch
from torch import Tensor

from rnnbook.data import first_mark_pairs, stack_over_seeds
from rnnbook.evidence import Interval, mean_difference
from rnnbook.models import RNNEnsemble, StackedModules, WindowMLP
from rnnbook.training import evaluate_ensemble, train_ensemble


def _twins(pairs: int, seeds: list[int]) -> tuple[Tensor, ...]:
    def make(seed: int) -> tuple[Tensor, Tensor]:
        return first_mark_pairs(pairs, 6, seed=seed)

    return stack_over_seeds(make, seeds)


def _learned(
    networks: RNNEnsemble | StackedModules, seeds: list[int]
) -> Tensor:
    data = _twins(20, [2 * seed for seed in seeds])
    new = _twins(200, [2 * seed + 1 for seed in seeds])
    optimizer = torch.optim.Adam(networks.parameters(), lr=0.05)
    train_ensemble(networks, optimizer, *data, epochs=40)
    return evaluate_ensemble(networks, *new).accuracy


def lead(seeds: list[int]) -> tuple[Tensor, Tensor, Interval, str]:
    """Return the accuracies of both kinds of network, the lead, a verdict.

    The accuracies are (S,), float64, one for each of S seeds: those of the
    recurrent networks, then those of the windows, on sequences new to
    them. The lead is the interval of the mean difference, recurrent minus
    window. The verdict is "recurrent", "window" or "open".
    """
    made = [WindowMLP(1, 6, 8, 2, seed=seed) for seed in seeds]
    recurrent = _learned(RNNEnsemble.from_seeds(seeds, 1, 8, 2), seeds)
    window = _learned(StackedModules(made), seeds)
    ahead = mean_difference(recurrent, window)
    if ahead > 0:
        return recurrent, window, ahead, "recurrent"
    return recurrent, window, ahead, "window" if ahead < 0 else "open"
