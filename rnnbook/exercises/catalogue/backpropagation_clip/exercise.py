"""Clipping by the norm of all gradients together."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds, uniform


def _gradients(sizes: Sizes, generator: Any) -> Any:
    """Return gradients of three shapes: two long and one short, all short where sizes are 1."""
    import torch

    D, H = sizes["D"], sizes["H"]
    scale = 2.0 if H > 1 else 0.3
    return [
        each * torch.randn(shape, generator=generator, dtype=torch.float64)
        for each, shape in ((scale, (H, D)), (scale, (H, H)), (0.3, (H,)))
    ]


def _of_length_zero(target: Any, seed: int) -> Finding | None:
    """Clip gradients of zeros, as a parameter has on which nothing depends."""
    import torch

    zeros = [torch.zeros(2, 3, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)]
    result = target(zeros, 1.0)
    if all(torch.equal(r, z) for r, z in zip(result, zeros, strict=True)):
        return None
    return Finding(
        "Gradients that are all zero do not stay zero.",
        "zeros",
        f"{result[0].flatten()[0].item()} in the first entry",
        "What is the length here, and what do you divide by it?",
    )


exercise = Exercise(
    file=__file__,
    chapter="long-sequences",
    level=1,
    minutes=10,
    kind="function",
    arguments=(builds(_gradients, "D", "H"), uniform(1.5, 3.0)),
    properties=(_of_length_zero,),
    hints=(
        "There is one length, that of all gradients together, and one factor for all of them.",
        "Which factor takes a vector of this length to the limit? And when must it not be used?",
        "The factor is the smaller of 1 and limit / length.",
    ),
    mistakes=(
        Mistake(
            "Each gradient is clipped by its own length. That turns the vector of all of them.",
            edits=(("g * factor", "g * (limit / g.norm()).clamp(max=1)"),),
        ),
        Mistake(
            "Every entry is cut by itself. That is clipping by value, and it turns the vector.",
            edits=(("g * factor", "g.clamp(-limit, limit)"),),
        ),
        Mistake(
            "The length of all is not the sum of the lengths. Lengths add up like the sides of "
            "a right triangle.",
            edits=(
                (
                    "torch.cat([g.flatten() for g in gradients]).norm()",
                    "torch.stack([g.norm() for g in gradients]).sum()",
                ),
            ),
        ),
        Mistake(
            "The sum of squares is the square of the length.",
            edits=((".norm()", ".square().sum()"),),
        ),
        Mistake(
            "The length itself is a divisor here, and it can be 0.",
            edits=(("(limit / length).clamp(max=1)", "length.clamp(max=limit) / length"),),
        ),
        Mistake(
            "Short gradients are made longer. Clipping leaves a gradient below the limit as it is.",
            edits=((".clamp(max=1)", ""),),
        ),
    ),
)
