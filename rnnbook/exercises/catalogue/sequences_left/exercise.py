"""Zeros in front of a sequence instead of behind it."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds


def _layer(sizes: Any, generator: Any) -> Any:
    """Return a layer that remembers for several steps."""
    import torch
    from torch import nn

    layer = nn.RNN(sizes["D"], sizes["H"], batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.uniform_(-0.6, 0.6, generator=generator)
    return layer


def _sequences(sizes: Any, generator: Any) -> Any:
    """Return sequences of lengths from 1 to T, among them both."""
    import torch

    lengths = torch.randint(1, sizes["T"] + 1, (sizes["N"],), generator=generator).tolist()
    lengths[:2] = [1, sizes["T"]]
    return [
        torch.randn(length, sizes["D"], generator=generator, dtype=torch.float64)
        for length in lengths
    ]


exercise = Exercise(
    file=__file__,
    chapter="batches",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(builds(_layer, "D", "H"), builds(_sequences, "N", "T", "D")),
    sizes={"N": 6},
    smallest={"N": 2, "T": 2},
    hints=(
        "Two states for each sequence: one from the batch, one from the sequence read alone. "
        "In the batch, every sequence ends at the last step.",
        "Start from a batch of zeros. To which rows of its part does a sequence of k elements go, "
        "if it is to end at the last?",
        "All norms at once: .norm(dim=1) of an (N, H) tensor.",
    ),
    mistakes=(
        Mistake(
            "The zeros stand behind the sequences, not before them.",
            edits=(("batch[n, longest - len(s) :]", "batch[n, : len(s)]"),),
        ),
        Mistake(
            "The difference is not divided by anything: a large state may be off by more.",
            edits=((" / alone.norm(dim=1)", ""),),
        ),
        Mistake(
            "The difference is divided by the norm of the state that padding has changed.",
            edits=((" / alone.norm(dim=1)", " / padded.norm(dim=1)"),),
        ),
    ),
)
