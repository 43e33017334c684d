import torch
from torch import Tensor, nn
from torch.nn import functional


def shares_right(
    model: nn.Module, x: Tensor, y: Tensor, length: int, value: float
) -> tuple[float, float]:
    """Return which share of the rising and of the falling come out right.

    x is (N, T, 1) and y is (N,), 1 for rising and 0 for falling sequences.
    model takes (N, length, 1), with length at least T, and returns logits
    (N, 2). The empty places are in front, and are filled with value.
    """
    filled = functional.pad(x, (0, 0, length - x.shape[1], 0), value=value)
    with torch.no_grad():
        right = (model(filled).argmax(dim=1) == y).double()
    return right[y == 1].mean().item(), right[y == 0].mean().item()
