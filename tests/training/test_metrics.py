"""Loss, accuracy and predictions, and the state they leave a model in."""

import pytest
import torch
from torch import nn

from rnnbook.training import accuracy, evaluate, predict


class Fixed(nn.Module):
    """Answers with the first two features of the last element."""

    def forward(self, x):
        return x[:, -1, :2]


@pytest.fixture
def questions():
    x = torch.tensor([[[2.0, 1.0]], [[0.0, 3.0]], [[1.0, 0.0]], [[0.0, 5.0]]])
    return x, torch.tensor([0, 1, 1, 1])


def test_they_are_their_equations(questions):
    x, y = questions
    assert predict(Fixed(), x).tolist() == [0, 1, 0, 1]
    assert accuracy(Fixed(), x, y) == 0.75
    z = x[:, 0]
    by_hand = -(z.exp() / z.exp().sum(1, keepdim=True))[torch.arange(4), y].log().mean()
    assert evaluate(Fixed(), x, y).loss == pytest.approx(by_hand.item(), abs=1e-6)


@pytest.mark.parametrize("mode", [True, False])
def test_the_model_is_asked_in_evaluation_mode_and_keeps_its_own(questions, mode):
    x, _ = questions
    model = nn.Sequential(Fixed(), nn.Dropout(0.9)).train(mode)
    assert predict(model, x).tolist() == [0, 1, 0, 1]
    assert model.training is mode


def test_a_model_that_does_not_return_logits_is_named(questions):
    with pytest.raises(ValueError, match=r"model must return logits of shape \(4, C\)"):
        predict(nn.Identity(), questions[0])
