"""A sequence in two pieces, read in two directions."""

from collections.abc import Mapping
from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, normal


def _layer(sizes: Mapping[str, int], generator: Any) -> Any:
    """Return a bidirectional layer that accepts one piece at a time."""
    import torch
    from torch import nn

    layer = nn.RNN(sizes["D"], sizes["H"], bidirectional=True, batch_first=True).double()
    longest = max(sizes["S"], sizes["T"])
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(0.6 * torch.randn(p.shape, generator=generator, dtype=p.dtype))

    def refuse(layer: Any, arguments: tuple[Any, ...]) -> None:
        steps = arguments[0].shape[1]
        if steps > longest:
            raise ValueError(f"the layer accepts one piece at a time, got {steps} steps.")

    layer.register_forward_pre_hook(refuse)
    return layer


exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=2,
    minutes=20,
    kind="function",
    arguments=(builds(_layer, "D", "H", "S", "T"), normal("N", "S", "D"), normal("N", "T", "D")),
    gradients=True,
    hints=(
        "For each of the four halves, two pieces in two directions: from which state would it "
        "start if the sequence were read whole?",
        "The backward half of the first piece starts from what the backward half of the second "
        "ends with. So the second piece has to be read before it.",
        "layer(piece, start) takes a start of shape (2, N, H): the forward state, then the "
        "backward one. Two of the four halves start from zero. Four calls are enough.",
    ),
    mistakes=(
        Mistake(
            "The state was handed on in both directions, from the first piece to the second. "
            "The forward half is right. Where does a backward reading of the whole begin?",
            edits=(
                ("torch.stack([zero, backward_end])", "torch.stack([zero, zero])"),
                ("torch.stack([forward_end, zero])", "layer(first)[1]"),
            ),
        ),
        Mistake(
            "The state was handed on in both directions, from the second piece to the first. "
            "The backward half is right. Where does a forward reading of the whole begin?",
            edits=(
                ("torch.stack([zero, backward_end])", "layer(second)[1]"),
                ("torch.stack([forward_end, zero])", "torch.stack([zero, zero])"),
            ),
        ),
        Mistake(
            "The backward half of the first piece starts from zero, as if nothing came after it.",
            edits=(("torch.stack([zero, backward_end])", "torch.stack([zero, zero])"),),
        ),
        Mistake(
            "The forward half of the second piece starts from zero, as if nothing came before.",
            edits=(("torch.stack([forward_end, zero])", "torch.stack([zero, zero])"),),
        ),
        Mistake(
            "Each piece starts from zero, in both directions.",
            edits=(
                ("torch.stack([zero, backward_end])", "torch.stack([zero, zero])"),
                ("torch.stack([forward_end, zero])", "torch.stack([zero, zero])"),
            ),
        ),
        Mistake(
            "The start holds the two directions in the wrong order.",
            edits=(
                ("torch.stack([zero, backward_end])", "torch.stack([backward_end, zero])"),
                ("torch.stack([forward_end, zero])", "torch.stack([zero, forward_end])"),
            ),
        ),
    ),
)
