"""The activation functions against torch's own, and their derivatives against two oracles."""

import math

import pytest
import torch
from torch.nn import functional

from rnnbook.models import ACTIVATIONS, activate, derivative

NAMES = [*ACTIVATIONS]
A = torch.cat([torch.linspace(-6, 6, 41, dtype=torch.float64), torch.zeros(1).double()])
EXACT = {"rtol": 1e-14, "atol": 1e-15}
AWAY_FROM_0 = A[A.abs() > 0.01]
TORCH = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "prelu": lambda a: functional.prelu(a, torch.full((1,), 0.3, dtype=a.dtype)),
}


@pytest.mark.parametrize("name", NAMES)
def test_values_and_derivatives_are_torchs(name):
    a = A.clone().requires_grad_()
    by_torch = TORCH[name](a)
    torch.testing.assert_close(activate(name, A, slope=0.3), by_torch.detach(), **EXACT)
    (by_autograd,) = torch.autograd.grad(by_torch.sum(), a)
    torch.testing.assert_close(derivative(name, A, slope=0.3), by_autograd, **EXACT)


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_are_central_differences(name):
    e = 1e-6
    above, below = (activate(name, AWAY_FROM_0 + d, slope=-0.4) for d in (e, -e))
    quotient = (above - below) / (2 * e)
    found = derivative(name, AWAY_FROM_0, slope=-0.4)
    torch.testing.assert_close(found, quotient, atol=1e-8, rtol=0)


@pytest.mark.parametrize("name", NAMES)
def test_values_reach_the_ends_of_the_range_and_none_beyond(name):
    entry = ACTIVATIONS[name]
    values = activate(name, torch.linspace(-1e4, 1e4, 101, dtype=torch.float64))
    assert values.min() >= entry.low
    assert values.max() <= entry.high
    for end, reached in ((entry.low, values.min()), (entry.high, values.max())):
        assert abs(reached) >= 25 if math.isinf(end) else reached == end


@pytest.mark.parametrize("name", NAMES)
def test_zero_centred_means_odd(name):
    odd = torch.allclose(activate(name, -A), -activate(name, A))
    assert odd is ACTIVATIONS[name].zero_centred


def test_tanh_is_a_stretched_and_shifted_sigmoid():
    torch.testing.assert_close(
        activate("tanh", A), 2 * activate("sigmoid", 2 * A) - 1, atol=1e-15, rtol=0
    )


def test_a_slope_for_each_member_broadcasts():
    slopes = torch.tensor([0.1, 0.5], dtype=torch.float64)[:, None]
    a = A.expand(2, -1)
    for function in (activate, derivative):
        both = function("prelu", a, slope=slopes)
        for row, slope in zip(both, (0.1, 0.5), strict=True):
            torch.testing.assert_close(row, function("prelu", A, slope=slope), **EXACT)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", NAMES)
def test_type_and_shape_are_those_of_the_input(name, dtype):
    a = torch.ones(2, 0, 3, dtype=dtype)
    for result in (activate(name, a), derivative(name, a)):
        assert (result.dtype, result.shape) == (dtype, a.shape)
