import copy

import torch
from torch import Tensor, nn
from torch.nn import functional


def with_and_without(
    model: nn.Module, x: Tensor, y: Tensor, epochs: int
) -> Tensor:
    """Return the losses of two trainings that begin with ``model``.

    The result is (2, epochs): first the right loop, then the loop that
    never clears the gradients. Both use Adam with learning rate 0.01, and
    all of x (N, T, D) and y (N,) in each epoch. The loss of an epoch is the
    mean cross-entropy before its step. The model itself stays as it is.
    """
    return torch.stack(
        [
            _losses(model, x, y, epochs, clear=True),
            _losses(model, x, y, epochs, clear=False),
        ]
    )


def _losses(
    model: nn.Module, x: Tensor, y: Tensor, epochs: int, *, clear: bool
) -> Tensor:
    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(epochs):
        if clear:
            optimizer.zero_grad()
        loss = functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)
