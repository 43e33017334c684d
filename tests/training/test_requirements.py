"""What a training needs, and what it says where that is missing."""

import pytest
import torch
from torch import nn

from rnnbook.data import two_ramps
from rnnbook.models import RecurrentClassifier, RNNEnsemble, SimpleRNN, StackedModules, WindowMLP
from rnnbook.training import train, train_ensemble

X, Y = two_ramps()


def one():
    return SimpleRNN(1, 4, 2)


def many():
    return RNNEnsemble([SimpleRNN(1, 4, 2, seed=seed) for seed in range(3)])


def stacked():
    return StackedModules([WindowMLP(1, 3, 4, 2, seed=seed) for seed in range(3)])


KINDS = [(train, one), (train_ensemble, many), (train_ensemble, stacked)]
kinds = pytest.mark.parametrize(("training", "make"), KINDS)


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1)


def weights(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def assert_untouched(model, before):
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters())


@kinds
@pytest.mark.parametrize("off", [torch.no_grad, torch.inference_mode])
def test_gradients_that_are_switched_off_are_named(training, make, off):
    model = make()
    before = weights(model)
    with off(), pytest.raises(RuntimeError, match=rf"{training.__name__} needs gradients"):
        training(model, sgd(model.parameters()), X, Y, epochs=1)
    assert_untouched(model, before)


@kinds
def test_a_model_that_is_frozen_altogether_is_refused(training, make):
    model = make().requires_grad_(False)
    before = weights(model)
    with pytest.raises(ValueError, match="must have parameters to train, got requires_grad=False"):
        training(model, sgd(model.parameters()), X, Y, epochs=1)
    assert_untouched(model, before)


@kinds
def test_an_optimizer_of_frozen_parameters_is_refused(training, make):
    model = make()
    model.fc.requires_grad_(False)
    before = weights(model)
    with pytest.raises(ValueError, match=r"optimizer must hold a parameter .* not frozen, got"):
        training(model, sgd(model.fc.parameters()), X, Y, epochs=1)
    assert_untouched(model, before)


@pytest.mark.parametrize("clip_norm", [None, 0.05])
@pytest.mark.parametrize("freeze", [True, False])
@kinds
def test_a_part_that_is_frozen_or_left_out_stays_and_the_rest_is_trained(
    training, make, freeze, clip_norm
):
    model = make()
    if freeze:
        for name, p in model.named_parameters():
            p.requires_grad_(name.startswith("fc."))
    optimizer = sgd(model.parameters() if freeze else model.fc.parameters())
    before = weights(model)
    training(model, optimizer, X, Y, epochs=3, clip_norm=clip_norm)
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]) is not name.startswith("fc."), name


@pytest.mark.parametrize("clip_norm", [None, 0.05])
@pytest.mark.parametrize("freeze", [True, False])
def test_members_with_a_frozen_part_are_trained_as_alone(freeze, clip_norm):
    modules = [RecurrentClassifier(1, 4, 2, seed=seed).double() for seed in range(3)]
    if freeze:
        for module in modules:
            module.rnn.requires_grad_(False)
    ensemble = RNNEnsemble(modules)
    assert ensemble.rnn.weight_hh_l0.requires_grad is not freeze
    settings = {"epochs": 5, "clip_norm": clip_norm}
    together = train_ensemble(ensemble, sgd(ensemble.fc.parameters()), X.double(), Y, **settings)
    for s, module in enumerate(modules):
        alone = train(module, sgd(module.fc.parameters()), X.double(), Y, **settings)
        assert together.loss[s].tolist() == pytest.approx(alone.loss, abs=1e-12)
        torch.testing.assert_close(ensemble.member(s).state_dict(), module.state_dict())


def test_what_is_clipped_is_the_gradient_of_what_is_trained():
    model = one()
    before = model.fc.bias.detach().clone()
    train(model, torch.optim.SGD([model.fc.bias], lr=1.0), X, Y, epochs=1, clip_norm=1e-3)
    assert (model.fc.bias.detach() - before).norm().item() == pytest.approx(1e-3, rel=1e-2)


def test_frozen_parts_are_frozen_in_copies_too():
    module = one()
    module.rnn.requires_grad_(False)
    ensemble = RNNEnsemble([module, module])
    for copied in (ensemble, ensemble.member(0)):
        free = {name for name, p in copied.named_parameters() if p.requires_grad}
        assert free == {"fc.weight", "fc.bias"}
    with pytest.raises(ValueError, match=r"the same parameters frozen, got rnn\.weight_ih_l0"):
        RNNEnsemble([module, one()])


class Detached(nn.Module):
    """A classifier whose forward loses the way back to its weights."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 2)

    def forward(self, x):
        return self.fc(x[:, -1]).detach()


def test_logits_without_a_way_back_are_named():
    model = Detached()
    with pytest.raises(ValueError, match="model must connect its logits with its parameters, got"):
        train(model, sgd(model.parameters()), X, Y, epochs=1)
    stack = StackedModules([Detached(), Detached()])
    with pytest.raises(ValueError, match=r"ensemble must connect its logits .*, got"):
        train_ensemble(stack, sgd(stack.parameters()), X, Y, epochs=1)


@pytest.mark.parametrize("batch_size", [None, 1])
@kinds
def test_data_made_under_inference_mode_are_as_good_as_others(training, make, batch_size):
    with torch.inference_mode():
        x, y = two_ramps()
    inside, outside = make(), make()
    settings = {"epochs": 3, "batch_size": batch_size}
    training(inside, sgd(inside.parameters()), x, y, **settings)
    training(outside, sgd(outside.parameters()), X, Y, **settings)
    torch.testing.assert_close(inside.state_dict(), outside.state_dict(), rtol=0, atol=0)


@kinds
def test_weights_made_under_inference_mode_are_named(training, make):
    with torch.inference_mode():
        model = make()
    with pytest.raises(ValueError, match=r"must be made outside of torch\.inference_mode\(\), got"):
        training(model, sgd(model.parameters()), X, Y, epochs=1)


@kinds
@pytest.mark.parametrize("y", [Y.float(), Y.double(), Y.float()[:, None]], ids=str)
def test_quantities_as_targets_are_answered_with_what_this_trains(training, make, y):
    model = make()
    with pytest.raises(TypeError, match=r"y must be an int64 .*, got .*classifiers.*mse_loss"):
        training(model, sgd(model.parameters()), X, y, epochs=1)
