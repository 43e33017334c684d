"""Units taken away from a latch that was built by hand."""

import pytest
import torch

from rnnbook.data import first_mark_pairs
from rnnbook.models import CELLS, SimpleRNN
from rnnbook.probing import (
    accuracy_under_noise,
    hidden_states,
    readouts,
    run_with_hook,
    unit_ablation_accuracy,
)


@pytest.mark.parametrize("cell", CELLS)
def test_a_run_without_change_is_the_network(cell, x, network):
    model = network(cell)
    states, logits = run_with_hook(model, x, lambda h, t: h)
    torch.testing.assert_close(states, hidden_states(model, x))
    torch.testing.assert_close(logits, model(x).detach())


def latch():
    """Return a network of two units: the first latches the last mark, the second does nothing."""
    model = SimpleRNN(1, 2, 2).double()
    with torch.no_grad():
        for value in model.parameters():
            value.zero_()
        model.rnn.weight_hh_l0[0, 0] = 1.5
        model.rnn.weight_ih_l0[0, 0] = 20.0
        model.fc.weight[:, 0] = torch.tensor([1.0, -1.0])
    return model


def test_taking_the_latch_away_leaves_chance_and_taking_the_idler_changes_nothing():
    x, y = first_mark_pairs(200, 20, noise=0.0, seed=0)
    x = x.double()
    assert unit_ablation_accuracy(latch(), x, y).tolist() == [0.5, 1.0]
    assert accuracy_under_noise(latch(), x, y, noise=0.0, seed=0) == 1.0
    assert accuracy_under_noise(latch(), x, y, noise=5.0, seed=0) < 0.8


def test_the_latch_is_wrong_after_the_first_mark_and_right_after_the_second():
    x, y = first_mark_pairs(200, 20, noise=0.0, seed=0)
    answers = readouts(latch(), x.double()).argmax(dim=-1)
    marks = (x[:, :, 0] != 0).nonzero()[:, 1].reshape(-1, 2)
    rows = torch.arange(len(x))
    assert (answers[rows, marks[:, 0]] != y).all()
    assert (answers[rows, marks[:, 1]] == y).all()
