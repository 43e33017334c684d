"""Fixed points of updates that can be solved."""

import pytest
import torch

from rnnbook.data import flip_flops, stack_over_seeds
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


ONE_UNIT = torch.linspace(-1, 1, 41, dtype=torch.float64)[:, None]


def test_at_a_size_of_exactly_one_no_push_grows():
    """Decided: stable says that no push grows, and not that every push shrinks."""
    stays = find_fixed_points(lambda h: h, ONE_UNIT)
    assert len(stays.points) == 41
    assert set(stays.eigenvalues.flatten().tolist()) == {1}
    assert stays.stable.all()
    flips = find_fixed_points(lambda h: -h, ONE_UNIT)
    assert flips.stable.tolist() == [True]


def test_rounding_decides_nothing_at_a_size_of_one():
    angles = torch.linspace(0.1, 3, 30, dtype=torch.float64)
    starts = torch.eye(2, dtype=torch.float64)
    sizes = []
    for angle in angles:
        cos, sin = angle.cos(), angle.sin()
        turn = torch.stack([torch.stack([cos, -sin]), torch.stack([sin, cos])])
        found = find_fixed_points(lambda h, turn=turn: h @ turn.T, starts)
        assert found.unstable.tolist() == [0]
        sizes.append(found.eigenvalues.abs().max().item())
    assert max(sizes) > 1, "no eigenvalue was computed larger than it is"
    grown = find_fixed_points(lambda h: h @ turn.T * (1 + 1e-9), starts)
    assert grown.unstable.tolist() == [2]


@pytest.mark.parametrize("sign", [1, -1])
def test_near_one_a_place_is_as_good_as_the_cube_root_of_the_speed(sign):
    update = torch.tanh if sign == 1 else lambda h: h + h**3 / 3
    found = find_fixed_points(update, ONE_UNIT)
    assert found.points.shape == (1, 1)
    assert 1e-5 < found.points.abs().item() < 1e-3
    assert found.stable.tolist() == [sign == 1]
    closer = find_fixed_points(update, ONE_UNIT, tolerance=1e-13, steps=2000)
    assert closer.points.abs().item() < found.points.abs().item() / 5


def test_a_smaller_tolerance_tells_a_ghost_from_a_point():
    starts = ONE_UNIT[:21]
    ghost, point = (lambda h: h + h**2 + 1e-10), (lambda h: h + h**2 - 1e-10)
    assert len(find_fixed_points(ghost, starts).points) == 1
    assert len(find_fixed_points(ghost, starts, tolerance=1e-11).points) == 0
    assert len(find_fixed_points(point, starts, tolerance=1e-11).points) == 1


def test_an_update_that_changes_the_dtype_is_refused():
    with pytest.raises(ValueError, match=r"update must return the shape and the dtype of .*, got"):
        find_fixed_points(lambda h: h.float(), ONE_UNIT)


def test_an_update_without_a_fixed_point_has_none():
    starts = torch.zeros(3, 2, dtype=torch.float64)
    found = find_fixed_points(lambda h: h + 1, starts)
    assert found.points.shape == (0, 2)
    assert found.stable.shape == (0,)


@pytest.mark.slow
def test_three_bits_are_kept_in_the_eight_corners_of_a_cube():
    """Ten networks that learned the flip-flop task: Sussillo and Barak (2013)."""
    seeds = range(100, 110)
    networks = RNNEnsemble.from_seeds(seeds, 3, 24, 8, head="every", recurrent_init="orthogonal")
    data = stack_over_seeds(lambda seed: flip_flops(1024, 30, seed=seed), seeds)
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
