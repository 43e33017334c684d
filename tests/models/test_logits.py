"""Answers of classifiers, in the mode in which they are meant, and of one network or of many."""

import pytest
import torch
from torch import nn

from rnnbook.models import RecurrentClassifier, RNNEnsemble, SimpleRNN, logits_of

X = torch.randn(5, 6, 2, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def mixed():
    """Return a model in training mode with one part in evaluation mode."""
    model = nn.Sequential(nn.Dropout(0.5), SimpleRNN(2, 4, 3), nn.BatchNorm1d(3))
    model[2].eval()
    return model


def test_answers_are_those_of_evaluation_mode_and_every_part_keeps_its_mode(mixed):
    modes = [module.training for module in mixed.modules()]
    assert len(set(modes)) == 2
    answers = logits_of(mixed, X)
    assert [module.training for module in mixed.modules()] == modes
    assert not answers.requires_grad
    torch.testing.assert_close(answers, mixed.eval()(X).detach(), rtol=0, atol=0)


def test_every_part_keeps_its_mode_when_the_model_fails(mixed):
    modes = [module.training for module in mixed.modules()]
    with pytest.raises(ValueError, match="x must have 2 features, got"):
        logits_of(mixed, X[..., :1])
    assert [module.training for module in mixed.modules()] == modes


def test_an_ensemble_answers_once_for_each_member():
    ensemble = RNNEnsemble.from_seeds(range(3), 2, 4, 2)
    answers = logits_of(ensemble, X)
    assert answers.shape == (3, 5, 2)
    for s in range(3):
        torch.testing.assert_close(answers[s], logits_of(ensemble.member(s), X))


def test_a_part_of_the_sequences_is_read_and_all_are_looked_at():
    model, seen = SimpleRNN(2, 4, 2), []
    model.register_forward_hook(lambda module, args, out: seen.append(len(args[0])))
    torch.testing.assert_close(logits_of(model, X, first=2), logits_of(model, X)[:2])
    assert seen == [2, 5]
    spoiled = X.clone()
    spoiled[4, 3, 1] = torch.nan
    with pytest.raises(ValueError, match=r"x must be finite, got nan at index \(4, 3, 1\)"):
        logits_of(model, spoiled, first=2)
    assert seen == [2, 5]


def test_what_has_no_one_answer_for_each_sequence_is_named():
    every = RecurrentClassifier(2, 4, 2, head="every")
    with pytest.raises(ValueError, match="one answer for each sequence, got head 'every'"):
        logits_of(every, X)
    for other in (nn.Identity(), nn.Flatten(0)):
        with pytest.raises(ValueError, match=r"model must return logits of shape \(5, C\).*, got"):
            logits_of(other, X[:, :, :1])
