"""What needs gradients for its answer switches them on itself."""

import pytest
import torch

from rnnbook.data import two_ramps
from rnnbook.models import SimpleRNN
from rnnbook.probing import (
    classify_orders,
    find_fixed_points,
    gradient,
    gradient_times_input,
    gradients_through_time,
    integrated_gradients,
    logit_margin,
    occlusion,
    permutations,
)

ASKED = [
    logit_margin,
    gradient,
    gradient_times_input,
    integrated_gradients,
    occlusion,
    gradients_through_time,
]


@pytest.mark.parametrize("off", [torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("function", ASKED)
def test_answers_are_the_same_where_gradients_are_off(function, off):
    model = SimpleRNN(1, 8, 2)
    wanted = function(model, *two_ramps())
    with off():
        found = function(model, *two_ramps())
    assert torch.equal(found, wanted)
    assert not wanted.requires_grad


@pytest.mark.parametrize("function", [f for f in ASKED if f is not gradients_through_time])
def test_a_model_with_dropout_is_asked_without_it_and_keeps_its_mode(function):
    model = torch.nn.Sequential(torch.nn.Dropout(0.5), SimpleRNN(1, 8, 2))
    found = function(model, *two_ramps())
    assert all(module.training for module in model.modules())
    assert torch.equal(found, function(model[1], *two_ramps()))


def test_orders_are_put_to_a_model_without_its_dropout():
    model = torch.nn.Sequential(torch.nn.Dropout(0.5), SimpleRNN(1, 8, 2))
    sequence, orders = two_ramps()[0][0], permutations(5)
    found = classify_orders(model, sequence, orders)
    assert all(module.training for module in model.modules())
    assert torch.equal(found, classify_orders(model[1], sequence, orders))


@pytest.mark.parametrize("off", [torch.no_grad, torch.inference_mode])
def test_fixed_points_are_found_where_gradients_are_off(off):
    starts = torch.linspace(-2, 2, 9, dtype=torch.float64)[:, None]
    with off():
        found = find_fixed_points(lambda h: torch.tanh(2 * h), starts)
    assert len(found.points) == 3


@pytest.mark.parametrize("function", ASKED)
def test_a_sequence_that_has_gradients_of_its_own_is_only_looked_at(function):
    x, y = two_ramps()
    x.requires_grad_()
    assert not function(SimpleRNN(1, 8, 2), x, y).requires_grad
    assert x.grad is None
