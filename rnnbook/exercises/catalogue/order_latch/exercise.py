"""Which of two marks came first, with a memory of one number."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import builds


def _remembered(sizes: Any, generator: Any) -> Any:
    import torch

    return torch.randint(-1, 2, (sizes["N"],), generator=generator).double()


def _elements(sizes: Any, generator: Any) -> Any:
    """Return elements of which half are marks, the others noise."""
    import torch

    noise = 0.4 * torch.rand(sizes["N"], generator=generator, dtype=torch.float64) - 0.2
    marks = 2.0 * torch.randint(0, 2, noise.shape, generator=generator) - 1
    return torch.where(torch.rand(noise.shape, generator=generator) < 0.5, marks, noise)


def _count(result: Any, arguments: Any) -> int:
    # What the memory holds is the reader's choice: whole sequences are judged below.
    return len(result)


def _reads_sequences(target: Any, seed: int) -> Finding | None:
    """Read whole sequences, from the shortest to long ones."""
    import torch

    from rnnbook.data import first_mark_pairs

    for length in (2, 5, 20, 1000):
        x, y = first_mark_pairs(20, length, noise=0.05, seed=seed)
        memory = torch.zeros(len(x))
        for x_t in x[:, :, 0].unbind(dim=1):
            memory = target(memory, x_t)
        right = int(((memory < 0) == (y == 1)).sum())
        if right < len(y):
            low, high = memory.min().item(), memory.max().item()
            return Finding(
                f"Step by step over sequences of {length} elements, not all answers are right.",
                f"{len(y)} of {len(y)} right",
                f"{right} of {len(y)} right, with memories from {low:.2g} to {high:.2g}",
                "Follow the memory by hand through one sequence: what does a mark do to it, and "
                "what does noise?",
            )
    return None


exercise = Exercise(
    file=__file__,
    chapter="order",
    level=2,
    minutes=15,
    kind="function",
    arguments=(builds(_remembered, "N"), builds(_elements, "N")),
    sizes={"N": 30},
    observe=_count,
    observed_as="the count of memories",
    properties=(_reads_sequences,),
    hints=(
        "There are two marks. If you know which of them came last, which came first?",
        "Two things can happen to the memory at a step: it is kept, or it is replaced. What "
        "decides?",
        "torch.where(condition, new, old) chooses entry by entry. Noise stays below 0.5 in size.",
    ),
    mistakes=(
        Mistake(
            "In the end your memory is above 0 where +1 came first. Label 1 is read where it is "
            "below 0.",
            edits=(("is_mark = x_t.abs() > 0.5", "is_mark = (x_t.abs() > 0.5) & (memory == 0)"),),
        ),
        Mistake(
            "After +1 and -1, in either order, your memory is 0, as it was before. Does it add up "
            "what it reads, or keep its value where it should replace it?",
            edits=(("torch.where(is_mark, x_t, memory)", "memory + is_mark * x_t"),),
        ),
        Mistake(
            "Noise after the last mark overwrites your memory. There it has to be kept.",
            edits=(("x_t.abs() > 0.5", "x_t.abs() > 0.0"),),
        ),
        Mistake(
            "Only +1 gets into your memory. How is it to know of a -1 that comes later?",
            edits=(("x_t.abs() > 0.5", "x_t > 0.5"),),
        ),
    ),
)
