"""How many test sequences have their twin in the training part."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, sampled_from, seed


def _twins(sizes: Any, generator: Any) -> Any:
    from rnnbook.data import trend_pairs

    return trend_pairs(sizes["K"], sizes["T"], noise=2.0, seed=generator)[0].double()


def _labels(sizes: Any, generator: Any) -> Any:
    import torch

    return torch.tensor([1, 0]).repeat(sizes["K"])


exercise = Exercise(
    file=__file__,
    chapter="testing",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(builds(_twins, "K", "T"), builds(_labels, "K"), sampled_from(1, 1, 2), seed()),
    sizes={"K": 50},
    smallest={"K": 10, "T": 2},
    hints=(
        "split returns parts with parts.train.x and parts.test.x. How do you recognise a "
        "sequence's twin?",
        "The twin holds the same values in reversed order. Make tuples of them, which can be "
        "kept in a set.",
        "Put the training sequences into a set of tuples, and count the test sequences whose "
        "reversal is in it.",
    ),
    mistakes=(
        Mistake(
            "You find no twin at all. Do you look for the reversed values, are the tuples made of "
            "plain numbers (a set does not recognise equal tensors), and does group_size reach "
            "split?",
            edits=(("tuple(reversed(s))", "tuple(s)"),),
        ),
        Mistake(
            "group_size does not reach split, so that it makes no difference.",
            edits=(("group_size=group_size, ", ""),),
        ),
        Mistake(
            "Of which part is this a share, and in which part do you look for the twins? Return "
            "the share of the test sequences whose twin is in the training part.",
            edits=(("parts.train.x", "parts.test.x "), ("parts.test.x[", "parts.train.x[")),
        ),
        Mistake(
            "This is the number of such sequences, not their share.",
            edits=((" / len(twins)", " / 1"),),
        ),
    ),
)
