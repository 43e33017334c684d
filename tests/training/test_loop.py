"""The loop against the five moves written out, and each of its options."""

from itertools import chain

import pytest
import torch
from torch import nn
from torch.nn import functional

from rnnbook.data import trend_pairs, two_ramps
from rnnbook.models import RNNEnsemble, SimpleRNN, StackedModules, WindowMLP
from rnnbook.training import DivergedError, evaluate, train, train_ensemble


def adam(model, lr=0.01):
    return torch.optim.Adam(model.parameters(), lr=lr)


def test_it_is_the_five_moves():
    x, y = two_ramps()
    ours, plain = SimpleRNN(1, 8, 2, seed=1).double(), SimpleRNN(1, 8, 2, seed=1).double()
    x = x.double()
    history = train(ours, adam(ours), x, y, epochs=20)
    optimizer, losses = adam(plain), []
    for _ in range(20):
        optimizer.zero_grad()
        loss = functional.cross_entropy(plain(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert history.loss == pytest.approx(losses, abs=1e-12)
    assert history.epochs == 20
    for a, b in zip(ours.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


class Recorder(nn.Module):
    """A linear model that writes down which rows it is shown while training."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 2)
        self.seen = []

    def forward(self, x):
        if self.training:
            self.seen.append(x[:, 0, 0].tolist())
        return self.fc(x[:, 0])


def test_each_epoch_shows_every_sequence_once_in_a_new_order_from_the_seed():
    x, y = torch.arange(10.0)[:, None, None] / 10, torch.zeros(10, dtype=torch.int64)

    def epochs_seen(seed):
        model = Recorder()
        train(model, adam(model), x, y, epochs=2, batch_size=4, seed=seed)
        assert [len(batch) for batch in model.seen] == [4, 4, 2, 4, 4, 2]
        return list(chain(*model.seen[:3])), list(chain(*model.seen[3:]))

    first, second = epochs_seen(0)
    assert sorted(first) == sorted(second) == x.flatten().tolist()
    assert first != second
    assert epochs_seen(0) == (first, second)
    assert epochs_seen(1) != (first, second)


def test_the_loss_of_an_epoch_is_the_mean_over_sequences_not_over_batches():
    x, y = trend_pairs(5, 4, seed=0)
    model = SimpleRNN(1, 4, 2)
    before = evaluate(model, x, y).loss
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    history = train(model, still, x, y, epochs=1, batch_size=4)
    assert history.loss[0] == pytest.approx(before, abs=1e-6)


def test_clipping_bounds_the_step():
    x, y = two_ramps()
    model = SimpleRNN(1, 8, 2)
    before = nn.utils.parameters_to_vector(model.parameters()).detach()
    step = torch.optim.SGD(model.parameters(), lr=1.0)
    train(model, step, 100 * x, y, epochs=1, clip_norm=0.01)
    after = nn.utils.parameters_to_vector(model.parameters()).detach()
    assert (after - before).norm().item() == pytest.approx(0.01, rel=1e-3)


def test_early_stopping_goes_back_to_the_best_epoch():
    data, validation = trend_pairs(5, 20, noise=2.0, seed=0), trend_pairs(50, 20, noise=2.0, seed=1)
    model = SimpleRNN(1, 16, 2)
    history = train(model, adam(model), *data, epochs=200, validation=validation, patience=10)
    assert history.epochs < 200
    assert history.best_epoch == history.epochs - 10
    lowest = min(history.validation_loss)
    assert history.validation_loss[history.best_epoch - 1] == lowest
    assert evaluate(model, *validation).loss == pytest.approx(lowest, abs=1e-6)


def test_looking_at_validation_data_changes_nothing():
    data, validation = trend_pairs(5, 20, seed=0), trend_pairs(5, 20, seed=1)
    with_look, without = SimpleRNN(1, 8, 2), SimpleRNN(1, 8, 2)
    looked = train(with_look, adam(with_look), *data, epochs=5, batch_size=4, validation=validation)
    blind = train(without, adam(without), *data, epochs=5, batch_size=4)
    assert looked.loss == blind.loss
    assert len(looked.validation_loss) == len(looked.validation_accuracy) == 5
    assert blind.validation_loss == []


def test_a_diverging_run_stops_with_its_history_and_finite_weights():
    x, y = two_ramps()
    model = SimpleRNN(1, 8, 2, nonlinearity="relu")
    wild = torch.optim.SGD(model.parameters(), lr=1e6)
    with pytest.raises(DivergedError, match=r"the loss became (inf|nan) in epoch \d+") as raised:
        train(model, wild, x, y, epochs=200)
    assert 1 <= raised.value.history.epochs < 200


def test_training_leaves_the_global_random_state_alone():
    before = torch.random.get_rng_state()
    model = SimpleRNN(1, 8, 2)
    train(model, adam(model), *trend_pairs(5, 6, seed=0), epochs=2, batch_size=3)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_data_are_checked_without_reading_them_once_more():
    x, y = trend_pairs(5, 4, seed=0)
    model, read = SimpleRNN(1, 4, 2), []
    model.register_forward_hook(lambda module, args, out: read.append(len(args[0])))
    train(model, adam(model), x, y, epochs=1, validation=(x[:6], y[:6]))
    assert read == [2, 2, 10, 6]


def test_what_a_model_says_of_data_it_cannot_read_is_about_all_of_them():
    x, y = trend_pairs(5, 4, seed=0)
    for model, training in (
        (WindowMLP(1, 5, 4, 2), train),
        (StackedModules([WindowMLP(1, 5, 4, 2)]), train_ensemble),
    ):
        with pytest.raises(ValueError, match=r"x must .* 5 time steps, got .*\(10, 4, 1\)"):
            training(model, adam(model), x, y, epochs=1)


def test_an_ensemble_is_refused_with_the_name_of_what_trains_it():
    ensemble = RNNEnsemble.from_seeds(range(3), 1, 4, 2)
    with pytest.raises(ValueError, match=r"model must be one network.*got .*train_ensemble"):
        train(ensemble, adam(ensemble), *two_ramps(), epochs=1)


def test_patience_without_validation_data_is_refused():
    model = SimpleRNN(1, 8, 2)
    with pytest.raises(ValueError, match="patience needs validation data"):
        train(model, adam(model), *two_ramps(), epochs=1, patience=3)
