"""Fixed points of updates that can be solved."""

import pytest
import torch

from rnnbook.data import flip_flops, for_each_seed
from rnnbook.models import RNNEnsemble
from rnnbook.probing import find_fixed_points, hidden_states
from rnnbook.training import evaluate_ensemble, train_ensemble


def test_fixed_points_of_one_unit():
    starts = torch.linspace(-2, 2, 21, dtype=torch.float64)[:, None]
    found = find_fixed_points(lambda h: torch.tanh(2 * h), starts)
    roots = found.points.flatten().sort().values
    torch.testing.assert_close(roots, torch.tanh(2 * roots), atol=1e-9, rtol=0)
    assert len(roots) == 3
    assert found.stable.tolist() == [True, True, False]
    assert found.hits.sum() == 21
    slope = 2 * (1 - found.points[:, 0] ** 2)
    torch.testing.assert_close(found.eigenvalues[:, 0].real, slope)


def test_a_linear_update_has_one_fixed_point_with_its_own_eigenvalues():
    W = torch.tensor([[0.5, 1.0], [0.0, 1.5]], dtype=torch.float64)
    b = torch.tensor([1.0, 2.0], dtype=torch.float64)
    starts = torch.randn(30, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = find_fixed_points(lambda h: h @ W.T + b, starts)
    torch.testing.assert_close(found.points, torch.linalg.solve(torch.eye(2) - W, b)[None])
    assert found.eigenvalues[0].real.tolist() == pytest.approx([1.5, 0.5])
    assert found.unstable.tolist() == [1]


def test_an_update_without_a_fixed_point_has_none():
    starts = torch.zeros(3, 2, dtype=torch.float64)
    found = find_fixed_points(lambda h: h + 1, starts)
    assert found.points.shape == (0, 2)
    assert found.stable.shape == (0,)


@pytest.mark.slow
def test_three_bits_are_kept_in_the_eight_corners_of_a_cube():
    """Ten networks that learned the flip-flop task: Sussillo and Barak (2013)."""
    seeds = range(100, 110)
    networks = RNNEnsemble.from_seeds(seeds, 3, 24, 8, head="every", start="orthogonal")
    data = for_each_seed(lambda seed: flip_flops(1024, 30, seed=seed), seeds)
    optimizer = torch.optim.Adam(networks.parameters(), lr=0.01, fused=True)
    train_ensemble(networks, optimizer, *data, epochs=15, seeds=seeds, batch_size=32, clip_norm=1.0)
    x, y = flip_flops(20, 30, seed=999)
    assert evaluate_ensemble(networks, x, y).accuracy.min() > 0.99
    cubes = 0
    for index in range(10):
        member = networks.member(index).double()
        W = member.rnn.weight_hh_l0.detach()
        b = (member.rnn.bias_ih_l0 + member.rnn.bias_hh_l0).detach()
        states = hidden_states(member, x.double()).flatten(0, 1)
        noise = torch.randn(states.shape, generator=torch.Generator().manual_seed(index))
        found = find_fixed_points(lambda h, W=W, b=b: torch.tanh(h @ W.T + b), states + 0.3 * noise)
        patterns = member.fc(found.points[found.stable]).argmax(dim=1)
        cubes += sorted(patterns.tolist()) == list(range(8))
    assert cubes >= 9
