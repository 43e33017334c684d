"""The filter of a hidden Markov model."""

from collections.abc import Mapping
from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, integers


def _shares(*axes: str) -> Any:
    """Draw probabilities that add up to 1 along the last axis, none of them near 0."""

    def draw(sizes: Mapping[str, int], generator: Any) -> Any:
        import torch

        drawn = torch.rand([sizes[axis] for axis in axes], generator=generator, dtype=torch.float64)
        return (drawn + 0.1) / (drawn + 0.1).sum(dim=-1, keepdim=True)

    return builds(draw, *axes)


exercise = Exercise(
    file=__file__,
    chapter="memory",
    level=2,
    minutes=15,
    kind="function",
    arguments=(integers(0, "V", "N", "T"), _shares("K"), _shares("K", "K"), _shares("K", "V")),
    sizes={"K": 4, "V": 2},
    hints=(
        "Before anything is seen, the conditions have the probabilities `begin`. What does the "
        "first symbol make of them, and what becomes of them until the second?",
        "At each step: multiply what was expected by how likely each condition is to show the "
        "symbol, divide by the sum, keep it; then move on.",
        "shows[:, v] is a column, one number for each condition. For the symbols of all sequences "
        "at one step, shows.T[x[:, t]] has the shape (N, K), and p @ moves moves on.",
    ),
    mistakes=(
        Mistake(
            "The conditions have moved on before the first symbol. `begin` holds for the first "
            "step itself.",
            edits=(("    before, states = begin, []", "    before, states = begin @ moves, []"),),
        ),
        Mistake(
            "The conditions move from the column to the row. A row of `moves` belongs to the "
            "condition that is left, a column to the one that is entered.",
            edits=(("p @ moves", "p @ moves.T"),),
        ),
        Mistake(
            "What is returned are the probabilities of the conditions at the next step, before its "
            "symbol is seen.",
            edits=(
                (
                    "        states.append(p)\n        before = p @ moves\n",
                    "        before = p @ moves\n        states.append(before)\n",
                ),
            ),
        ),
        Mistake(
            "The probabilities at a step do not add up to 1. They have to be divided by their sum.",
            edits=(("        p = p / p.sum(dim=-1, keepdim=True)\n", ""),),
        ),
        Mistake(
            "The conditions never move: every symbol is taken to come from the condition of the "
            "first step.",
            edits=(("before = p @ moves", "before = p"),),
        ),
        Mistake(
            "What was seen before is forgotten: each step begins with `begin` again.",
            edits=(("before = p @ moves", "before = begin"),),
        ),
        Mistake(
            "The sum by which you divide goes over the sequences as well. Each sequence has "
            "probabilities of its own, which add up to 1.",
            edits=(("p.sum(dim=-1, keepdim=True)", "p.sum()"),),
        ),
    ),
)
