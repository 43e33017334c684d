"""Three numbers whose sum depends on the order of adding."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake


def _sums(summands: Any, arguments: Any) -> Any:
    a, b, c = summands
    left, right = (a + b) + c, a + (b + c)
    exact = summands.double().sum()
    if left != right:
        found = "two different sums"
    elif left.double() == exact:
        found = "the same sum twice, without any rounding"
    else:
        found = "the same sum twice, rounded in the same way"
    inside = bool(((summands > 0) & (summands < 1)).all())
    return {
        "(a + b) + c and a + (b + c)": found,
        "all above 0 and below 1": inside,
    }


exercise = Exercise(
    file=__file__,
    chapter="reproducibility",
    level=1,
    minutes=10,
    kind="function",
    observe=_sums,
    observes="what was found",
    hints=(
        "Try a few random ones: nearly one triple in five will do. Then look for one of which "
        "you know why.",
        "A 32-bit number keeps 24 binary digits. Which numbers next to 0.5 can it hold, and how "
        "far apart are they?",
        "Take 0.5 and twice the same tiny number: so small that 0.5 swallows it, and so large "
        "that it does not swallow two of them at once.",
    ),
    mistakes=(
        Mistake(
            "Your numbers fit together without any rounding, so no order can make a difference.",
            edits=(
                ("[0.5, 2.0**-25, 2.0**-25]", "[0.5, 2.0**-24, 2.0**-24]"),
            ),
        ),
        Mistake(
            "Two of yours are so small that the third swallows them, singly and together.",
            edits=(
                ("[0.5, 2.0**-25, 2.0**-25]", "[0.5, 2.0**-27, 2.0**-27]"),
            ),
        ),
        Mistake(
            "The sums differ, but not all of your numbers are above 0 and below 1.",
            edits=(("[0.5, 2.0**-25, 2.0**-25]", "[1e8, -1e8, 1.0]"),),
        ),
    ),
)
