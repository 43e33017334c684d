"""Three steps of a layer with two units, by hand."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake, Question


def _as_rows(result: Any, arguments: Any) -> Any:
    """Return the states as a tensor, whatever they are written in."""
    import torch

    rows = [[float(value) for value in pair] for pair in result]
    return torch.tensor(rows, dtype=torch.float64)


exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=1,
    minutes=10,
    kind="pencil",
    observe=_as_rows,
    observed_as="the list of states, as a tensor with a row for each step,",
    questions=tuple(
        Question(unit, group=f"h_{step}")
        for step in (1, 2, 3)
        for unit in ("first unit", "second unit")
    ),
    hints=(
        "Each unit has a row in W_ih and in W_hh. Write the sum for the first unit, then the one "
        "for the second.",
        "At the first step the old state is (0, 0), and the sums are 1 + 0 + 1 and -1 + 1 + 0.",
        "At the second step the sums are 4 + 1 + 2·0 and -4 + 1 + 2 + 0. What does max(0, a) make "
        "of the second? The third step starts from what you get.",
    ),
    mistakes=(
        Mistake(
            "The second state has the sum itself where it is negative: max(0, a) is missing.",
            edits=(("(5, 0), (2, 5)", "(5, -1), (0, 4)"),),
        ),
        Mistake(
            "W_hh is used transposed: its rows are the units that are written, its columns those "
            "that are read.",
            edits=(("(5, 0), (2, 5)", "(5, 1), (3, 11)"),),
        ),
        Mistake(
            "b_hh is left out.",
            edits=(("(2, 0), (5, 0), (2, 5)", "(1, 0), (4, 0), (1, 4)"),),
        ),
        Mistake(
            "b_ih is left out.",
            edits=(("(2, 5)", "(2, 4)"),),
        ),
        Mistake(
            "Each state is computed from its element alone, without the old state.",
            edits=(("(5, 0), (2, 5)", "(5, 0), (2, 0)"),),
        ),
    ),
)
