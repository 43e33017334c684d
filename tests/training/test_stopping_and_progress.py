"""When training stops, and what it shows of itself."""

import io
import sys

import pytest
from torch import nn

from rnnbook.training import EarlyStopping, track


def test_patience_counts_epochs_without_a_new_minimum():
    model, stopping = nn.Linear(1, 1), EarlyStopping(patience=3)
    losses = [5, 4, 4.5, 3, 3, 3.5, 3.1]
    answers = [stopping.update(i, loss, model) for i, loss in enumerate(losses, start=1)]
    assert answers == [False] * 6 + [True]
    assert (stopping.best_epoch, stopping.best_loss) == (4, 3)


def test_an_improvement_smaller_than_min_delta_does_not_count():
    model, stopping = nn.Linear(1, 1), EarlyStopping(patience=2, min_delta=0.5)
    assert [stopping.update(i, loss, model) for i, loss in enumerate([5, 4.8, 4.6], 1)][-1]


def test_restore_brings_back_the_best_weights_not_later_ones():
    model, stopping = nn.Linear(1, 1), EarlyStopping(patience=5)
    nn.init.constant_(model.weight, 1.0)
    stopping.update(1, 0.5, model)
    nn.init.constant_(model.weight, 2.0)
    stopping.update(2, 0.9, model)
    stopping.restore(model)
    assert model.weight.item() == 1.0


def test_restore_before_any_epoch_is_refused():
    with pytest.raises(ValueError, match="before the first call of update"):
        EarlyStopping(patience=1).restore(nn.Linear(1, 1))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, stream, **environment):
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.delenv("RNNBOOK_BUILD", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert list(track(range(3), "seeds", delay=0)) == [0, 1, 2]
    return stream.getvalue()


def test_a_terminal_shows_a_bar(monkeypatch):
    assert "seeds" in shown(monkeypatch, Terminal())


def test_a_file_and_a_built_page_show_none(monkeypatch):
    assert shown(monkeypatch, io.StringIO()) == ""
    assert shown(monkeypatch, Terminal(), RNNBOOK_BUILD="1") == ""
