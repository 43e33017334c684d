"""Ramps of other lengths, made longer in two ways."""

from functools import cache
from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds


@cache
def _trained(start: int) -> Any:
    import torch

    from rnnbook.data import two_ramps
    from rnnbook.models import RNNEnsemble
    from rnnbook.training import train_ensemble

    networks = RNNEnsemble.from_seeds(range(start, start + 15), 1, 8, 2)
    optimizer = torch.optim.Adam(networks.parameters(), lr=0.03)
    train_ensemble(networks, optimizer, *two_ramps(), epochs=20, progress=False)
    return networks


def _networks(sizes: Any, generator: Any) -> Any:
    import copy

    import torch

    drawn = int(torch.randint(2, (), generator=generator))
    return copy.deepcopy(_trained(100 * drawn))


def _lengths(sizes: Any, generator: Any) -> Any:
    import torch

    return torch.randint(3, 30, (sizes["L"],), generator=generator).tolist()


exercise = Exercise(
    file=__file__,
    chapter="testing",
    level=1,
    minutes=15,
    kind="measurement",
    arguments=(builds(_networks), builds(_lengths, "L")),
    sizes={"L": 6},
    result_names=("the first result (counting on)", "the second result (stretching)"),
    hints=(
        "counting_ramps(length, start=..., step=...) makes a ramp and its reversal, with their "
        "labels; evaluate_ensemble measures all networks on them at once.",
        "From 1 to 5 it takes T - 1 steps to get to the T-th element. How large is each?",
        "evaluate_ensemble(networks, x, y).accuracy is (S,). Collect one of these for each "
        "length, and stack them along the second axis.",
    ),
    mistakes=(
        Mistake(
            "Stretching, your sequences do not end at 5: the first of T elements is T - 1 steps "
            "from the last.",
            edits=(("4 / (length - 1)", "4 / length"),),
        ),
        Mistake(
            "Counting on comes first in the result, stretching second; yours stand the other "
            "way round.",
            edits=(
                ("torch.stack(counting, dim=1)", "torch.stack(stretching , dim=1)"),
                ("torch.stack(stretching, dim=1)", "torch.stack(counting, dim=1)"),
            ),
        ),
        Mistake(
            "You measure on the rising sequences only. A network that calls everything rising "
            "would get full marks.",
            edits=(
                ("on = counting_ramps(length)", "on = [v[:1] for v in counting_ramps(length)]"),
                (
                    "within = counting_ramps(length, step=4 / (length - 1))",
                    "within = [v[:1] for v in counting_ramps(length, step=4 / (length - 1))]",
                ),
            ),
        ),
    ),
)
