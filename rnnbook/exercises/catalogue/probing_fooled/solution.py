import torch
from torch import Tensor

from rnnbook.probing import linear_probe


def two_scores(states: Tensor, target: Tensor) -> tuple[float, float]:
    """Return the scores of a linear probe that is tested in two ways.

    The states are (N, T, H), the targets (N, T), with an even T. The first
    score is for a probe fitted to steps 1, 3, 5 and so on of all sequences
    and tested on the other steps of the same sequences. The second is for
    one fitted to the first half of the sequences and tested on the rest.
    Both are those of linear_probe, with its usual settings.
    """
    by_steps = linear_probe(
        torch.cat([states[:, 0::2], states[:, 1::2]]),
        torch.cat([target[:, 0::2], target[:, 1::2]]),
    )
    return by_steps, linear_probe(states, target)
