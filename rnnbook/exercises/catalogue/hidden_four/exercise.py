"""Where the last states of two layers and two directions stand."""

from collections.abc import Mapping
from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds


def _out(sizes: Mapping[str, int], generator: Any) -> Any:
    import torch

    shape = (sizes["N"], sizes["T"], 2 * sizes["H"])
    return torch.rand(shape, generator=generator, dtype=torch.float64)


exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=2,
    minutes=15,
    kind="function",
    arguments=(builds(_out, "N", "T", "H"),),
    result_names=("the input size", "what stands for the two rows"),
    gradients=True,
    hints=(
        "Draw it unrolled over three steps: four rows of boxes, each with its own arrows.",
        "out holds the upper layer only: its forward states in the first half of the features, "
        "its backward states in the second. In which order does each direction take the steps?",
        "The last state of a direction stands where its reading ends. At which step is that for "
        "the backward one?",
    ),
    mistakes=(
        Mistake(
            "The backward state at the last step is the first of its direction: of the layer below "
            "it has read the last step only.",
            edits=(("out[:, 0, H:]", "out[:, -1, H:]"),),
        ),
        Mistake(
            "The second layer reads more than one direction of the first.",
            edits=(("return size,", "return H,"),),
        ),
        Mistake(
            "Each direction is read where it begins, not where it ends.",
            edits=(("out[:, -1, :H]", "out[:, 0, :H]"), ("out[:, 0, H:]", "out[:, -1, H:]")),
        ),
        Mistake(
            "These are the two rows, but in last the forward direction stands first.",
            edits=(("[forwards, backwards]", "[backwards, forwards]"),),
        ),
        Mistake(
            "The two directions do not take turns: the first H features are one of them.",
            edits=(("out[:, -1, :H]", "out[:, -1, ::2]"), ("out[:, 0, H:]", "out[:, 0, 1::2]")),
        ),
    ),
)
