"""The backward pass of a network that answers at every step."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.properties import without_autograd
from rnnbook.exercises.checker.strategies import integers, normal

_ARGUMENTS = (
    normal("N", "T", "D"),
    integers(0, "C", "N", "T"),
    normal("H", "D"),
    normal("H", "H", scale=0.7),
    normal("H"),
    normal("C", "H"),
    normal("C"),
)

exercise = Exercise(
    file=__file__,
    chapter="backpropagation",
    level=2,
    minutes=20,
    kind="function",
    arguments=_ARGUMENTS,
    smallest={"C": 2, "T": 2},
    properties=(
        without_autograd(_ARGUMENTS, "Write the way back yourself; keep autograd for comparing."),
    ),
    hints=(
        "A state has two arrows out: to the next state and to the logits of its own step. What "
        "comes back along the two is added.",
        "Start from zero behind the last step. At each step, add what the logits send to the "
        "state; then go through the tanh.",
        "The gradient at the logits is (p - onehot(y)), divided by the number of terms in the "
        "mean.",
    ),
    mistakes=(
        Mistake(
            "The mean over the steps is missing: every sequence has T terms in the loss.",
            edits=(("y.numel()", "len(y)"),),
        ),
        Mistake(
            "Only the last step's error goes back. Here every step has one of its own.",
            edits=(
                (
                    "        grad_h = grad_h + grad_z[:, t - 1] @ W_fc\n",
                    "        if t == y.shape[1]:\n            grad_h = grad_z[:, t - 1] @ W_fc\n",
                ),
            ),
        ),
        Mistake(
            "What the logits of a step send back comes in behind the tanh of that step. It has "
            "to pass it as well.",
            edits=(
                ("        grad_h = grad_h + grad_z[:, t - 1] @ W_fc\n", ""),
                (
                    "(1 - h[t] ** 2)",
                    "(1 - h[t] ** 2) + grad_z[:, t - 1] @ W_fc",
                ),
            ),
        ),
        Mistake(
            "Each state gets the gradient of its own logits alone. What comes back from the later "
            "steps is to be added to it.",
            edits=(
                (
                    "grad_h = grad_h + grad_z[:, t - 1] @ W_fc",
                    "grad_h = grad_z[:, t - 1] @ W_fc",
                ),
            ),
        ),
        Mistake(
            "On the way back W_hh is used as on the way forward. It is square, so nothing but "
            "the numbers tells.",
            edits=(("grad_h = delta @ W_hh", "grad_h = delta @ W_hh.T"),),
        ),
        Mistake(
            "The contribution of a step is made with its new state. W_hh multiplied the old one.",
            edits=(("delta.T @ h[t - 1]", "delta.T @ h[t]"),),
        ),
    ),
)
