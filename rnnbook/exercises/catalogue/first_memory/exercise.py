"""A memory of one number, after each element."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, uniform


def _numbers(sizes: Any, generator: Any) -> Any:
    """Return a list of numbers with one decimal."""
    import torch

    drawn = torch.randint(-50, 50, (sizes["T"],), generator=generator)
    return [number / 10 for number in drawn.tolist()]


exercise = Exercise(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=5,
    kind="function",
    arguments=(builds(_numbers, "T"), uniform(0.2, 0.9)),
    sizes={"T": 5},
    hints=(
        "The loop is that of remember. What has to happen at the end of every round of it?",
        "Begin with an empty list, and append h to it once it has been computed.",
    ),
    mistakes=(
        Mistake(
            "The memory is put down before the element is read. Put it down afterwards.",
            edits=(
                (
                    "        h = beta * h + x_t\n        memories.append(h)\n",
                    "        memories.append(h)\n        h = beta * h + x_t\n",
                ),
            ),
        ),
        Mistake(
            "This shrinks the new element together with the old number. Only the old one fades.",
            edits=(("beta * h + x_t", "beta * (h + x_t)"),),
        ),
        Mistake(
            "This shrinks the new element and keeps the old number whole.",
            edits=(("beta * h + x_t", "h + beta * x_t"),),
        ),
        Mistake(
            "The old number counts 1 - beta here. It counts beta.",
            edits=(("beta * h + x_t", "(1 - beta) * h + x_t"),),
        ),
        Mistake(
            "Nothing fades here: this is a running sum.",
            edits=(("beta * h + x_t", "h + x_t"),),
        ),
    ),
)
