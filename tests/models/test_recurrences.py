"""The written backward passes against autograd through the equations."""

import pytest
import torch

from rnnbook.models import ACTIVATIONS
from rnnbook.models._recurrences import MANUAL, REFERENCE

CASES = [*(("elman", name) for name in ACTIVATIONS), ("gru", None), ("lstm", None)]
GATES = {"elman": 1, "gru": 3, "lstm": 4}


@pytest.mark.parametrize(("kind", "activation"), CASES)
@pytest.mark.parametrize("steps", [1, 2, 7])
@pytest.mark.parametrize("used", ["states", "last", "both"])
def test_states_and_gradients_are_those_of_the_equations(kind, activation, steps, used):
    generator = torch.Generator().manual_seed(steps)

    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64).requires_grad_()

    members, count, size = 3, 4, 5
    a = draw(members, steps, count, GATES[kind] * size)
    weight = draw(members, GATES[kind] * size, size)
    extra = {"gru": [draw(members, size)], "lstm": []}.get(kind, [])
    if activation == "prelu":
        extra = [draw(members)]
    arguments = [a, weight, *([activation] if activation else []), *extra]
    weights_of_outputs = [draw(members, steps, count, size), draw(members, count, size)]

    def outputs_and_gradients(recurrence):
        outputs = recurrence(*arguments)
        chosen = {"states": [0], "last": [1], "both": [0, 1]}[used]
        total = sum((outputs[i] * weights_of_outputs[i].detach()).sum() for i in chosen)
        return [*outputs, *torch.autograd.grad(total, [a, weight, *extra], allow_unused=True)]

    ours = outputs_and_gradients(MANUAL[kind])
    by_equations = outputs_and_gradients(REFERENCE[kind])
    for one, other in zip(ours, by_equations, strict=True):
        # Autograd leaves out what a single step does not use; the written pass gives zeros.
        other = torch.zeros_like(one) if other is None else other
        torch.testing.assert_close(one, other, rtol=0, atol=1e-11)


@pytest.mark.parametrize(("kind", "activation"), CASES)
def test_the_equations_agree_with_central_differences(kind, activation):
    generator = torch.Generator().manual_seed(0)

    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64).requires_grad_()

    inputs = [draw(2, 3, 2, GATES[kind] * 2), draw(2, GATES[kind] * 2, 2)]
    if kind == "gru":
        inputs.append(draw(2, 2))
    if activation == "prelu":
        inputs.append(draw(2))

    def run(a, weight, *rest):
        middle = [activation] if activation else []
        return MANUAL[kind](a, weight, *middle, *rest)

    # Autograd never calls a backward pass for outputs that nobody uses.
    assert torch.autograd.gradcheck(run, inputs, check_undefined_grad=False)
