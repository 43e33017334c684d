import torch
from torch import Tensor

from rnnbook.data import counting_ramps
from rnnbook.models import RNNEnsemble
from rnnbook.training import evaluate_ensemble


def by_length(
    networks: RNNEnsemble, lengths: list[int]
) -> tuple[Tensor, Tensor]:
    """Return the accuracies of S networks at L lengths, in two tests.

    Both results are (S, L), float64. The first is for counting on: 1, 2
    to T and its reversal. The second is for stretching: T numbers from 1 to
    5 in even steps, and their reversal. So an accuracy is 0, 0.5 or 1.
    """
    counting, stretching = [], []
    for length in lengths:
        on = counting_ramps(length)
        within = counting_ramps(length, step=4 / (length - 1))
        counting.append(evaluate_ensemble(networks, *on).accuracy)
        stretching.append(evaluate_ensemble(networks, *within).accuracy)
    return torch.stack(counting, dim=1), torch.stack(stretching, dim=1)
