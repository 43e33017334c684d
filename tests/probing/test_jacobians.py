"""Jacobians of the recurrence against torch.autograd.functional.jacobian, in float64."""

import pytest
import torch
from torch.autograd.functional import jacobian
from torch.nn import functional

from rnnbook.models import RecurrentClassifier, RNNEnsemble, SimpleRNN
from rnnbook.probing import jacobian_products, step_jacobians
from rnnbook.probing._jacobians import SLOPES

PHI = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
}
EXACT = {"rtol": 0, "atol": 1e-12}


def read_on(rnn, phi, h, x):
    """Return the state after reading the elements x (T, D), started at h."""
    for x_t in x:
        h = phi(rnn.weight_ih_l0 @ x_t + rnn.bias_ih_l0 + rnn.weight_hh_l0 @ h + rnn.bias_hh_l0)
    return h


def sequences(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_every_cell_with_jacobians_is_tested():
    assert PHI.keys() == SLOPES.keys()


@pytest.mark.parametrize("sizes", [(3, 5, 2, 4), (1, 1, 1, 1), (2, 1, 3, 4)], ids=str)
@pytest.mark.parametrize("cell", PHI)
def test_steps_and_products_are_what_autograd_finds(cell, sizes):
    N, T, D, H = sizes
    model = RecurrentClassifier(D, H, 2, cell=cell, seed=4).double()
    x = sequences(N, T, D)
    steps = step_jacobians(model, x)
    products = jacobian_products(steps)
    assert steps.shape == products.shape == (N, T, H, H)
    for n in range(N):
        for t in range(T):
            old = read_on(model.rnn, PHI[cell], torch.zeros(H, dtype=x.dtype), x[n, :t])
            one, rest = x[n, t : t + 1], x[n, t:]
            for ours, elements in ((steps, one), (products, rest)):
                wanted = jacobian(lambda h, e=elements: read_on(model.rnn, PHI[cell], h, e), old)
                torch.testing.assert_close(ours[n, t], wanted, **EXACT)


@pytest.mark.parametrize("shared", [True, False])
def test_an_ensemble_has_the_jacobians_of_its_members(shared):
    ensemble = RNNEnsemble.from_seeds(range(3), 2, 4, 5, dtype=torch.float64)
    x = sequences(6, 7, 2) if shared else sequences(3, 6, 7, 2)
    steps = step_jacobians(ensemble, x)
    assert steps.shape == (3, 6, 7, 4, 4)
    products = jacobian_products(steps)
    for s in range(3):
        alone = step_jacobians(ensemble.member(s), x if shared else x[s])
        torch.testing.assert_close(steps[s], alone, **EXACT)
        torch.testing.assert_close(products[s], jacobian_products(alone), **EXACT)


def test_simple_rnn_with_relu_is_known_as_such():
    model = SimpleRNN(2, 4, 3, nonlinearity="relu").double()
    same = RecurrentClassifier(2, 4, 3, cell="relu").double()
    same.load_state_dict(model.state_dict())
    x = sequences(3, 5, 2)
    assert torch.equal(step_jacobians(model, x), step_jacobians(same, x))


def test_a_product_takes_the_later_factor_on_the_left():
    first, second = sequences(2, 3, 3)
    products = jacobian_products(torch.stack([first, second]))
    torch.testing.assert_close(products, torch.stack([second @ first, second]), **EXACT)


def test_sequences_that_the_model_cannot_read_are_refused():
    ensemble = RNNEnsemble.from_seeds(range(3), 2, 4, 5)
    with pytest.raises(ValueError, match="x must hold one batch for each of 3 members, got"):
        step_jacobians(ensemble, torch.zeros(2, 6, 7, 2))
    with pytest.raises(ValueError, match="x must have 2 features, got"):
        step_jacobians(ensemble, torch.zeros(6, 7, 1))
    with pytest.raises(TypeError, match=r"x must be of the model's dtype .*, got"):
        step_jacobians(ensemble, sequences(6, 7, 2))


@pytest.mark.parametrize("cell", ["gru", "lstm", "prelu"])
def test_other_cells_are_refused(cell):
    with pytest.raises(ValueError, match=f"model must have one of the cells .*, got '{cell}'"):
        step_jacobians(RecurrentClassifier(1, 2, 2, cell=cell), torch.zeros(1, 1, 1))
