import torch
from torch import Tensor

from rnnbook.models import RNNEnsemble
from rnnbook.training import evaluate_ensemble, train_ensemble


def swapped(
    cells: list[str], seeds: list[int], rate: float, x: Tensor, y: Tensor
) -> tuple[Tensor, Tensor]:
    """Return what becomes of networks with each activation function.

    For each of the A cells, such as "relu", one float64 network of 8 units
    and 2 outputs for each of the S seeds reads x, (N, T, 1), with the
    labels y, (N,). It is trained for 30 passes over all of x by plain SGD
    at this rate, without clipping. Return the accuracies on x afterwards
    and whether the training diverged, (A, S) each, float64 and bool.
    """
    accuracy, diverged = [], []
    for cell in cells:
        nets = RNNEnsemble.from_seeds(
            seeds, 1, 8, 2, cell=cell, dtype=torch.float64
        )
        sgd = torch.optim.SGD(nets.parameters(), lr=rate)
        history = train_ensemble(nets, sgd, x, y, epochs=30, progress=False)
        accuracy.append(evaluate_ensemble(nets, x, y).accuracy)
        diverged.append(history.diverged)
    return torch.stack(accuracy), torch.stack(diverged)
