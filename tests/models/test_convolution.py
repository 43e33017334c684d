"""A sliding window against torch's convolution, its special cases, and how far it reaches."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from rnnbook.models import ConvolutionMLP, OrderBlindMLP, StackedModules, WindowMLP


def noise(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("kernel", "layers"), [(1, 1), (2, 1), (2, 3), (4, 2)])
@pytest.mark.parametrize("head", ["last", "every", "mean"])
def test_it_is_a_stack_of_torch_convolutions_on_a_sequence_with_zeros_before_it(
    kernel, layers, head
):
    D, H, C = 3, 5, 4
    model = ConvolutionMLP(D, H, C, kernel=kernel, layers=layers, head=head).double()
    x = noise(2, 9, D)
    a = functional.pad(x.mT, (layers * (kernel - 1), 0))
    for layer in model.layers:
        conv = nn.Conv1d(a.shape[1], H, kernel).double()
        conv.weight.data = layer.weight.reshape(H, kernel, -1).transpose(1, 2)
        conv.bias.data = layer.bias
        a = torch.tanh(conv(a))
    every = a.mT @ model.fc.weight.T + model.fc.bias
    expected = {"last": every[:, -1], "every": every, "mean": every.mean(dim=1)}[head]
    torch.testing.assert_close(model(x), expected, rtol=0, atol=1e-12)


def test_one_step_is_its_equation():
    model = ConvolutionMLP(2, 4, 3, kernel=3).double()
    x = noise(1, 6, 2)
    W, b = model.layers[0].weight, model.layers[0].bias
    inside = torch.tanh(W @ torch.cat([x[0, 2], x[0, 3], x[0, 4]]) + b)
    at_the_start = torch.tanh(W @ torch.cat([torch.zeros(4), x[0, 0]]) + b)
    logits = model(x)[0]
    for t, a in ((4, inside), (0, at_the_start)):
        expected = model.fc.weight @ a + model.fc.bias
        torch.testing.assert_close(logits[t], expected, rtol=0, atol=1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(kernel=st.integers(1, 5), layers=st.integers(1, 4), seed=st.integers(0, 99))
def test_an_output_depends_on_its_reach_and_on_nothing_else(kernel, layers, seed):
    steps = 24
    model = ConvolutionMLP(1, 4, 2, kernel=kernel, layers=layers, seed=seed).double()
    reach = 1 + layers * (kernel - 1)
    assert model.reach == reach
    x = noise(1, steps, 1, seed=seed).requires_grad_()
    for t in (0, 3, steps - 1):
        (gradient,) = torch.autograd.grad(model(x)[0, t].sum(), x)
        seen = gradient[0, :, 0] != 0
        expected = torch.zeros(steps, dtype=torch.bool)
        expected[max(0, t - reach + 1) : t + 1] = True
        assert torch.equal(seen, expected)


def test_with_one_layer_it_is_a_window_at_the_last_step():
    window = WindowMLP(3, 5, 8, 2, seed=1).double()
    model = ConvolutionMLP(3, 8, 2, kernel=5, head="last").double()
    model.layers[0].load_state_dict(window.hidden.state_dict())
    model.fc.load_state_dict(window.fc.state_dict())
    x = noise(4, 9, 3)
    torch.testing.assert_close(model(x), window(x), rtol=0, atol=1e-12)


def test_with_a_kernel_of_one_and_a_mean_it_is_the_order_blind_network():
    blind = OrderBlindMLP(2, 8, 2, seed=1).double()
    model = ConvolutionMLP(2, 8, 2, kernel=1, head="mean").double()
    model.layers[0].load_state_dict(blind.embed.state_dict())
    model.fc.load_state_dict(blind.fc.state_dict())
    x = noise(4, 9, 2)
    torch.testing.assert_close(model(x), blind(x), rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_a_mean_over_time_sees_only_which_windows_occur(seed):
    """0 a 0 b 0 and 0 b 0 a 0 have the same neighbouring pairs, and other triples."""
    a, b = noise(2, seed=seed)
    zero = torch.zeros_like(a)
    twins = torch.stack(
        [torch.stack([zero, a, zero, b, zero]), torch.stack([zero, b, zero, a, zero])]
    )
    for kernel, layers, equal in ((2, 1, True), (3, 1, False), (2, 2, False)):
        model = ConvolutionMLP(1, 8, 2, kernel=kernel, layers=layers, head="mean", seed=seed)
        one, other = model.double()(twins[:, :, None])
        assert torch.allclose(one, other, rtol=0, atol=1e-12) == equal


def test_moving_a_pattern_along_moves_the_outputs_with_it():
    model = ConvolutionMLP(2, 8, 3, kernel=2, layers=2).double()
    pattern, gap = noise(1, 4, 2), torch.zeros(1, 6, 2, dtype=torch.float64)
    early, late = torch.cat([pattern, gap], dim=1), torch.cat([gap, pattern], dim=1)
    torch.testing.assert_close(model(early)[:, :4], model(late)[:, 6:], rtol=0, atol=1e-12)


def test_gradients_are_right():
    model = ConvolutionMLP(2, 3, 2, kernel=2, layers=2).double()
    assert torch.autograd.gradcheck(model, noise(2, 4, 2).requires_grad_())


@pytest.mark.parametrize("head", ["last", "every", "mean"])
def test_stacked_members_compute_what_each_computes_alone(head):
    nets = [
        ConvolutionMLP(2, 4, 2, kernel=3, layers=2, head=head, seed=s).double() for s in range(3)
    ]
    x = noise(3, 5, 7, 2)
    together = StackedModules(nets)(x)
    for s, net in enumerate(nets):
        torch.testing.assert_close(together[s], net(x[s]), rtol=0, atol=1e-12)


def test_the_same_seed_gives_the_same_network_and_another_another():
    first, again, other = (ConvolutionMLP(1, 8, 2, kernel=2, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.layers[0].weight, again.layers[0].weight)
    assert not torch.equal(first.layers[0].weight, other.layers[0].weight)


@pytest.mark.parametrize("length", [1, 2, 7])
def test_any_length_can_be_read_even_one_shorter_than_the_reach(length):
    model = ConvolutionMLP(1, 4, 2, kernel=3, layers=2)
    assert model(torch.zeros(5, length, 1)).shape == (5, length, 2)
