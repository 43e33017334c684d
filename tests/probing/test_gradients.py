"""Gradients through time against autograd on loops written out, with the gradients kept."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from rnnbook.data import two_ramps
from rnnbook.models import CELLS, RecurrentClassifier, RNNEnsemble, SimpleRNN
from rnnbook.probing import factor_per_step, gradients_through_time

N, T, D, H, C = 3, 6, 2, 4, 5


def one_step(cell, model):
    """Return h_t and c_t as torch's own cells compute them, or the equation where it has none."""
    rnn = model.rnn
    if cell in ("gru", "lstm"):
        single = {"gru": nn.GRUCell, "lstm": nn.LSTMCell}[cell](D, H).double()
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        single.load_state_dict({name: rnn.get_parameter(f"{name}_l0") for name in names})
        if cell == "gru":
            return lambda x, h, c: (single(x, h), c)
        return lambda x, h, c: single(x, (h, c))
    phi = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky_relu": functional.leaky_relu,
        "prelu": lambda a: functional.prelu(a, rnn.slope[None]),
    }[cell]
    W_ih, W_hh = rnn.weight_ih_l0, rnn.weight_hh_l0
    bias = rnn.bias_ih_l0 + rnn.bias_hh_l0
    return lambda x, h, c: (phi(x @ W_ih.T + bias + h @ W_hh.T), c)


def by_hand(model, cell, x, y):
    """Return the T norms, one sequence at a time, from gradients that autograd keeps."""
    step = one_step(cell, model)
    norms = torch.zeros(T, dtype=torch.float64)
    for sequence, label in zip(x, y, strict=True):
        h = c = torch.zeros(1, H, dtype=torch.float64)
        states = []
        for x_t in sequence:
            h, c = step(x_t[None], h, c)
            h.retain_grad()
            states.append(h)
        if model.head == "last":
            loss = functional.cross_entropy(model.fc(h), label[None])
        else:
            loss = functional.cross_entropy(model.fc(torch.cat(states)), label)
        loss.backward()
        norms += torch.stack([h.grad.norm() for h in states])
    return norms / len(x)


@pytest.fixture
def data():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(N, T, D, generator=generator, dtype=torch.float64)
    y = torch.randint(C, (N, T), generator=generator)
    return x, {"last": y[:, 0], "every": y}


@pytest.mark.parametrize("head", ["last", "every"])
@pytest.mark.parametrize("cell", CELLS)
def test_norms_are_those_of_the_loop(cell, head, data):
    x, labels = data
    models = [
        RecurrentClassifier(D, H, C, cell=cell, head=head, gain=2, seed=seed).double()
        for seed in range(2)
    ]
    expected = torch.stack([by_hand(model, cell, x, labels[head]) for model in models])
    assert expected.min() > 0
    found = gradients_through_time(RNNEnsemble(models), x, labels[head])
    torch.testing.assert_close(found, expected)
    for model, row in zip(models, expected, strict=True):
        alone = gradients_through_time(model, x, labels[head])
        torch.testing.assert_close(alone, row[None])


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_simple_rnn(nonlinearity, data):
    x, labels = data
    model = SimpleRNN(D, H, C, nonlinearity=nonlinearity).double()
    expected = by_hand(model, nonlinearity, x, labels["last"])
    torch.testing.assert_close(gradients_through_time(model, x, labels["last"])[0], expected)


def test_each_member_may_have_its_own_data(data):
    x, labels = data
    ensemble = RNNEnsemble.from_seeds(range(2), D, H, C, dtype=torch.float64)
    many, y = torch.stack([x, -x]), torch.stack([labels["last"], labels["last"].flip(0)])
    found = gradients_through_time(ensemble, many, y)
    for s in range(2):
        alone = gradients_through_time(ensemble.member(s), many[s], y[s])
        torch.testing.assert_close(found[s : s + 1], alone)


def test_the_model_stays_as_it_was_and_may_be_frozen():
    ensemble = RNNEnsemble.from_seeds(range(2), 1, 4, 2)
    expected = gradients_through_time(ensemble, *two_ramps())
    assert all(p.grad is None for p in ensemble.parameters())
    with torch.no_grad():
        torch.testing.assert_close(gradients_through_time(ensemble, *two_ramps()), expected)
    ensemble.requires_grad_(False)
    torch.testing.assert_close(gradients_through_time(ensemble, *two_ramps()), expected)


def test_more_sequences_of_one_kind_do_not_change_the_mean():
    model, (x, y) = SimpleRNN(1, 4, 2), two_ramps()
    twice = gradients_through_time(model, x.repeat(2, 1, 1), y.repeat(2))
    torch.testing.assert_close(twice, gradients_through_time(model, x, y))


def test_one_step():
    x, y = two_ramps()
    model = SimpleRNN(1, 4, 2)
    z = model(x[:, :1]).detach()
    error = torch.softmax(z, dim=-1) - functional.one_hot(y, 2)
    expected = (error @ model.fc.weight).norm(dim=-1).mean()
    found = gradients_through_time(model, x[:, :1], y)
    torch.testing.assert_close(found, expected.detach()[None, None])


def test_the_factor_is_the_geometric_mean_of_the_ratios():
    norms = torch.rand(4, 7, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    ratios = norms[:, :-1] / norms[:, 1:]
    torch.testing.assert_close(factor_per_step(norms), ratios.log().mean(dim=1).exp())
    torch.testing.assert_close(factor_per_step(norms[0]), factor_per_step(norms)[0])


def test_the_factor_survives_what_a_quotient_does_not():
    low, high = 1e-200, 1e200
    assert factor_per_step([low, 1.0, high]) == pytest.approx(1e-200)
    assert factor_per_step([high, 1.0, low]) == pytest.approx(1e200)
    assert factor_per_step([0.0, 0.0, 1.0]) == 0


def test_a_gradient_of_zero_at_the_last_step_is_refused_for_one_member_of_many():
    norms = [[0.5, 1.0], [0.5, 0.0]]
    with pytest.raises(
        ValueError, match=r"norms must be above 0 at the last step, got .* with a 0"
    ):
        factor_per_step(norms)


def test_a_model_without_recurrence_is_refused_in_plain_words():
    with pytest.raises(
        TypeError, match=r"model must be a network with a recurrent layer.*got Linear"
    ):
        gradients_through_time(nn.Linear(1, 2), *two_ramps())
