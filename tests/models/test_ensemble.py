"""A member of an ensemble is the network alone: outputs and gradients."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from rnnbook.models import (
    CELLS,
    ElmanLayer,
    OrderBlindMLP,
    RecurrentClassifier,
    RNNEnsemble,
    SimpleRNN,
    StackedModules,
    WindowMLP,
)

TORCH = {"tanh": nn.RNN, "relu": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def draw(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def singles(count, **settings):
    return [RecurrentClassifier(3, 4, 2, seed=seed, **settings).double() for seed in range(count)]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("head", ["last", "every"])
@pytest.mark.parametrize("shared", [True, False])
def test_outputs_and_gradients_are_those_of_the_members_alone(cell, head, shared):
    modules = singles(3, cell=cell, head=head)
    ensemble = RNNEnsemble(modules)
    x = draw(5, 6, 3) if shared else draw(3, 5, 6, 3)
    logits = ensemble(x)
    factors = draw(*logits.shape, seed=1)
    (logits * factors).sum().backward()
    for s, module in enumerate(modules):
        alone = module(x if shared else x[s])
        torch.testing.assert_close(logits[s], alone, rtol=0, atol=1e-10)
        (alone * factors[s]).sum().backward()
        for (name, p), (other, q) in zip(
            ensemble.named_parameters(), module.named_parameters(), strict=True
        ):
            assert name == other
            torch.testing.assert_close(p.grad[s], q.grad, rtol=0, atol=1e-10)


@pytest.mark.parametrize("cell", TORCH)
def test_a_classifier_uses_the_layer_of_torch_where_there_is_one(cell):
    rnn = RecurrentClassifier(3, 4, 2, cell=cell).rnn
    assert type(rnn) is TORCH[cell]
    assert getattr(rnn, "nonlinearity", cell) == cell


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_the_layer_by_hand_is_that_of_torch_where_there_is_one(nonlinearity):
    ours = ElmanLayer(3, 4, nonlinearity=nonlinearity).double()
    theirs = nn.RNN(3, 4, nonlinearity=nonlinearity, batch_first=True).double()
    theirs.load_state_dict(ours.state_dict())
    torch.testing.assert_close(ours(draw(5, 6, 3)), theirs(draw(5, 6, 3)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", ["sigmoid", "leaky_relu", "prelu"])
def test_the_other_layers_by_hand_are_the_equation_with_the_function_of_torch(cell):
    layer = ElmanLayer(3, 4, nonlinearity=cell).double()
    phi = {
        "sigmoid": torch.sigmoid,
        "leaky_relu": functional.leaky_relu,
        "prelu": lambda a: functional.prelu(a, layer.slope),
    }[cell]
    x, h = draw(5, 6, 3), torch.zeros(5, 4, dtype=torch.float64)
    for t in range(6):
        h = phi(
            x[:, t] @ layer.weight_ih_l0.T + layer.bias_ih_l0
            + h @ layer.weight_hh_l0.T + layer.bias_hh_l0
        )  # fmt: skip
    torch.testing.assert_close(layer(x)[1][0], h, rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_members_go_into_an_ensemble_and_come_out_again(cell):
    modules = singles(3, cell=cell, head="every")
    ensemble = RNNEnsemble(modules)
    for s, module in enumerate(modules):
        back = ensemble.member(s)
        assert (back.cell, back.head) == (cell, "every")
        assert torch.equal(back(draw(5, 6, 3)), module(draw(5, 6, 3)))
        assert back.state_dict().keys() == module.state_dict().keys()


def test_the_seeds_of_an_ensemble_are_those_of_simple_rnn():
    ensemble = RNNEnsemble.from_seeds([3, 7], 1, 8, 2)
    for s, seed in enumerate([3, 7]):
        alone = SimpleRNN(1, 8, 2, seed=seed).state_dict()
        member = ensemble.member(s).state_dict()
        assert all(torch.equal(value, member[name]) for name, value in alone.items())
    from_simple = RNNEnsemble([SimpleRNN(1, 8, 2, seed=seed) for seed in (3, 7)])
    for one, other in zip(from_simple.parameters(), ensemble.parameters(), strict=True):
        assert torch.equal(one, other)


def test_changing_an_ensemble_leaves_the_modules_it_was_made_from():
    modules = singles(2)
    before = modules[0].fc.weight.clone()
    ensemble = RNNEnsemble(modules)
    with torch.no_grad():
        ensemble.fc.weight += 1
    assert torch.equal(modules[0].fc.weight, before)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("manual_backward", [True, False])
def test_hidden_states_and_their_gradients_are_those_of_the_layer(cell, shared, manual_backward):
    modules = singles(3, cell=cell)
    ensemble = RNNEnsemble(modules)
    x = draw(5, 6, 3) if shared else draw(3, 5, 6, 3)
    states = ensemble.hidden_states(x, manual_backward=manual_backward)
    factors = draw(3, 5, 6, 4, seed=1)
    (states * factors).sum().backward()
    for s, module in enumerate(modules):
        alone, _ = module.rnn(x if shared else x[s])
        torch.testing.assert_close(states[s], alone, rtol=0, atol=1e-12)
        (alone * factors[s]).sum().backward()
        for name, p in module.rnn.named_parameters():
            found = ensemble.rnn.get_parameter(name).grad[s]
            torch.testing.assert_close(found, p.grad, rtol=0, atol=1e-10)


@pytest.mark.parametrize("start", ["orthogonal", "identity"])
@pytest.mark.parametrize("cell", ["relu", "lstm"])
def test_recurrent_weights_start_as_asked(start, cell):
    weight = RecurrentClassifier(
        1, 6, 2, cell=cell, recurrent_init=start, gain=0.5
    ).rnn.weight_hh_l0
    for gate in weight.split(6):
        torch.testing.assert_close(gate @ gate.T, 0.25 * torch.eye(6))
        assert start == "orthogonal" or torch.equal(gate, 0.5 * torch.eye(6))


def test_gain_scales_the_weights_that_torch_drew_and_nothing_else():
    plain, scaled = RecurrentClassifier(1, 6, 2), RecurrentClassifier(1, 6, 2, gain=3.0)
    torch.testing.assert_close(scaled.rnn.weight_hh_l0, 3 * plain.rnn.weight_hh_l0)
    assert torch.equal(scaled.rnn.weight_ih_l0, plain.rnn.weight_ih_l0)


@pytest.mark.parametrize(
    "make", [lambda s: OrderBlindMLP(1, 8, 2, seed=s), lambda s: WindowMLP(1, 4, 8, 2, seed=s)]
)
def test_stacked_modules_compute_what_each_computes(make):
    modules = [make(seed).double() for seed in range(4)]
    stack = StackedModules(modules)
    shared, own = draw(5, 6, 1), draw(4, 5, 6, 1)
    for s, module in enumerate(modules):
        torch.testing.assert_close(stack(shared)[s], module(shared), rtol=0, atol=1e-12)
        torch.testing.assert_close(stack(own)[s], module(own[s]), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([], "at least one module"),
        ([nn.Linear(1, 1)], "every one of members must be a RecurrentClassifier"),
        ([RecurrentClassifier(1, 2, 2), RecurrentClassifier(1, 3, 2)], "same parameters"),
        ([RecurrentClassifier(1, 2, 2), RecurrentClassifier(1, 2, 2, cell="relu")], "same cell"),
    ],
)
def test_members_of_different_kinds_are_refused(members, message):
    with pytest.raises((TypeError, ValueError), match=message):
        RNNEnsemble(members)


@pytest.mark.parametrize("index", [-1, 2, 1.0, True, None])
def test_a_member_that_is_not_there_is_refused(index):
    with pytest.raises((TypeError, ValueError), match="index must be"):
        RNNEnsemble(singles(2)).member(index)


def test_an_ensemble_is_drawn_alike_for_every_device_and_type():
    plain = RNNEnsemble.from_seeds([0, 1], 1, 4, 2)
    moved = RNNEnsemble.from_seeds([0, 1], 1, 4, 2, device="cpu", dtype=torch.float64)
    assert moved.fc.weight.dtype == torch.float64
    assert torch.equal(moved.fc.weight.float(), plain.fc.weight)
    assert RNNEnsemble.from_seeds([0], 1, 4, 2, device="meta").fc.weight.device.type == "meta"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("cell", CELLS)
def test_a_graphics_card_computes_what_the_processor_computes(cell):
    here = RNNEnsemble.from_seeds(range(3), 3, 4, 2, cell=cell, dtype=torch.float64)
    there = RNNEnsemble.from_seeds(range(3), 3, 4, 2, cell=cell, dtype=torch.float64, device="cuda")
    torch.testing.assert_close(there(draw(5, 6, 3).cuda()).cpu(), here(draw(5, 6, 3)))
