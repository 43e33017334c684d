"""Three numbers whose sum depends on the order of adding."""

from fractions import Fraction
from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake


def _count(summands: Any, arguments: Any) -> int:
    # Which numbers they are is the reader's choice: their sums are judged below.
    return len(summands)


def _kept(exact: Fraction) -> bool:
    """Return whether a 32-bit number holds a sum to the last digit."""
    import torch

    return Fraction(torch.tensor(float(exact)).item()) == exact


def _order_matters(target: Any, seed: int) -> Finding | None:
    summands = target()
    shown = ", ".join(f"{value:.9g}" for value in summands.tolist())
    if not ((summands > 0) & (summands < 1)).all():
        return Finding(
            "Not all of your numbers are above 0 and below 1.",
            "three numbers above 0 and below 1",
            shown,
        )
    a, b, c = summands
    left, right = (a + b) + c, a + (b + c)
    if left != right:
        return None
    a, b, c = map(Fraction, summands.tolist())
    if all(_kept(exact) for exact in (a + b, b + c, a + c, a + b + c)):
        nudge = "Your numbers fit together without any rounding, so no order can make a difference."
    elif left == summands.max():
        smallest, middle, largest = summands.sort().values
        if (smallest + middle) + largest == largest:
            nudge = "Two of yours are so small that the third swallows them, singly and together."
        else:
            nudge = (
                "The largest swallows the two others, one by one, in both orders. In which "
                "place must it stand for them to be added to each other first?"
            )
    else:
        nudge = "Whatever is rounded away, both orders end at the same number. Try others."
    return Finding(
        "Both orders give the same sum.",
        "two different sums",
        f"{left.item():.9g} twice, from {shown}",
        nudge,
    )


exercise = Exercise(
    file=__file__,
    chapter="reproducibility",
    level=1,
    minutes=10,
    kind="function",
    observe=_count,
    observed_as="the count of numbers",
    properties=(_order_matters,),
    hints=(
        "Try a few random ones: about one triple in six will do. Then look for one of which "
        "you know why.",
        "A 32-bit number keeps 24 binary digits. Which numbers next to 0.5 can it hold, and how "
        "far apart are they?",
        "Take 0.5 and twice the same tiny number: so small that 0.5 swallows it, and so large "
        "that it does not swallow two of them at once.",
    ),
    mistakes=(
        Mistake(
            "Your numbers fit together without any rounding, so no order can make a difference.",
            edits=(("[0.5, 2.0**-25, 2.0**-25]", "[0.5, 2.0**-24, 2.0**-24]"),),
        ),
        Mistake(
            "Two of yours are so small that the third swallows them, singly and together.",
            edits=(("[0.5, 2.0**-25, 2.0**-25]", "[0.5, 2.0**-27, 2.0**-27]"),),
        ),
        Mistake(
            "Large numbers that cancel make it easy. Yours are to be above 0 and below 1.",
            edits=(("[0.5, 2.0**-25, 2.0**-25]", "[1e8, -1e8, 1.0]"),),
        ),
    ),
)
