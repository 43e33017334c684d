"""One state for each of many series whose segments arrive mixed."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds, normal


def _arrivals(sizes: Sizes, generator: Any) -> Any:
    """Return the segments of three series, of different lengths, mixed."""
    import torch

    T, D = sizes["T"], sizes["D"]
    return [
        (name, torch.randn(T + more, D, generator=generator, dtype=torch.float64))
        for name, more in (
            ("north", 0),
            ("south", 1),
            ("north", 2),
            ("east", 0),
            ("south", 0),
            ("north", 1),
            ("north", 0),
        )
    ]


exercise = Exercise(
    file=__file__,
    chapter="long-sequences",
    level=2,
    minutes=15,
    kind="function",
    arguments=(
        normal("H", "D"),
        normal("H", "H"),
        normal("H"),
        builds(_arrivals, "T", "D"),
    ),
    hints=(
        "What has to be remembered between two segments of one series? And for how many series?",
        "A dictionary from the name of a series to its state is enough. What does a name find "
        "there when it comes for the first time?",
        "For each arrival: look its state up, or begin with zeros; read the segment step by "
        "step; put the new state back under the name, and add it to the list.",
    ),
    mistakes=(
        Mistake(
            "The state is handed on from one arrival to the next, whatever series it belongs to.",
            edits=(
                ("kept.get(name, torch.zeros_like(b))", "kept.get('', torch.zeros_like(b))"),
                ("kept[name] = h", "kept[''] = h"),
            ),
        ),
        Mistake(
            "Every segment starts from zeros. A series that has been read before continues.",
            edits=(("kept.get(name, torch.zeros_like(b))", "torch.zeros_like(b)"),),
        ),
        Mistake(
            "A series goes on from the state after its first segment, also when it has read more "
            "since.",
            edits=(("kept[name] = h", "kept.setdefault(name, h)"),),
        ),
        Mistake(
            "A new series starts from the state of another. It starts from zeros.",
            edits=(
                (
                    "kept.get(name, torch.zeros_like(b))",
                    "kept.get(name, states[-1] if states else torch.zeros_like(b))",
                ),
            ),
        ),
        Mistake(
            "W_hh stands transposed. It is square, so nothing but the numbers tells.",
            edits=(("W_hh @ h", "W_hh.T @ h"),),
        ),
    ),
)
