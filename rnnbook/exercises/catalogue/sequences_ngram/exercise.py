"""A forecast of the next letter from runs of every length, written by hand."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, size, uniform


def _codes(sizes: Any, generator: Any) -> Any:
    """Return a text in which runs come again."""
    import torch

    syllables = torch.randint(0, sizes["V"], (3, 3), generator=generator)
    drawn = torch.randint(0, 3, (sizes["T"],), generator=generator)
    return syllables[drawn].flatten()[: sizes["T"]]


def _context(sizes: Any, generator: Any) -> Any:
    """Return the letters before, from none to three."""
    import torch

    return torch.randint(0, sizes["V"], (sizes["M"] - 1,), generator=generator)


exercise = Exercise(
    file=__file__,
    chapter="sequences",
    level=2,
    minutes=20,
    kind="function",
    arguments=(builds(_codes, "V", "T"), builds(_context, "V", "M"), size("V"), uniform(0.5, 5.0)),
    sizes={"T": 40, "V": 3, "M": 3},
    smallest={"T": 2},
    hints=(
        "Begin with an empty context: the counts of single letters, mixed with 1/V. Then one "
        "letter of context, mixed with what you just got.",
        "codes.unfold(0, length + 1, 1) lists all runs of length + 1 letters, one a row.",
        "The runs that count are those whose letters but the last are the last letters of the "
        "context, as many as the run has before its last.",
    ),
    mistakes=(
        Mistake(
            "The letters before are taken from the beginning of the context. The nearest ones "
            "stand at its end.",
            edits=(("context[len(context) - length :]", "context[:length]"),),
        ),
        Mistake(
            "Each length is mixed with 1/V, not with the forecast of the next shorter run.",
            edits=(("q = (n + k * q)", "q = (n + k / V)"),),
        ),
        Mistake(
            "The full context is left out: the longest run has one letter less than it could.",
            edits=(("len(codes) - 1) + 1)", "len(codes) - 1))"),),
        ),
        Mistake(
            "Single letters are left out: the first forecast to mix with is the one that looks "
            "back by no letter.",
            edits=(("in range(min", "in range(1, min"),),
        ),
        Mistake(
            "The result does not add up to 1. What do the numerators, n_b + k q(b), add up to over "
            "all letters?",
            edits=((" / (n.sum() + k)", " / (n.sum() + k * V)"),),
        ),
    ),
)
