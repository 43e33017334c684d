"""Shares of an attribution that should add up."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds, integers, normal


def _network(sizes: Sizes, generator: Any) -> Any:
    """Return a network whose units come near their limits."""
    import torch

    from rnnbook.models import SimpleRNN

    net = SimpleRNN(sizes["D"], sizes["H"], 2, seed=generator).double()
    with torch.no_grad():
        for weight in net.rnn.parameters():
            weight.mul_(2.0)
    return net


exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(
        builds(_network, "D", "H"),
        normal("N", "T", "D"),
        integers(0, 2, "N"),
        integers(3, 6),
    ),
    result_names=("the miss of gradient times input", "the miss of integrated gradients"),
    hints=(
        "Three functions of rnnbook.probing do the work: logit_margin, gradient_times_input and "
        "integrated_gradients. What is their score of a sequence of zeros?",
        "The shares are (N, T, D). All shares of a sequence are to be added up, so two axes go.",
        "The gain is logit_margin(net, x, y) - logit_margin(net, torch.zeros_like(x), y).",
    ),
    mistakes=(
        Mistake(
            "The gain is the score itself here. But a sequence of zeros has a score too, by the "
            "biases.",
            edits=((" - logit_margin(net, zeros, y)", ""),),
        ),
        Mistake(
            "A miss can be too much or too little; what is asked is its size.",
            edits=(
                ("(rough / gained - 1).abs()", "rough / gained - 1"),
                ("(fine / gained - 1).abs()", "fine / gained - 1"),
            ),
        ),
        Mistake(
            "You divide by the gain itself. It can be below 0, and then your miss is, too.",
            edits=(
                ("(rough / gained - 1).abs()", "(rough - gained).abs() / gained"),
                ("(fine / gained - 1).abs()", "(fine - gained).abs() / gained"),
            ),
        ),
        Mistake(
            "These misses are in units of the score. What are they beside the gain?",
            edits=(
                ("(rough / gained - 1).abs()", "(rough - gained).abs()"),
                ("(fine / gained - 1).abs()", "(fine - gained).abs()"),
            ),
        ),
        Mistake(
            "The axis of the features is left: the shares are added up over time only.",
            edits=(
                ("(net, x, y).sum(dim=(1, 2))", "(net, x, y).sum(dim=1)"),
                (
                    "gained = logit_margin(net, x, y)",
                    "gained = logit_margin(net, x, y)[:, None]",
                ),
                ("(net, zeros, y)", "(net, zeros, y)[:, None]"),
                (
                    "points=points).sum(dim=(1, 2))",
                    "points=points).sum(dim=1)",
                ),
            ),
        ),
        Mistake(
            "Integrated gradients are computed with their usual number of points, not with the "
            "one that is asked for.",
            edits=((", points=points", ""),),
        ),
    ),
)
