"""States, readouts and principal components against what they are by definition."""

import numpy as np
import pytest
import torch

from rnnbook.models import CELLS, RNNEnsemble
from rnnbook.probing import hidden_states, principal_components, readouts


@pytest.mark.parametrize("cell", CELLS)
def test_the_last_readout_is_the_answer(cell, x, network):
    model = network(cell)
    torch.testing.assert_close(readouts(model, x)[:, -1], model(x).detach())
    ensemble = RNNEnsemble([model, model])
    torch.testing.assert_close(readouts(ensemble, x)[1], readouts(model, x))
    torch.testing.assert_close(hidden_states(ensemble, x)[0], hidden_states(model, x))


def test_each_readout_is_the_answer_to_the_sequence_so_far(x, network):
    model = network()
    for t in range(1, 8):
        torch.testing.assert_close(readouts(model, x)[:, t - 1], model(x[:, :t]).detach())


def test_principal_components_of_a_stretched_cloud():
    g = torch.Generator().manual_seed(0)
    turn, _ = torch.linalg.qr(torch.randn(3, 3, generator=g, dtype=torch.float64))
    cloud = torch.randn(5000, 3, generator=g, dtype=torch.float64)
    points = (cloud * torch.tensor([3.0, 1.0, 0.1])) @ turn.T + 7
    found = principal_components(points.reshape(50, 100, 3), 2)
    assert found.coordinates.shape == (50, 100, 2)
    assert abs(found.directions[0] @ turn[:, 0]) > 0.999
    np.testing.assert_allclose(found.shares, np.array([9, 1]) / 10.01, atol=0.02)
    assert found.coordinates.mean(dim=(0, 1)).abs().max() < 1e-10
