"""A table that looks sequential because somebody sorted it."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, normal


def _species(sizes: Any, generator: Any) -> Any:
    """Return three species, equally often, in an order that is not sorted."""
    import torch

    return torch.randperm(sizes["T"], generator=generator) % 3


exercise = Exercise(
    file=__file__,
    chapter="sequences",
    level=1,
    minutes=10,
    kind="measurement",
    arguments=(normal("T"), builds(_species, "T")),
    sizes={"T": 30},
    smallest={"T": 12},
    result_names=("the r_1 of the whole column", "the r_1 within each species"),
    hints=(
        "How did the rows of this table come to stand in this order?",
        "x[species == s] holds the rows of one species, in the order of the table.",
    ),
    mistakes=(
        Mistake(
            "Within a species, the deviations are those from the mean of the whole column.",
            edits=(
                (
                    "    within = [autocorrelation(x[species == s]) for s in species.unique()]\n",
                    "    parts = [x[species == s] - x.mean() for s in species.unique()]\n"
                    "    within = [(d[1:] * d[:-1]).sum() / (d**2).sum() for d in parts]\n",
                ),
            ),
        ),
        Mistake(
            "The rows of a species are sorted by their value, and that makes an order of its own.",
            edits=(("x[species == s]", "x[species == s].sort().values"),),
        ),
        Mistake(
            "The column is put in the order of the species first. Keep the order of the table.",
            edits=(("return autocorrelation(x)", "return autocorrelation(x[species.argsort()])"),),
        ),
    ),
)
