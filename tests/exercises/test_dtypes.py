"""Answers meet float64 in a check: what the page writes passes, and what does not is explained."""

import pytest
import torch
from harm import find
from test_checking import RIGHT, check, exercise_of

from rnnbook.exercises.checker.judging.one_call import usual_dtype
from rnnbook.exercises.checker.judging.run import check_source
from rnnbook.exercises.checker.strategies import integers, normal, size

# The loop of the chapter, with its own start states, for each sequence.
PAGE = """\
import torch


def step(h, x_t, layer):
    W_ih, W_hh = layer.weight_ih_l0, layer.weight_hh_l0
    return torch.tanh(W_ih @ x_t + layer.bias_ih_l0 + W_hh @ h + layer.bias_hh_l0)


def read(x, h, layer):
    states = []
    for x_t in x:
        h = step(h, x_t, layer)
        states.append(h)
    return torch.stack(states)


def each_step(layer, x):
    return torch.stack([read(x_n, torch.zeros(layer.hidden_size), layer) for x_n in x])
"""


def test_the_loop_of_the_page_passes():
    exercise = find("hidden_each_step")
    assert check_source(exercise, PAGE, "mine.py", seed=7).solved
    # And the check is as exact as before: an error of 1e-5 in float32 would be rounding.
    off = PAGE.replace("return torch.tanh(", "return 1.00001 * torch.tanh(")
    assert check_source(exercise, off, "mine.py", seed=7).stage == "values"


def test_a_result_of_another_dtype_is_still_wrong():
    source = PAGE.replace(" for x_n in x])", " for x_n in x]).float()")
    outcome = check_source(find("hidden_each_step"), source, "mine.py", seed=7)
    assert (outcome.stage, outcome.expected, outcome.got) == ("dtype", "float64", "float32")
    assert outcome.suggestion.endswith("dtype=x.dtype.")


def test_another_dtype_is_explained_where_it_is_asked_for():
    source = PAGE.replace("layer.hidden_size)", "layer.hidden_size, dtype=torch.float32)")
    outcome = check_source(find("hidden_each_step"), source, "mine.py", seed=7)
    assert outcome.stage == "runs"
    assert outcome.call == "each_step(layer=RNN(2, 4, batch_first=True), x: (3, 5, 2) float64)"
    assert outcome.suggestion == (
        "The inputs here are float64. x.new_zeros(...) or dtype=x.dtype makes a tensor of the same "
        "dtype."
    )


def test_where_nothing_is_float64_the_default_stays(tmp_path):
    assert usual_dtype(exercise_of(tmp_path)) == torch.float64
    whole = exercise_of(tmp_path, arguments=(integers(0, 3, "N"), size("N")))
    assert usual_dtype(whole) is None
    assert usual_dtype(exercise_of(tmp_path, arguments=())) is None
    assert usual_dtype(exercise_of(tmp_path, arguments=(normal("unknown"),))) is None


F32 = "states.float()"


@pytest.mark.parametrize(
    "call",
    [
        f"{F32} @ states.transpose(1, 2)",
        f"{F32}[0] @ weights[:4]",
        f"torch.mm({F32}[0], states[0].T)",
        f"torch.dot({F32}[0, 0], states[0, 0])",
        f"torch.einsum('nth,nth->n', {F32}, states)",
        f"torch.baddbmm({F32}[:, :, :1].expand(-1, -1, 5), states, states.transpose(1, 2))",
        f"torch.lerp({F32}, states, 0.5)",
        f"torch.linalg.solve({F32}[0, :4], states[0, :4])",
        "torch.nn.Linear(4, 2).float()(states)",
        "torch.nn.RNN(4, 3, batch_first=True).float()(states)",
        "torch.nn.RNN(4, 3, batch_first=True)(states, torch.zeros(1, 3, 3).float())",
        "torch.nn.GRUCell(4, 3)(states[:, 0], torch.zeros(3, 3).float())",
        "torch.nn.Conv1d(5, 2, 1).float()(states)",
        f"torch.nn.functional.layer_norm(states, (4,), {F32}[0, 0])",
        f"torch.nn.functional.binary_cross_entropy(states.sigmoid(), {F32}.sigmoid())",
        "torch.zeros(5).float().scatter_(0, torch.tensor([0]), states[0, 0])",
        "torch.zeros(5).float().index_put_((torch.tensor([0]),), states[0, 0, :1])",
        "torch.zeros(5, 4).float().index_add_(0, torch.tensor([0]), states[0, :1])",
        "torch.zeros(3).float().masked_scatter_(torch.tensor([True, False, False]), weights)",
        "torch.zeros(2, dtype=int).add_(0.5)",
        "torch.nn.functional.one_hot(states)",
        "torch.nn.functional.cross_entropy(states[0], states[0, :, 0])",
        "torch.nn.functional.nll_loss(states[0], weights)",
        "torch.nn.Embedding(3, 2)(states)",
        "states[weights]",
        "torch.gather(states, 1, states)",
        "torch.ones(3, dtype=int).mean()",
        "states.long().requires_grad_()",
        "torch.nn.functional.softmax(states.long(), 0)",
        "torch.nn.functional.mse_loss(states.long(), states.long())",
        "torch.where(weights, states[0, :, 0], weights)",
        "states.masked_fill(states, 0)",
        "torch.linalg.norm(states.long())",
    ],
)
def test_every_dtype_error_of_torch_has_an_arrow(tmp_path, call):
    outcome = check(exercise_of(tmp_path), f"{call}\n{RIGHT}")
    if outcome.solved:
        # This version of torch takes it.
        return
    assert outcome.stage == "runs"
    assert "dtype" in outcome.suggestion, outcome
    assert "float64" in outcome.suggestion, outcome


@pytest.mark.parametrize(
    "call",
    ["torch.zeros(1, kind=3)", "print(kind=3)", "states[7]", "states.view(7)", "states @ weights",
     "raise ValueError('the type of x')", "int('double')", "torch.stack([])"],
)  # fmt: skip
def test_other_errors_have_no_word_about_dtypes(tmp_path, call):
    outcome = check(exercise_of(tmp_path), f"{call}\n{RIGHT}")
    assert outcome.stage == "runs"
    assert "dtype" not in outcome.suggestion


def test_a_change_in_place_is_not_said_to_be_of_dtypes():
    states = (
        "def each_step(layer, x):\n"
        "    W_ih, W_hh = layer.weight_ih_l0, layer.weight_hh_l0\n"
        "    b = layer.bias_ih_l0 + layer.bias_hh_l0\n"
        "    h = x.new_zeros(len(x), x.shape[1] + 1, len(b))\n"
        "    for t in range(x.shape[1]):\n"
        "        h[:, t + 1] = (x[:, t] @ W_ih.T + h[:, t] @ W_hh.T + b).tanh()\n"
        "    return h[:, 1:]\n"
    )
    outcome = check_source(find("hidden_each_step"), states, "mine.py", seed=7)
    assert "inplace operation" in outcome.message
    assert outcome.suggestion.startswith("Numbers that the way back still needs")


def test_a_dtype_error_in_what_is_put_to_use_has_an_arrow():
    exercise = find("hidden_layer")
    source = exercise.solution.replace("x.new_zeros(", "torch.zeros(")
    assert source != exercise.solution
    outcome = check_source(exercise, source, "mine.py", seed=7)
    assert "float != double" in outcome.message
    assert outcome.suggestion.startswith("Here float64 and float32 meet. x.new_zeros(...)")
