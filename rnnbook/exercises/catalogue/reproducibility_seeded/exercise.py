"""A function whose random numbers come from everywhere but its seed."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import seed, size


def _leaves_others_alone(target: Any, seed: int) -> Finding | None:
    """Draw from torch's own generator, with a call in between and without."""
    import torch

    torch.manual_seed(1)
    alone = torch.rand(3).tolist()
    torch.manual_seed(1)
    target(4, 5, seed)
    if torch.rand(3).tolist() == alone:
        return None
    return Finding(
        "After a call of your function, torch.rand gives its caller other numbers.",
        "the numbers that it gives without the call",
        "other numbers",
        "Which generator do your random numbers come from, and who else uses it?",
    )


exercise = Exercise(
    file=__file__,
    chapter="reproducibility",
    level=1,
    minutes=10,
    kind="repair",
    arguments=(size("N"), size("T"), seed()),
    properties=(_leaves_others_alone,),
    bug=(
        ("    generator = torch.Generator().manual_seed(seed)\n", ""),
        ("torch.rand(count, 1, generator=generator)", "torch.rand(count, 1)"),
        ("torch.randn(count, length, generator=generator)", "torch.randn(count, length)"),
    ),
    hints=(
        "Call it twice with the same seed. Where does the seed come in?",
        "torch.Generator() is a source of random numbers of your own. It has a method that sets "
        "its seed.",
        "torch.rand and torch.randn take generator=..., both the same one, seeded once.",
    ),
    mistakes=(
        Mistake(
            "torch.manual_seed makes your function repeatable, and takes the random numbers of "
            "everybody else back to the start of its seed each time it is called.",
            edits=(
                ("generator = torch.Generator().manual_seed(seed)", "torch.manual_seed(seed)"),
                ("torch.rand(count, 1, generator=generator)", "torch.rand(count, 1)"),
                ("torch.randn(count, length, generator=generator)", "torch.randn(count, length)"),
            ),
        ),
        Mistake(
            "The noise comes from the seed, but which ramps rise does not.",
            edits=(("torch.rand(count, 1, generator=generator)", "torch.rand(count, 1)"),),
        ),
        Mistake(
            "Which ramps rise comes from the seed, but the noise does not.",
            edits=(
                ("torch.randn(count, length, generator=generator)", "torch.randn(count, length)"),
            ),
        ),
        Mistake(
            "The noise is drawn first here. The same seed gives the same stream of numbers; who "
            "gets which depends on who draws first.",
            edits=(
                (
                    "rises = torch.rand(count, 1, generator=generator) < 0.5\n"
                    "    noise = torch.randn(count, length, generator=generator)\n",
                    "noise = torch.randn(count, length, generator=generator)\n"
                    "    rises = torch.rand(count, 1, generator=generator) < 0.5\n",
                ),
            ),
        ),
        Mistake(
            "The seed that is passed in makes no difference to your random numbers. Do both draws "
            "come from a generator of your own, and has it been given this seed?",
            edits=(("manual_seed(seed)", "manual_seed(0)"),),
        ),
        Mistake(
            "Both draws start from the seed anew. Then the ramps that rise and the noise on them "
            "are made of the same random numbers.",
            edits=(
                (
                    "noise = torch.randn(count, length,",
                    "generator = torch.Generator().manual_seed(seed)\n"
                    "    noise = torch.randn(count, length,",
                ),
            ),
        ),
    ),
)
