"""An activation between -1 and 1 that is steeper than 1."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import normal


def _count(result: Any, arguments: Any) -> int:
    # Which function it is, is the reader's choice: what it does is judged below.
    return len(result)


def _is_bounded(target: Any, seed: int) -> Finding | None:
    import torch

    a = torch.linspace(-20, 20, 4_001, dtype=torch.float64)
    values = target(a)[0]
    outside = ~(values.abs() <= 1)
    if not outside.any():
        return None
    first = int(outside.nonzero()[0])
    return Finding(
        "Not all values lie between -1 and 1.",
        "values between -1 and 1, wherever a is",
        f"{values[first].item():.4g} at a = {a[first].item():.2f}",
        "A factor in front of the function stretches its values, too.",
    )


def _rises(target: Any, seed: int) -> Finding | None:
    """Look for a fall, and for flat pieces that are not the slow end of a rise."""
    import torch

    a = torch.linspace(-20, 20, 40_001, dtype=torch.float64)
    values = target(a)[0]
    steps = values.diff()
    if (steps < -1e-12).any():
        place = a[int((steps < -1e-12).nonzero()[0])].item()
        return Finding(
            "The function does not rise everywhere.",
            "a larger value at every larger a",
            f"a smaller one just above a = {place:.2f}",
        )
    low, high = values[0] + 1e-9, values[-1] - 1e-9
    inside = (values[:-1] > low) & (values[1:] < high)
    # Where it first leaves its lowest value, and where it first comes to its highest.
    ends = steps[[int((values > low).double().argmax()) - 1, int((values < high).sum()) - 1]]
    slow = (values[1] > low) or (values[-2] < high) or (ends < 1e-7).all()
    if (steps[inside] > 0).all() and slow:
        return None
    return Finding(
        "The function is flat where it should rise.",
        "a larger value at every larger a",
        "the same value at all a of some stretch",
    )


def _steepest(target: Any) -> float:
    import torch

    a = torch.linspace(-20, 20, 400_001, dtype=torch.float64)
    values = target(a)[0]
    return float(values.diff().max() / (a[1] - a[0]))


def _is_steep(target: Any, seed: int) -> Finding | None:
    slope = _steepest(target)
    if 1.49 <= slope <= 10.01:
        return None
    return Finding(
        "The largest derivative is not between 1.5 and 10.",
        "between 1.5 and 10",
        f"{slope:.3g}",
        "What does a factor in front of a do to the derivative?",
    )


def _has_bound(target: Any, seed: int) -> Finding | None:
    import torch

    slope, bound = (_steepest(target), target(torch.zeros(1, dtype=torch.float64))[1])
    if abs(slope * bound - 1) < 1e-3:
        return None
    return Finding(
        "The bound does not fit the function.",
        "a bound below which a product of many steps must vanish, and no smaller one",
        f"{bound:.4g}, with a largest derivative of {slope:.4g}",
        "One step stretches by at most the largest derivative times the largest singular value.",
    )


exercise = Exercise(
    file=__file__,
    chapter="backpropagation",
    level=2,
    minutes=10,
    kind="function",
    arguments=(normal("N", "H", scale=3.0),),
    observe=_count,
    observed_as="the count of what is returned",
    result_names=("the activation", "the bound"),
    properties=(_is_bounded, _rises, _is_steep, _has_bound),
    hints=(
        "You need not invent a new function. What changes if you stretch or squeeze tanh along "
        "one of the two axes?",
        "tanh(c a) has the values of tanh and c times its slope at 0.",
        "A step stretches by at most gamma times the largest singular value, where gamma is the "
        "largest derivative. When is that below 1?",
    ),
    mistakes=(
        Mistake(
            "That is bounded and steep, but it falls as well: between its peaks it goes down.",
            edits=(("torch.tanh(3 * a)", "torch.sin(3 * a)"),),
        ),
        Mistake(
            "A function that is cut off, at -1 and 1 or elsewhere, is flat there. tanh never "
            "quite is.",
            edits=(("torch.tanh(3 * a)", "(3 * a).clamp(-1, 1)"),),
        ),
        Mistake(
            "tanh is nowhere steeper than 1. That is the fact whose reason is in doubt.",
            edits=(("torch.tanh(3 * a), 1 / 3", "torch.tanh(a), 1.0"),),
        ),
        Mistake(
            "That is the largest derivative itself. A steeper function needs smaller weights.",
            edits=(("1 / 3", "3.0"),),
        ),
        Mistake(
            "That is the bound for tanh. Your function stretches more.", edits=(("1 / 3", "1.0"),)
        ),
    ),
)
