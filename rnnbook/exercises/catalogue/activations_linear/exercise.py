"""Two elements with the same sign or not: too much for one flat boundary."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake


def _count(result: Any, arguments: Any) -> int:
    """Return how many numbers there are; which they are is judged below."""
    return len(result)


def _nudge(right: int, values: list[float]) -> str:
    if 0.0 in values:
        return "A sum that is exactly 0 is neither above nor below."
    if min(values) > 0 or max(values) < 0:
        return "All four sequences get the same answer."
    if right == 1:
        return (
            "This line cuts off one corner, and answers the wrong way round on both of its sides."
        )
    return "This line leaves two corners on each side. Where else could it go?"


def _as_good_as_can_be(target: Any, seed: int) -> Finding | None:
    w_1, w_2, c = target()
    right, values, seen = 0, [], []
    for x_1 in (1, -1):
        for x_2 in (1, -1):
            value = w_1 * x_1 + w_2 * x_2 + c
            right += value > 0 if x_1 == x_2 else value < 0
            values.append(value)
            seen.append(f"{value:+.3g} for {x_1:+d}, {x_2:+d}")
    if right >= 3:
        return None
    return Finding(
        f"This boundary is right on {right} of the four sequences, and another is right on more.",
        "a boundary that no other one beats",
        "; ".join(seen),
        _nudge(right, values),
    )


exercise = Exercise(
    file=__file__,
    chapter="activations",
    level=1,
    minutes=10,
    kind="pencil",
    observe=_count,
    observed_as="the count of numbers",
    properties=(_as_good_as_can_be,),
    hints=(
        "Write down what the two sequences with the label 1 ask of w_1, w_2 and c, and add the "
        "two lines. Then do the same for the label 0.",
        "Give one of the four sequences up. A line that cuts off the opposite corner of the "
        "square can be right on the other three.",
    ),
    mistakes=(
        Mistake(
            "A sum that is exactly 0 is neither above nor below: such a boundary goes through "
            "two of the corners.",
            edits=(("1.0, 1.0, -1.0", "1.0, 1.0, 0.0"),),
        ),
        Mistake(
            "This boundary answers 1, whatever it reads.",
            edits=(("1.0, 1.0, -1.0", "0.0, 0.0, 1.0"),),
        ),
        Mistake(
            "This line cuts off one corner, and answers the wrong way round on both of its sides.",
            edits=(("1.0, 1.0, -1.0", "-1.0, -1.0, 1.0"),),
        ),
    ),
)
