import torch
from torch import Tensor
from torch.nn.functional import cross_entropy


def mean_loss(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
    """Return the mean cross entropy over all real steps of a padded batch.

    logits is (N, T, C), labels is (N, T) and lengths is (N,), from 1 to T.
    The first of the T steps of a sequence are real, as many as its length
    says; the others are padding. The result is a tensor without axes.
    """
    costs = cross_entropy(logits.mT, labels, reduction="none")  # (N, T)
    steps = torch.arange(labels.shape[1])
    real = steps < lengths[:, None]
    return (costs * real).sum() / real.sum()
