import torch
from torch import Tensor, nn


def off_in_front(layer: nn.RNN, sequences: list[Tensor]) -> Tensor:
    """Return how far zeros in front of them drive the last states off.

    layer is batch first. sequences are N tensors (T_n, D), which are to be
    filled up to the length of the longest. Returns (N,): the length of the
    difference between the last state in the padded batch and the last state
    of the sequence alone, divided by the length of the latter.
    """
    longest, D = max(len(s) for s in sequences), sequences[0].shape[1]
    batch = sequences[0].new_zeros(len(sequences), longest, D)
    for n, s in enumerate(sequences):
        batch[n, longest - len(s) :] = s
    with torch.no_grad():
        padded = layer(batch)[0][:, -1]
        alone = torch.stack([layer(s)[0][-1] for s in sequences])
    return (padded - alone).norm(dim=1) / alone.norm(dim=1)
