"""The backward step of a tanh network, from which the whole way back is made."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.properties import without_autograd
from rnnbook.exercises.checker.strategies import Sizes, builds, normal


def _state(sizes: Sizes, generator: Any) -> Any:
    """Return states: numbers between -1 and 1."""
    import torch

    shape = (sizes["N"], sizes["H"])
    return torch.tanh(torch.randn(shape, generator=generator, dtype=torch.float64))


_ARGUMENTS = (
    normal("N", "H"),
    normal("N", "D"),
    builds(_state, "N", "H"),
    builds(_state, "N", "H"),
    normal("H", "D"),
    normal("H", "H"),
)

exercise = Exercise(
    file=__file__,
    chapter="backpropagation",
    level=2,
    minutes=15,
    kind="function",
    arguments=_ARGUMENTS,
    result_names=(
        "the gradient at the state before",
        "the gradient at x_t",
        "the gradient of W_ih",
        "the gradient of W_hh",
        "the gradient of b",
    ),
    properties=(
        without_autograd(_ARGUMENTS, "Write the way back yourself; keep autograd for comparing."),
    ),
    hints=(
        "All five start from one thing: the gradient at the sum inside the tanh. Find it first.",
        "The derivative of tanh can be had from the value: 1 - tanh². Which of the two states "
        "is the value here?",
        "With delta for the gradient at the sum: W_hh took the state before to the sum, so its "
        "transpose takes delta back. For rows, W.T @ v becomes V @ W. And each entry of W_hh "
        "was a factor of one entry of the state before.",
    ),
    mistakes=(
        Mistake(
            "The derivative of tanh is missing: what arrives at h_t has not yet passed the tanh.",
            edits=(("grad_h * (1 - torch.square(h_t))", "grad_h"),),
        ),
        Mistake(
            "The derivative of tanh is taken from the state before. The tanh to be passed is the "
            "one that made h_t.",
            edits=(("torch.square(h_t)", "torch.square(before)"),),
        ),
        Mistake(
            "The tanh is taken twice. h_t is a value of tanh already.",
            edits=(("torch.square(h_t)", "torch.square(torch.tanh(h_t))"),),
        ),
        Mistake(
            "On the way to the state before, W_hh is used as on the way forward. It is square, "
            "so nothing but the numbers tells.",
            edits=(("delta @ W_hh,", "delta @ W_hh.T,"),),
        ),
        Mistake(
            "The gradient of W_hh is made with h_t. Which state did W_hh multiply in this step?",
            edits=(("delta.T @ before", "delta.T @ h_t"),),
        ),
        Mistake(
            "The gradient of W_hh stands transposed. Row i of W_hh belongs to entry i of the "
            "new state.",
            edits=(("delta.T @ before", "before.T @ delta"),),
        ),
        Mistake(
            "The bias gets the mean over the sequences. What each sequence contributes is added "
            "up.",
            edits=(("delta.sum(dim=0)", "delta.mean(dim=0)"),),
        ),
    ),
)
