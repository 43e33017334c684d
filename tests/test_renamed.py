"""What readers wrote with the names of before goes on working; what never was a name does not."""

import inspect

import pytest
import torch

from rnnbook import data, evidence, models, probing

OLD = [
    (data, "text_of", "builtin_text"),
    (data, "trend_twins", "trend_pairs"),
    (data, "first_mark_twins", "first_mark_pairs"),
    (data, "for_each_seed", "stack_over_seeds"),
    (evidence, "share", "proportion"),
    (models, "STARTS", "RECURRENT_INITS"),
    (models, "restart", "init_recurrent_"),
    (models, "seeded", "torch_seed"),
    (probing, "accuracy_without_each_unit", "unit_ablation_accuracy"),
    (probing, "run_with", "run_with_hook"),
    (probing, "score", "logit_margin"),
]


@pytest.mark.parametrize(("package", "old", "new"), OLD)
def test_an_old_name_is_found_and_is_no_public_one(package, old, new):
    assert getattr(package, old) is getattr(package, new)
    assert old not in package.__all__


@pytest.mark.parametrize("package", [data, evidence, models, probing])
def test_a_name_that_never_was_is_not_found(package):
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'no'"):
        _ = package.no


def test_old_functions_take_their_old_keywords():
    layer = torch.nn.RNN(1, 4)
    models.restart(layer, start="identity")
    assert torch.equal(layer.weight_hh_l0, torch.eye(4))
    x = torch.ones(1, 3, 1)
    model = models.SimpleRNN(1, 4, 2)
    _, logits = probing.run_with(model, x, change=lambda h, t: h)
    torch.testing.assert_close(logits, model(x))
    with pytest.raises(TypeError, match="unexpected keyword argument 'start'"):
        models.restart(layer, start="identity", recurrent_init="identity")


def test_an_answer_may_start_its_recurrent_weights_by_the_old_keyword():
    by_old = models.RecurrentClassifier(1, 4, 2, start="orthogonal").state_dict()
    by_new = models.RecurrentClassifier(1, 4, 2, recurrent_init="orthogonal").state_dict()
    assert all(torch.equal(value, by_new[name]) for name, value in by_old.items())
    assert "start" not in inspect.signature(models.RecurrentClassifier).parameters
    with pytest.raises(ValueError, match=r"recurrent_init must be one of .*, got 'warm'"):
        models.RecurrentClassifier(1, 4, 2, start="warm")
