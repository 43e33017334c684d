"""A member of an ensemble is trained as the network alone."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from rnnbook.data import trend_pairs, two_ramps
from rnnbook.models import CELLS, OrderBlindMLP, RecurrentClassifier, RNNEnsemble, StackedModules
from rnnbook.training import (
    DivergedError,
    accuracy,
    evaluate,
    evaluate_ensemble,
    train,
    train_ensemble,
)

OPTIMIZERS = {
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
}


def singles(count, **settings):
    return [RecurrentClassifier(1, 4, 2, seed=seed, **settings).double() for seed in range(count)]


def data(seed=0, noise=1.0):
    x, y = trend_pairs(6, 7, noise=noise, seed=seed)
    return x.double(), y


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_after_a_hundred_steps_every_member_has_the_loss_it_has_alone(cell, optimizer):
    modules = singles(3, cell=cell)
    ensemble, (x, y) = RNNEnsemble(modules), data()
    make = OPTIMIZERS[optimizer]
    history = train_ensemble(ensemble, make(ensemble.parameters()), x, y, epochs=100)
    for s, module in enumerate(modules):
        alone = train(module, make(module.parameters()), x, y, epochs=100)
        torch.testing.assert_close(
            history.loss[s], torch.tensor(alone.loss, dtype=torch.float64), rtol=0, atol=1e-10
        )


@pytest.mark.parametrize("cell", CELLS)
def test_many_to_many_members_learn_what_they_learn_alone(cell):
    modules = singles(3, cell=cell, head="every")
    ensemble, (x, _) = RNNEnsemble(modules), data()
    y = (x[:, :, 0].cumsum(dim=1) > 0).long()
    history = train_ensemble(ensemble, OPTIMIZERS["adam"](ensemble.parameters()), x, y, epochs=100)
    for s, module in enumerate(modules):
        optimizer = OPTIMIZERS["adam"](module.parameters())
        for _ in range(100):
            optimizer.zero_grad()
            loss = functional.cross_entropy(module(x).flatten(0, 1), y.flatten())
            loss.backward()
            optimizer.step()
        assert history.loss[s, -1].item() == pytest.approx(loss.item(), abs=1e-10)


@pytest.mark.parametrize("cell", ["tanh", "prelu"])  # one has a parameter that is a number
def test_batches_clipping_and_own_data_are_those_of_the_member_alone(cell):
    modules, seeds = singles(3, cell=cell), [5, 6, 7]
    ensemble = RNNEnsemble(modules)
    own = [data(seed=s) for s in range(3)]
    x, y = (torch.stack(parts) for parts in zip(*own, strict=True))
    settings = {"epochs": 10, "batch_size": 5, "clip_norm": 0.1}
    history = train_ensemble(
        ensemble, OPTIMIZERS["sgd"](ensemble.parameters()), x, y, seeds=seeds, **settings
    )
    for s, module in enumerate(modules):
        optimizer = OPTIMIZERS["sgd"](module.parameters())
        alone = train(module, optimizer, *own[s], seed=seeds[s], **settings)
        assert history.loss[s].tolist() == pytest.approx(alone.loss, abs=1e-10)


def test_members_stop_early_one_by_one_and_go_back_to_their_best_weights():
    modules = [RecurrentClassifier(1, 16, 2, seed=seed).double() for seed in range(4)]
    ensemble, (x, y) = RNNEnsemble(modules), data(noise=2.0)
    validation = data(seed=50, noise=2.0)
    settings = {"epochs": 150, "validation": validation, "patience": 5}
    history = train_ensemble(ensemble, OPTIMIZERS["adam"](ensemble.parameters()), x, y, **settings)
    assert len(set(history.best_epoch.tolist())) > 1, "all members stopped together"
    for s, module in enumerate(modules):
        alone = train(module, OPTIMIZERS["adam"](module.parameters()), x, y, **settings)
        assert history.best_epoch[s].item() == alone.best_epoch
        ran = history.loss[s].isfinite()
        assert history.loss[s][ran].tolist() == pytest.approx(alone.loss, abs=1e-10)
        assert history.validation_accuracy[s][ran].tolist() == alone.validation_accuracy
        torch.testing.assert_close(ensemble.member(s)(x), module(x), rtol=0, atol=1e-10)


def test_a_member_that_diverges_harms_no_other_and_keeps_its_last_finite_weights():
    modules = singles(3, cell="relu")
    with torch.no_grad():
        modules[1].fc.weight.fill_(1e200)
        modules[1].rnn.weight_hh_l0.fill_(1e200)
    ensemble, (x, y) = RNNEnsemble(modules), two_ramps()
    x = x.double()
    history = train_ensemble(ensemble, OPTIMIZERS["sgd"](ensemble.parameters()), x, y, epochs=20)
    assert history.diverged.tolist() == [False, True, False]
    assert torch.equal(ensemble.member(1).fc.weight, modules[1].fc.weight)
    with pytest.raises(DivergedError):
        train(modules[1], OPTIMIZERS["sgd"](modules[1].parameters()), x, y, epochs=20)
    for s in (0, 2):
        alone = train(modules[s], OPTIMIZERS["sgd"](modules[s].parameters()), x, y, epochs=20)
        assert history.loss[s].tolist() == pytest.approx(alone.loss, abs=1e-10)


def test_gradients_below_the_norm_at_which_they_are_clipped_stay_as_they_are():
    losses = []
    for clip_norm in (None, 1e6):
        ensemble, (x, y) = RNNEnsemble(singles(3)), data()
        optimizer = OPTIMIZERS["sgd"](ensemble.parameters())
        history = train_ensemble(ensemble, optimizer, x, y, epochs=5, clip_norm=clip_norm)
        losses.append(history.loss)
    assert torch.equal(*losses)


def test_baselines_train_in_a_stack_as_they_do_alone():
    modules = [OrderBlindMLP(1, 4, 2, seed=seed).double() for seed in range(3)]
    stack, (x, y) = StackedModules(modules), data()
    history = train_ensemble(stack, OPTIMIZERS["adam"](stack.parameters()), x, y, epochs=20)
    for s, module in enumerate(modules):
        alone = train(module, OPTIMIZERS["adam"](module.parameters()), x, y, epochs=20)
        assert history.loss[s].tolist() == pytest.approx(alone.loss, abs=1e-10)


def test_scores_are_those_of_the_members_alone():
    modules, (x, y) = singles(3), data()
    scores = evaluate_ensemble(RNNEnsemble(modules), x, y)
    for s, module in enumerate(modules):
        assert scores.accuracy[s].item() == accuracy(module, x, y)
        assert scores.loss[s].item() == pytest.approx(evaluate(module, x, y).loss, abs=1e-12)


def test_gradients_of_one_member_do_not_reach_another():
    ensemble, (x, y) = RNNEnsemble(singles(2)), data()
    functional.cross_entropy(ensemble(x)[0], y).backward()
    for p in ensemble.parameters():
        assert torch.equal(p.grad[1], torch.zeros_like(p.grad[1]))


def test_an_optimizer_of_other_parameters_is_refused():
    ensemble = RNNEnsemble(singles(2))
    other = torch.optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1)
    with pytest.raises(ValueError, match="optimizer must hold the parameters of the ensemble"):
        train_ensemble(ensemble, other, *data(), epochs=1)
