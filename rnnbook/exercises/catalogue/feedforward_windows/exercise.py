"""All windows of a sequence, side by side."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import normal, size

exercise = Exercise(
    file=__file__,
    chapter="feedforward",
    level=1,
    minutes=10,
    kind="function",
    arguments=(normal("N", "T", "D"), size("L")),
    sizes={"T": 9, "L": 4},
    smallest={"T": 4},
    gradients=True,
    hints=(
        "One window is x[:, t : t + L]. For which t does it lie inside the sequence?",
        "flatten(1) writes a window's elements one behind the other. Stack the windows along a "
        "new axis of time: torch.stack, once you import torch.",
        "Without a loop: x.unfold(1, L, 1) has all windows, with the L steps as its last axis. "
        "Which two axes have to change places before the last two become one?",
    ),
    mistakes=(
        Mistake(
            "The steps of the first feature stand side by side, then those of the second. An "
            "element's features should stay together.",
            edits=((".mT.flatten(2)", ".flatten(2)"),),
        ),
        Mistake(
            "The last window is missing: one ends at the last element.",
            edits=((".mT.flatten(2)", ".mT.flatten(2)[:, :-1]"),),
        ),
        Mistake(
            "Each window runs backwards: its newest element stands first.",
            edits=((".mT.flatten(2)", ".mT.flip(2).flatten(2)"),),
        ),
        Mistake(
            "These windows do not overlap: each starts L elements after the one before it. Let it "
            "start one element after.",
            edits=(("unfold(1, L, 1)", "unfold(1, L, L)"),),
        ),
    ),
)
