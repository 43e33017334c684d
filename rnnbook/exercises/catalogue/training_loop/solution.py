import copy

import torch
from torch import Tensor, nn
from torch.nn import functional


def train_copy(
    model: nn.Module, x: Tensor, y: Tensor, epochs: int
) -> Tensor:
    """Train a copy of a classifier; return the loss of each epoch.

    ``model(x)`` are the logits of x (N, T, D), y (N,) holds the labels. The
    loss is the mean cross-entropy, measured before the step of its epoch;
    the result is (epochs,). The optimiser is Adam with learning rate 0.01.
    """
    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)
