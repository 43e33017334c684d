"""Sequences, labels and a network that the tests of this sub-package share."""

import pytest
import torch

from rnnbook.models import RecurrentClassifier


@pytest.fixture
def x():
    return torch.randn(4, 7, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture
def y():
    return torch.tensor([0, 1, 1, 0])


@pytest.fixture
def network():
    """Return a function that makes a small network in float64."""

    def make(cell="tanh", classes=2, seed=1):
        return RecurrentClassifier(3, 5, classes, cell=cell, seed=seed).double()

    return make
