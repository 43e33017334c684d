"""SimpleRNN against the equations, against torch.nn, and against the class it grew from."""

import pytest
import torch
from torch import nn

from rnnbook.models import SimpleRNN


class Plain(nn.Module):
    """The same network written with torch alone: a state_dict of rnn.* and fc.*."""

    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, output_size)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.fc(out[:, -1, :])


def equations(weights, x, phi):
    """Compute the logits from the docstring's two equations, one sequence and step at a time."""
    logits = []
    for sequence in x:
        h = torch.zeros(weights["rnn.weight_hh_l0"].shape[0], dtype=x.dtype)
        for x_t in sequence:
            h = phi(
                weights["rnn.weight_ih_l0"] @ x_t
                + weights["rnn.bias_ih_l0"]
                + weights["rnn.weight_hh_l0"] @ h
                + weights["rnn.bias_hh_l0"]
            )
        logits.append(weights["fc.weight"] @ h + weights["fc.bias"])
    return torch.stack(logits)


def outputs_and_gradients(logits, parameters, y):
    loss = nn.functional.cross_entropy(logits, y)
    return [logits, *torch.autograd.grad(loss, parameters)]


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(7, 11, 3, generator=generator, dtype=torch.float64)
    return x, torch.randint(5, (7,), generator=generator)


@pytest.mark.parametrize(("nonlinearity", "phi"), [("tanh", torch.tanh), ("relu", torch.relu)])
def test_outputs_and_gradients_are_those_of_the_equations(batch, nonlinearity, phi):
    x, y = batch
    model = SimpleRNN(3, 4, 5, nonlinearity=nonlinearity).double()
    weights = {name: p.detach().clone().requires_grad_() for name, p in model.named_parameters()}
    ours = outputs_and_gradients(model(x), list(model.parameters()), y)
    by_hand = outputs_and_gradients(equations(weights, x, phi), list(weights.values()), y)
    torch.testing.assert_close(ours, by_hand, rtol=0, atol=1e-12)


def test_weights_load_into_the_plain_class_and_back(batch):
    x, y = batch
    model, plain = SimpleRNN(3, 4, 5, seed=3).double(), Plain(3, 4, 5).double()
    plain.load_state_dict(model.state_dict())
    ours = outputs_and_gradients(model(x), list(model.parameters()), y)
    theirs = outputs_and_gradients(plain(x), list(plain.parameters()), y)
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)

    other = SimpleRNN(3, 4, 5, seed=4).double()
    other.load_state_dict(plain.state_dict())
    assert torch.equal(other(x), model(x))


def test_a_seed_gives_the_weights_that_torch_draws_after_manual_seed():
    with torch.random.fork_rng():
        torch.manual_seed(5)
        plain = Plain(2, 4, 3)
    ours = SimpleRNN(2, 4, 3, seed=5).state_dict()
    assert all(torch.equal(value, ours[name]) for name, value in plain.state_dict().items())


def test_building_a_network_leaves_the_global_random_state_alone():
    before = torch.random.get_rng_state()
    SimpleRNN(1, 8, 2, seed=1)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_generator_gives_a_new_network_each_time():
    generator = torch.Generator().manual_seed(0)
    first, second = SimpleRNN(1, 8, 2, seed=generator), SimpleRNN(1, 8, 2, seed=generator)
    assert not torch.equal(first.fc.weight, second.fc.weight)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 9, 3), (6, 1, 3), (2, 300, 3)])
def test_any_batch_size_and_length_can_be_read(shape):
    assert SimpleRNN(3, 4, 5)(torch.zeros(shape)).shape == (shape[0], 5)


def test_a_view_that_is_not_contiguous_gives_the_same(batch):
    x, _ = batch
    model = SimpleRNN(3, 4, 5).double()
    view = x.permute(2, 1, 0).contiguous().permute(2, 1, 0)
    assert not view.is_contiguous()
    torch.testing.assert_close(model(view), model(x), rtol=0, atol=1e-12)
