"""How fast two nearby states come together."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds, integers, normal


def _networks(sizes: Sizes, generator: Any) -> Any:
    """Return networks, some of which forget and some of which do not."""
    import torch

    from rnnbook.models import RNNEnsemble

    seeds = torch.randperm(10_000, generator=generator)[: sizes["S"]].tolist()
    D, H = sizes["D"], sizes["H"]
    return RNNEnsemble.from_seeds(seeds, D, H, 2, gain=2.0, dtype=torch.float64)


exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=1,
    minutes=10,
    kind="measurement",
    arguments=(builds(_networks, "S", "D", "H"), normal("N", "T", "D"), integers(1, 3)),
    smallest={"T": 4},
    hints=(
        "step_jacobians gives one matrix for each network, sequence and step; "
        "lyapunov_exponents takes them as they are, and skip by its name.",
        "Print the shape of what lyapunov_exponents returns. Which axis holds what?",
        "The exponents come with the largest first: [..., 0]. What is left is (S, N).",
    ),
    mistakes=(
        Mistake(
            "That is the smallest exponent: the direction that is forgotten fastest.",
            edits=(("[..., 0]", "[..., -1]"),),
        ),
        Mistake(
            "That is the mean of all exponents, which says how volumes shrink. What is asked is "
            "the direction that is forgotten last.",
            edits=(("[..., 0]", ".mean(dim=-1)"),),
        ),
        Mistake(
            "That is a factor per step. The exponent is its logarithm.",
            edits=(("[..., 0].mean(dim=1)", "[..., 0].mean(dim=1).exp()"),),
        ),
        Mistake(
            "That is the largest rate of any sequence, not the mean over the sequences.",
            edits=((".mean(dim=1)", ".amax(dim=1)"),),
        ),
        Mistake(
            "These rates are taken over all steps, the first ones too.",
            edits=((", skip=skip", ""),),
        ),
        Mistake(
            "Without its first steps a sequence would be read from another state. Read all of it, "
            "and leave the steps out of the mean only.",
            edits=(
                (
                    "step_jacobians(networks, x)",
                    "step_jacobians(networks, x[:, skip:])",
                ),
                (", skip=skip", ""),
            ),
        ),
    ),
)
