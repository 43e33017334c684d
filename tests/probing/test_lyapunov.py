"""Lyapunov exponents against eigenvalues."""

import torch

from rnnbook.probing import (
    lyapunov_exponents,
    step_jacobians,
)


def test_a_linear_network_has_the_logarithms_of_its_eigenvalues():
    g = torch.Generator().manual_seed(0)
    basis = torch.randn(4, 4, generator=g, dtype=torch.float64)
    sizes = torch.tensor([1.2, 0.9, 0.5, 0.1], dtype=torch.float64)
    W = basis @ torch.diag(sizes) @ torch.linalg.inv(basis)
    found = lyapunov_exponents(W.expand(3000, 4, 4), skip=300)
    torch.testing.assert_close(found.exp(), sizes, atol=1e-6, rtol=0)


def test_a_network_that_ignores_its_state_forgets_at_once(network):
    model = network()
    with torch.no_grad():
        model.rnn.weight_hh_l0.zero_()
    jacobians = step_jacobians(model, torch.zeros(2, 5, 3, dtype=torch.float64))
    assert (lyapunov_exponents(jacobians) == -torch.inf).all()


def test_the_first_direction_is_carried_through_the_product():
    generator = torch.Generator().manual_seed(1)
    A = torch.randn(6, 3, 3, generator=generator, dtype=torch.float64)
    e_1 = torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64)
    stretched = torch.linalg.multi_dot([*A.flip(0), e_1]).norm()
    rates = lyapunov_exponents(A)
    assert (rates - stretched.log() / 6).abs().min() < 1e-12
    log_volume = torch.linalg.det(A).abs().log().mean()
    torch.testing.assert_close(rates.sum(), log_volume)
