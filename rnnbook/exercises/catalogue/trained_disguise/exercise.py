"""A sigmoid network that computes what a tanh network computes."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake, Tolerance
from rnnbook.exercises.checker.strategies import normal


def _logits(result: Any, arguments: tuple[Any, ...]) -> Any:
    """Return the logits of a sigmoid network with these weights, for five sequences."""
    import torch

    names = ("W_ih", "b", "W_hh", "W_fc", "b_fc")
    if not isinstance(result, tuple | list) or len(result) != len(names):
        raise TypeError(f"what is returned must be a tuple of {', '.join(names)}.")
    for name, got, given in zip(names, result, arguments, strict=True):
        if not isinstance(got, torch.Tensor):
            raise TypeError(f"{name} must be a tensor, got {type(got).__name__}.")
        if got.shape != given.shape:
            raise ValueError(
                f"{name} must have the shape {tuple(given.shape)}, got {tuple(got.shape)}."
            )
    W_ih, b, W_hh, W_fc, b_fc = (part.double() for part in result)
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(5, 6, W_ih.shape[1], generator=generator, dtype=torch.float64)
    h = torch.full((5, len(b)), 0.5, dtype=torch.float64)
    for x_t in x.unbind(dim=1):
        h = torch.sigmoid(x_t @ W_ih.T + b + h @ W_hh.T)
    return h @ W_fc.T + b_fc


exercise = Exercise(
    file=__file__,
    chapter="activations-in-training",
    level=3,
    minutes=20,
    kind="pencil",
    arguments=(
        normal("H", "D"),
        normal("H"),
        normal("H", "H", scale=0.6),
        normal("C", "H"),
        normal("C"),
    ),
    observe=_logits,
    observed_as="what the network answers to five sequences",
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
    hints=(
        "tanh(a) = 2 sigmoid(2a) - 1. If s_t are the states of the tanh network, which states of "
        "the sigmoid network belong to them?",
        "Put s_t = 2 h_t - 1 into the equation of the tanh network, on both sides, and solve "
        "for h_t. What is s_0 where h_0 is 1/2?",
        "Inside the sigmoid stands twice the sum of the tanh network. In it, W_hh meets 2 h - 1, "
        "so the sum over each row of W_hh is taken away. The logits meet 2 h - 1 too.",
    ),
    mistakes=(
        Mistake(
            "Inside the sigmoid stands twice the sum of the tanh network, and the inputs are a "
            "part of that sum.",
            edits=(("2 * W_ih,", "W_ih,"),),
        ),
        Mistake(
            "W_hh is doubled once because the whole sum is, and once more because the states of "
            "the sigmoid move half as far as those of tanh.",
            edits=(("4 * W_hh,", "2 * W_hh,"),),
        ),
        Mistake(
            "The states of the sigmoid lie around 1/2 and not around 0. What W_hh makes of that "
            "is a constant in every sum, and the bias has to take it away.",
            edits=(("2 * (b - W_hh.sum(dim=1)),", "2 * b,"),),
        ),
        Mistake(
            "The sum over each row of W_hh is taken away inside the sum of the tanh network, and "
            "all of that is doubled.",
            edits=(("2 * (b - W_hh.sum(dim=1)),", "2 * b - W_hh.sum(dim=1),"),),
        ),
        Mistake(
            "The sum is over the units that are read, which are the columns of W_hh: one sum for "
            "each row.",
            edits=(("W_hh.sum(dim=1)", "W_hh.sum(dim=0)"),),
        ),
        Mistake(
            "The output layer reads states that move half as far as those of tanh.",
            edits=(("2 * W_fc,", "W_fc,"),),
        ),
        Mistake(
            "The output layer, too, reads states around 1/2, and its bias has to make up for it.",
            edits=(("b_fc - W_fc.sum(dim=1)", "b_fc"),),
        ),
    ),
)
