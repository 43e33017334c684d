"""A rectifier through which a gradient passes unchanged in length."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake, Tolerance


def _factors(net: Any, arguments: Any) -> Any:
    """Return, for three sequences, the factor per step back."""
    import torch

    from rnnbook.probing import factor_per_step, gradients_through_time

    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, 30, 1, generator=generator, dtype=torch.float64)
    y = torch.tensor([0])
    norms = [gradients_through_time(net.double(), one[None], y) for one in x]
    return torch.cat([factor_per_step(each) for each in norms])


def _bends(net: Any, seed: int) -> Finding | None:
    """Read the mean of two sequences: the mean of the two states must not come out."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(2, 30, 1, generator=generator, dtype=torch.float64)
    with torch.no_grad():
        states = net().double().rnn(torch.cat([x, x.mean(dim=0, keepdim=True)]))[0][:, -1]
    off = (states[:2].mean(dim=0) - states[2]).abs().max()
    if off > 1e-3:
        return None
    return Finding(
        "The recurrence is linear.",
        "another state than the mean of the two after reading the mean of two sequences",
        "the mean of the two states",
        "At which slope is a rectifier no bend at all?",
    )


exercise = Exercise(
    file=__file__,
    chapter="activations",
    level=2,
    minutes=15,
    kind="module",
    observe=_factors,
    observed_as="the factor per step back, for three sequences,",
    tolerance=Tolerance(rtol=1e-5, atol=0.0),
    properties=(_bends,),
    hints=(
        "One step back multiplies by the transpose of diag(phi'(a)) W_hh. Which matrices keep "
        "the length of every vector?",
        "A diagonal matrix is orthogonal if all of its entries are 1 or -1. Which slope does "
        "that leave you?",
        'recurrent_init="orthogonal" takes care of W_hh. The slope can be any number, not only one '
        "between 0 and 1: one below 0 turns the line round.",
    ),
    mistakes=(
        Mistake(
            "The slope is right. But the recurrent weights, as PyTorch draws them, shrink nearly "
            "every vector.",
            edits=((', recurrent_init="orthogonal"', ""),),
        ),
        Mistake(
            "The recurrent weights keep lengths. The slope with which the network starts, 0.25, "
            "does not.",
            edits=((".fill_(-1.0)", ".fill_(0.25)"),),
        ),
        Mistake(
            "That is a ReLU: what belongs to a negative sum is lost on the way back.",
            edits=((".fill_(-1.0)", ".fill_(0.0)"),),
        ),
        Mistake(
            "With the slope 1 the function is phi(a) = a. Every length is kept, and all steps "
            "together are one linear map.",
            edits=((".fill_(-1.0)", ".fill_(1.0)"),),
        ),
    ),
)
