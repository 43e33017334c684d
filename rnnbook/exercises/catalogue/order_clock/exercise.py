"""A position for each element, for a network that is blind to order."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import normal

exercise = Exercise(
    file=__file__,
    chapter="order",
    level=1,
    minutes=10,
    kind="function",
    arguments=(normal("S", "N", "T", "D"),),
    gradients=True,
    hints=(
        "The clock is the same for all sequences: T numbers from 1 / T to 1. Which axis of x do "
        "they belong to?",
        "torch.cat wants tensors that agree in all axes but one. Give the clock the axes it "
        "lacks, with expand.",
        "clock[:, None].expand(S, N, T, 1) can be joined to x along its last axis.",
    ),
    mistakes=(
        Mistake(
            "Your clock starts at 0. The first of T elements is at 1 / T, the last one at 1.",
            edits=(("torch.arange(1, steps + 1,", "torch.arange(steps,"),),
        ),
        Mistake(
            "Your clock counts steps: t, not t / T. In a long sequence it would dwarf the values.",
            edits=((" / steps  # (T,)", "  # (T,)"),),
        ),
        Mistake(
            "The position stands before the other features, not after them.",
            edits=(
                ("torch.cat([x, clock", "torch.cat([clock"),
                ("expand(*x.shape[:3], 1)]", "expand(*x.shape[:3], 1), x]"),
            ),
        ),
        Mistake(
            "The clock runs backwards: the last element is at 1 / T.",
            edits=((" / steps  # (T,)", ".flip(0) / steps"),),
        ),
    ),
)
