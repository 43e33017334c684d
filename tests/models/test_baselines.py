"""What the baselines can and cannot see."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from rnnbook.data import first_mark_pairs, trend_pairs
from rnnbook.models import OrderBlindMLP, WindowMLP
from rnnbook.training import accuracy


@settings(max_examples=50, deadline=None, derandomize=True)
@given(length=st.integers(1, 30), features=st.integers(1, 4), seed=st.integers(0, 999))
def test_order_blind_logits_are_equal_to_the_last_bit_for_any_order(length, features, seed):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(5, length, features, generator=generator)
    model = OrderBlindMLP(features, 8, 3, seed=seed)
    order = torch.randperm(length, generator=generator)
    assert torch.equal(model(x), model(x[:, order]))


@pytest.mark.parametrize("twins", [trend_pairs, first_mark_pairs])
def test_order_blind_scores_exactly_one_half_on_twins(twins):
    x, y = twins(200, 20, seed=0)
    assert {accuracy(OrderBlindMLP(1, 8, 2, seed=seed), x, y) for seed in range(50)} == {0.5}


def test_order_blind_is_its_equation():
    model = OrderBlindMLP(3, 8, 2).double()
    x = torch.randn(4, 9, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    by_hand = model.fc(torch.tanh(x @ model.embed.weight.T + model.embed.bias).mean(dim=1))
    torch.testing.assert_close(model(x), by_hand, rtol=0, atol=1e-12)


def test_order_blind_gradients_are_right():
    model = OrderBlindMLP(2, 3, 2).double()
    x = torch.randn(2, 4, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert torch.autograd.gradcheck(model, x.requires_grad_())


def test_window_is_a_feed_forward_network_on_the_last_elements():
    model = WindowMLP(3, 5, 8, 2).double()
    plain = nn.Sequential(nn.Linear(15, 8), nn.Tanh(), nn.Linear(8, 2)).double()
    plain.load_state_dict(dict(zip(plain.state_dict(), model.state_dict().values(), strict=True)))
    x = torch.randn(4, 9, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(model(x), plain(x[:, 4:].flatten(1)), rtol=0, atol=1e-12)


def test_window_sees_nothing_before_the_window():
    model = WindowMLP(1, 5, 8, 2)
    x = torch.randn(4, 9, 1, generator=torch.Generator().manual_seed(0))
    changed = x.clone()
    changed[:, :4] = 99.0
    assert torch.equal(model(x), model(changed))
    changed[:, 4] = 99.0
    assert not torch.equal(model(x), model(changed))


@pytest.mark.parametrize(
    "make", [OrderBlindMLP, lambda *sizes, seed: WindowMLP(1, 4, 8, 2, seed=seed)]
)
def test_the_same_seed_gives_the_same_network_and_another_another(make):
    first, again, other = (make(1, 8, 2, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.fc.weight, again.fc.weight)
    assert not torch.equal(first.fc.weight, other.fc.weight)
