"""How often a shuffled sequence gets another answer."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, normal


def _networks(sizes: Any, generator: Any) -> Any:
    import torch

    from rnnbook.models import RNNEnsemble

    drawn = torch.randint(10_000, (sizes["S"],), generator=generator).tolist()
    sides = (sizes["D"], 8, sizes["C"])
    return RNNEnsemble.from_seeds(drawn, *sides, dtype=torch.float64)


def _orders(sizes: Any, generator: Any) -> Any:
    import torch

    return torch.rand(sizes["N"], sizes["T"], generator=generator).argsort(dim=1)


exercise = Exercise(
    file=__file__,
    chapter="order",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(
        builds(_networks, "S", "D", "C"),
        normal("N", "T", "D", scale=2.0),
        builds(_orders, "N", "T"),
    ),
    sizes={"N": 60},
    smallest={"C": 2},
    hints=(
        "Three steps: put every sequence into its own order, let the networks classify both, "
        "count the differences.",
        "x[:, orders] takes all orders of every sequence. To take row n of orders for sequence n "
        "alone, the first index has to run along with it.",
        "With rows = torch.arange(N)[:, None], x[rows, orders] is (N, T, D).",
    ),
    mistakes=(
        Mistake(
            "You put all sequences into the same order. Row n of orders is that of sequence n.",
            edits=(("x[rows, orders]", "x[:, orders[0]]"),),
        ),
        Mistake(
            "You use the orders the wrong way round: element t goes to place orders[n, t], "
            "instead of coming from there.",
            edits=(("x[rows, orders]", "x[rows, orders.argsort(dim=1)]"),),
        ),
        Mistake(
            "You compare logits. They change at nearly every shuffling; the answer is the class.",
            edits=(
                ("before = networks(x).argmax(dim=2)", "before = networks(x)"),
                ("networks(shuffled).argmax(dim=2)", "networks(shuffled)"),
                ("(before != after)", "(before != after).any(dim=2)"),
            ),
        ),
        Mistake(
            "This is the share of answers that stay the same.",
            edits=(("before != after", "before == after"),),
        ),
        Mistake(
            "You turn every sequence round. That is one order out of many, and orders is not used.",
            edits=(("x[rows, orders]", "x.flip(1)"),),
        ),
    ),
)
