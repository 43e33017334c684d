"""One long series in batches whose rows continue."""

from collections.abc import Mapping
from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, size


def _series(sizes: Mapping[str, int], generator: Any) -> Any:
    """Return a series that leaves a rest, both over the rows and over the steps."""
    import torch

    N, T, D = sizes["N"], sizes["T"], sizes["D"]
    length = N * (2 * T + T // 2) + N - 1
    return torch.randn(length, D, generator=generator, dtype=torch.float64)


exercise = Exercise(
    file=__file__,
    chapter="long-sequences",
    level=1,
    minutes=10,
    kind="function",
    arguments=(builds(_series, "N", "T", "D"), size("N"), size("T")),
    hints=(
        "First the long rows, then the batches. How long can a row be, if all are equally long?",
        "A row is a stretch of the series: cut off the rest, and let `reshape` lay the stretches "
        "one below the other.",
        "A batch takes the same steps of every row. Along which axis do you cut, then?",
    ),
    mistakes=(
        Mistake(
            "Row n of a batch does not continue row n of the batch before. Neighbouring elements "
            "of the series belong in one row.",
            edits=(
                (
                    "series[: rows * length].reshape(rows, length, -1)",
                    "series[: rows * length].reshape(length, rows, -1).transpose(0, 1)",
                ),
            ),
        ),
        Mistake(
            "The last batch is missing. It may have fewer steps than the others, and it counts.",
            edits=(
                (
                    "list(long_rows.split(steps, dim=1))",
                    "list(long_rows[:, : length // steps * steps].split(steps, dim=1))",
                ),
            ),
        ),
        Mistake(
            "The beginning of the series was dropped. What is left over is at its end.",
            edits=(("series[: rows * length]", "series[len(series) - rows * length :]"),),
        ),
        Mistake(
            "The rows are shorter than they could be. They are as long as they can be, and only "
            "the last batch may have fewer steps.",
            edits=(
                ("length = len(series) // rows", "length = len(series) // rows // steps * steps"),
            ),
        ),
        Mistake(
            "The batches are in the wrong order.",
            edits=(
                (
                    "list(long_rows.split(steps, dim=1))",
                    "list(reversed(long_rows.split(steps, dim=1)))",
                ),
            ),
        ),
    ),
)
