"""A memory of one number, after each element."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, sampled_from


def _numbers(sizes: Any, generator: Any) -> Any:
    """Return a list of numbers with one decimal."""
    import torch

    drawn = torch.randint(-50, 50, (sizes["T"],), generator=generator)
    return [number / 10 for number in drawn.tolist()]


exercise = Exercise(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=5,
    kind="function",
    arguments=(builds(_numbers, "T"), sampled_from(0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)),
    sizes={"T": 5},
    hints=(
        "The loop is that of remember, on the page. What has to happen at the end of every round?",
        "Begin with an empty list, and append h to it once it has been computed.",
    ),
    mistakes=(
        Mistake(
            "This returns the last memory alone. Collect one for each element.",
            edits=(("return memories", "return h"),),
        ),
        Mistake(
            "The list begins with the 0 from before the first element. Each element gives one "
            "memory, so it has as many entries as x.",
            edits=(("memories = []", "memories = [h]"),),
        ),
        Mistake(
            "The return stands inside the loop, which ends there after the first element.",
            edits=(("    return memories", "        return memories"),),
        ),
        Mistake(
            "This shrinks to one half, whatever beta is.",
            edits=(("beta * h", "0.5 * h"),),
        ),
        Mistake(
            "This reads the list from its end.",
            edits=(("in x:", "in x[::-1]:"),),
        ),
        Mistake(
            "The memory starts at 0, and not at the first element, which is read like the others.",
            edits=(("h = 0.0", "h = x[0]"),),
        ),
        Mistake(
            "The memory is put down before the element is read. Put it down afterwards.",
            edits=(
                (
                    "        h = beta * h + x_t\n        memories.append(h)\n",
                    "        memories.append(h)\n        h = beta * h + x_t\n",
                ),
            ),
        ),
        Mistake(
            "This shrinks the new element together with the old number. Only the old one fades.",
            edits=(("beta * h + x_t", "beta * (h + x_t)"),),
        ),
        Mistake(
            "This shrinks the new element and keeps the old number whole.",
            edits=(("beta * h + x_t", "h + beta * x_t"),),
        ),
        Mistake(
            "The old number counts 1 - beta here. It counts beta.",
            edits=(("beta * h + x_t", "(1 - beta) * h + x_t"),),
        ),
        Mistake(
            "This shrinks the new element and keeps nothing of the old memory. It is the old "
            "memory, h, that shrinks, and the element is added to it.",
            edits=(("beta * h + x_t", "beta * x_t"),),
        ),
        Mistake(
            "This keeps the element before and nothing of those before that. What shrinks is the "
            "whole memory, and so older elements are still in it.",
            edits=(
                (
                    "        h = beta * h + x_t\n        memories.append(h)\n",
                    "        memories.append(beta * h + x_t)\n        h = x_t\n",
                ),
            ),
        ),
        Mistake(
            "Your memories are rounded to two decimals. Return them as they are, and round only "
            "what you print.",
            edits=(("memories.append(h)", "memories.append(round(h, 2))"),),
        ),
        Mistake(
            "Your memories are rounded to one decimal. Return them as they are, and round only "
            "what you print.",
            edits=(("memories.append(h)", "memories.append(round(h, 1))"),),
        ),
        Mistake(
            "The memory is rounded in every round of the loop, and the error goes on to the next. "
            "Keep all its decimals.",
            edits=(("beta * h + x_t", "round(beta * h + x_t, 2)"),),
        ),
        Mistake(
            "Nothing fades here: this is a running sum.",
            edits=(("beta * h + x_t", "h + x_t"),),
        ),
    ),
)
