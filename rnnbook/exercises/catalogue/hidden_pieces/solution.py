import torch
from torch import Tensor, nn


def read_in_pieces(layer: nn.RNN, first: Tensor, second: Tensor) -> Tensor:
    """Return what a bidirectional ``layer`` puts out for both pieces.

    first is (N, S, D) and second (N, T, D). The result, (N, S + T, 2H), is
    the ``out`` that the layer would return for the pieces joined to one
    sequence, which is longer than what it accepts at a time.
    """
    forward_end = layer(first)[1][0]
    backward_end = layer(second)[1][1]
    zero = torch.zeros_like(forward_end)
    out_first, _ = layer(first, torch.stack([zero, backward_end]))
    out_second, _ = layer(second, torch.stack([forward_end, zero]))
    return torch.cat([out_first, out_second], dim=1)
