import torch
from torch import Tensor


def top_rows(out: Tensor) -> tuple[int, Tensor]:
    """Return what ``out`` tells of the rest of the network.

    out (N, T, 2H) is the first output of ``nn.RNN(D, H, num_layers=2,
    bidirectional=True, batch_first=True)``. Returned are the input size of
    its second layer, and those two rows of its ``last`` that stand in out,
    (2, N, H), in the order in which last has them.
    """
    size = out.shape[-1]
    H = size // 2
    forwards = out[:, -1, :H]
    backwards = out[:, 0, H:]
    return size, torch.stack([forwards, backwards])
