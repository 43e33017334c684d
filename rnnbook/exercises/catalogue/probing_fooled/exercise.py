"""A probe that is tested on the sequences it was fitted to."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds


def _states(sizes: Sizes, generator: Any) -> Any:
    """Return noise: numbers that are a sequence's own, and a little of each step's."""
    import torch

    N, T, H = (sizes[axis] for axis in "NTH")
    own = torch.randn(N, 1, H, generator=generator, dtype=torch.float64)
    steps = torch.randn(N, T, H, generator=generator, dtype=torch.float64)
    return own + 0.2 * steps


def _targets(sizes: Sizes, generator: Any) -> Any:
    import torch

    N, T = sizes["N"], sizes["T"]
    own = torch.randn(N, 1, generator=generator, dtype=torch.float64)
    return own + 0.2 * torch.randn(N, T, generator=generator, dtype=torch.float64)


exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(builds(_states, "N", "T", "H"), builds(_targets, "N", "T")),
    sizes={"N": 20, "T": 10, "H": 50},
    smallest={"N": 6, "T": 4, "H": 2},
    result_names=("the score with steps held out", "the score with sequences held out"),
    hints=(
        "You cannot tell linear_probe what to fit and what to test on. You can choose what comes "
        "first, and what you call a sequence.",
        "Put the steps 1, 3, 5 of all sequences first, and the other steps of all sequences "
        "behind them: 2 N short sequences.",
        "states[:, 0::2] are the steps 1, 3, 5. torch.cat joins along axis 0.",
    ),
    mistakes=(
        Mistake(
            "The first probe is tested on the very steps to which it was fitted.",
            edits=(("states[:, 1::2]", "states[:, 0::2]"), ("target[:, 1::2]", "target[:, 0::2]")),
        ),
        Mistake(
            "The first probe is fitted to steps 2, 4, 6 and tested on the others.",
            edits=(
                ("states[:, 0::2], states[:, 1::2]", "states[:, 1::2], states[:, 0::2]"),
                ("target[:, 0::2], target[:, 1::2]", "target[:, 1::2], target[:, 0::2]"),
            ),
        ),
        Mistake(
            "The first probe is fitted to steps 1, 3, 5 of some sequences and tested on the same "
            "steps of others. It never sees the steps 2, 4, 6.",
            edits=(
                ("torch.cat([states[:, 0::2], states[:, 1::2]])", "states[:, 0::2]"),
                ("torch.cat([target[:, 0::2], target[:, 1::2]])", "target[:, 0::2]"),
            ),
        ),
        Mistake(
            "The first score is that of a probe tested on other sequences. It does not help to let "
            "the steps of a sequence change places: linear_probe divides sequences.",
            edits=(
                ("states[:, 1::2]])", "states[:, 1::2]], dim=1)"),
                ("target[:, 1::2]])", "target[:, 1::2]], dim=1)"),
            ),
        ),
        Mistake(
            "The two scores stand in the wrong order.",
            edits=(
                (
                    "return by_steps, linear_probe(states, target)",
                    "return linear_probe(states, target), by_steps",
                ),
            ),
        ),
        Mistake(
            "The second probe has again seen every sequence: with the axes exchanged, whole "
            "steps are held out.",
            edits=(
                ("linear_probe(states, target)", "linear_probe(states.transpose(0, 1), target.T)"),
            ),
        ),
    ),
)
