"""The state after the last real element, also where there is none."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, normal


def _lengths(sizes: Any, generator: Any) -> Any:
    """Return lengths from 0 to T, both among them where there is room."""
    import torch

    values = torch.randint(0, sizes["T"] + 1, (sizes["N"],), generator=generator)
    values[:3] = torch.tensor([sizes["T"], 0, 1])[: sizes["N"]]
    return values[torch.randperm(sizes["N"], generator=generator)]


exercise = Exercise(
    file=__file__,
    chapter="batches",
    level=2,
    minutes=12,
    kind="function",
    arguments=(normal("N", "T", "H"), builds(_lengths, "N", "T")),
    sizes={"N": 6},
    gradients=True,
    hints=(
        "Each sequence needs an index of its own along the axis of time. A tensor can be indexed "
        "with two tensors at once, one for each of the first two axes.",
        "After three elements the state stands at index 2. Which index does a length of 0 give, "
        "and what does Python find there?",
        "Put the zero state in front of all others: then the state after k elements stands at "
        "index k.",
    ),
    mistakes=(
        Mistake(
            "Every sequence gets its state at step T, padding or not.",
            edits=(("lengths]", "torch.full_like(lengths, -1)]"),),
        ),
        Mistake(
            "A sequence without elements gets the state at index -1, which is the last one.",
            edits=(("from_h_0[", "states["), ("lengths]", "lengths - 1]")),
        ),
        Mistake(
            "A sequence without elements gets the state after step 1, which is padding.",
            edits=(("lengths]", "lengths.clamp(min=1)]"),),
        ),
        Mistake(
            "These are the states one step too early.",
            edits=(("lengths]", "(lengths - 1).clamp(min=0)]"),),
        ),
    ),
)
