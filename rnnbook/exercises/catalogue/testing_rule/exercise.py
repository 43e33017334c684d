"""How often a rule and a network give the same label."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, just, normal


def _network(sizes: Any, generator: Any) -> Any:
    """Return an untrained network that gives each label to about half of the sequences."""
    import torch

    from rnnbook.models import SimpleRNN

    model = SimpleRNN(1, 8, 2, seed=generator).double()
    with torch.no_grad():
        example = torch.randn(200, 5, 1, generator=generator, dtype=torch.float64)
        logits = model(example)
        model.fc.bias[1] -= (logits[:, 1] - logits[:, 0]).median()
    return model


_RULES = {
    "first is negative": lambda s: int(s[0] < 0),
    "last is above first": lambda s: int(s[-1] > s[0]),
    "sum is positive": lambda s: int(sum(s) > 0),
}

exercise = Exercise(
    file=__file__,
    chapter="testing",
    level=1,
    minutes=10,
    kind="measurement",
    arguments=(builds(_network), normal("N", "T", 1), just(_RULES)),
    sizes={"N": 60},
    hints=(
        "predict(model, x) gives the N labels of the network at once; a rule wants one sequence "
        "at a time.",
        "x[:, :, 0].tolist() is a list of N lists of T numbers, which is what rules read.",
        "For each rule: compare rule(s) with the label, sequence by sequence, and divide the "
        "number of equal ones by N.",
    ),
    mistakes=(
        Mistake(
            "You take a sequence for class 1 where the logit of class 1 is above 0. A single "
            "logit says nothing; what counts is which of the two is larger.",
            edits=(
                ("predict(model, x).tolist()", "(model(x)[:, 1] > 0).long().tolist()"),
                ("from rnnbook.training import predict\n", ""),
            ),
        ),
        Mistake(
            "You count the sequences to which a rule gives label 1, whatever the network says.",
            edits=(("rule(s) == label", "rule(s) == 1"),),
        ),
        Mistake(
            "You count only where both say 1. Where both say 0 they agree as well.",
            edits=(("rule(s) == label", "rule(s) == label == 1"),),
        ),
        Mistake(
            "This is the share of sequences on which rule and network differ.",
            edits=(("rule(s) == label", "rule(s) != label"),),
        ),
    ),
)
