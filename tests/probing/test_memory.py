"""Memory curves and distances against states whose memory is known."""

import numpy as np
import pytest
import torch
from torch import nn

from rnnbook.models import RNNEnsemble
from rnnbook.probing import memory_curve, state_distance


def uniform(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return 2 * torch.rand(*shape, generator=generator, dtype=torch.float64) - 1


def shift_register(size):
    """Return a ReLU layer whose unit j holds the input of j - 1 steps ago, if it is positive."""
    layer = nn.RNN(1, size, nonlinearity="relu", batch_first=True).double()
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()
        layer.weight_ih_l0[0, 0] = 1
        layer.weight_hh_l0.diagonal(-1).fill_(1)
    return layer


def test_a_shift_register_remembers_as_many_inputs_as_it_has_units_and_no_more():
    x = uniform(4000, 12, 1) + 1
    with torch.no_grad():
        _, last = shift_register(5)(x)
    curve = memory_curve(last[0], x, range(12))
    assert curve.dtype == torch.float64
    torch.testing.assert_close(curve[:5], torch.ones(5).double(), rtol=0, atol=1e-12)
    # What was never read is predicted no better than by the mean: 0, up to chance.
    assert (curve[5:] < 0.005).all()
    assert (curve[5:] > -0.02).all()


def test_states_that_are_noise_remember_nothing():
    h, x = uniform(4000, 8, seed=1), uniform(4000, 6, 1, seed=2)
    curve = memory_curve(h, x, range(6))
    assert (curve < 0.005).all()
    assert (curve > -0.02).all()


def test_a_noisy_memory_has_the_share_of_variance_that_is_signal():
    x = uniform(20_000, 3, 1)
    h = x[:, -1] + 0.5 * uniform(20_000, 1, seed=3)  # a noise of a quarter of the variance
    curve = memory_curve(h, x, [0, 1])
    torch.testing.assert_close(curve, torch.tensor([0.8, 0.0]).double(), rtol=0, atol=0.01)


def test_a_leaky_unit_has_the_curve_of_the_formula():
    # h_T = sum of w^k x_{T-k}, so the share of x_{T-k} is (1 - w^2) w^(2k).
    w, x = 0.8, uniform(20_000, 60, 1)
    h = sum(w**k * x[:, 59 - k] for k in range(60))
    curve = memory_curve(h, x, range(5))
    expected = (1 - w**2) * w ** (2 * torch.arange(5).double())
    torch.testing.assert_close(curve, expected, rtol=0, atol=0.015)


def test_the_fit_is_that_of_numpy_on_the_first_part_and_the_score_that_on_the_rest():
    h, x = uniform(40, 3, seed=4), uniform(40, 7, 1, seed=5)
    h[:, 0] += x[:, 2, 0]
    columns = np.column_stack([np.ones(40), h.numpy()])
    y = x[:, 2, 0].numpy()
    weights = np.linalg.lstsq(columns[:30], y[:30], rcond=None)[0]
    errors = y[30:] - columns[30:] @ weights
    expected = 1 - (errors**2).sum() / ((y[30:] - y[:30].mean()) ** 2).sum()
    (value,) = memory_curve(h, x, [4], held_out=0.25)
    assert value.item() == pytest.approx(expected, abs=1e-12)


def test_nothing_is_learned_from_the_held_out_part():
    h, x = uniform(40, 3, seed=4), uniform(40, 2, 1, seed=5)
    h[20:, 0] = x[20:, 0, 0]  # a copy, but only where nothing is fitted
    assert memory_curve(h, x, [1]) < 0.5


def test_features_are_averaged():
    x = uniform(4000, 4, 2)
    h = x[:, -1, :1]  # one feature is kept, the other is not
    curve = memory_curve(h, x, [0, 2])
    torch.testing.assert_close(curve, torch.tensor([0.5, 0.0]).double(), rtol=0, atol=0.01)


def test_members_are_measured_one_by_one():
    ensemble = RNNEnsemble.from_seeds(range(3), 1, 4, 2)
    x = torch.rand(200, 6, 1, generator=torch.Generator().manual_seed(0))
    h = ensemble.hidden_states(x)[:, :, -1]
    together = memory_curve(h, x, [0, 3, 5])
    own = torch.stack([x, x.flip(0), x])
    apart = memory_curve(ensemble.hidden_states(own)[:, :, -1], own, [0, 3, 5])
    for s in range(3):
        single = memory_curve(h[s], x, [0, 3, 5])
        torch.testing.assert_close(together[s], single, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(apart[0], together[0], rtol=1e-6, atol=1e-6)
    assert not torch.allclose(apart[1], together[1], atol=1e-4)


def test_the_memory_of_all_lags_is_at_most_the_number_of_units():
    x = uniform(6000, 40, 1, seed=6)
    for size in (1, 3, 6):
        ensemble = RNNEnsemble.from_seeds(
            range(5), 1, size, 2, recurrent_init="orthogonal"
        ).double()
        h = ensemble.hidden_states(x)[:, :, -1]
        total = memory_curve(h, x, range(40)).sum(dim=1)
        assert (total < size + 0.05).all()


def test_too_few_sequences_and_constant_inputs_are_refused():
    h, x = uniform(10, 8), uniform(10, 2, 1)
    with pytest.raises(ValueError, match="more than H \\+ 1 = 9 of 10"):
        memory_curve(h, x, [0])
    with pytest.raises(ValueError, match="x must vary"):
        memory_curve(uniform(10, 1), torch.ones(10, 2, 1), [0])
    with pytest.raises(ValueError, match="same sequences"):
        memory_curve(uniform(10, 1), uniform(9, 3, 1), [0])


def test_distances_are_euclidean_at_every_step():
    a, b = uniform(2, 3, 4, 5), uniform(2, 3, 4, 5, seed=1)
    distance = state_distance(a, b)
    assert distance.shape == (2, 3, 4)
    by_hand = ((a - b) ** 2).sum(dim=-1) ** 0.5
    torch.testing.assert_close(distance, by_hand)


def test_a_change_is_felt_from_its_step_on_and_no_earlier():
    ensemble = RNNEnsemble.from_seeds(range(4), 1, 5, 2)
    x = uniform(3, 8, 1).float()
    changed = x.clone()
    changed[:, 3] += 1
    distance = state_distance(ensemble.hidden_states(x), ensemble.hidden_states(changed))
    assert (distance[..., :3] == 0).all()
    assert (distance[..., 3:] > 0).all()
