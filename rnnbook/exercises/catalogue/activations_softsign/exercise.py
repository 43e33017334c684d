"""A squashing function without an exponential, and its derivative."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import normal

exercise = Exercise(
    file=__file__,
    chapter="activations",
    level=1,
    minutes=10,
    kind="function",
    arguments=(normal("N", "H", scale=3.0),),
    gradients=True,
    result_names=("the value", "the derivative"),
    hints=(
        "Begin with a above 0, where |a| is a. The quotient rule does the rest.",
        "For a below 0, phi(-a) = -phi(a). What does that say about the derivative at a and -a?",
        "For a above 0 the quotient rule gives (1 + a - a) / (1 + a)².",
    ),
    mistakes=(
        Mistake(
            "This derivative is right for a above 0 only.",
            edits=(("1 / size**2", "1 / (1 + a) ** 2"),),
        ),
        Mistake(
            "The derivative of |a| is not 1 everywhere: left of 0, |a| falls as a rises.",
            edits=(("1 / size**2", "(size - a) / size**2"),),
        ),
        Mistake(
            "The square in the quotient rule is missing.", edits=(("1 / size**2", "1 / size"),)
        ),
        Mistake(
            "1 - phi² is the derivative of tanh, and not that of the softsign.",
            edits=(("1 / size**2", "1 - (a / size) ** 2"),),
        ),
        Mistake(
            "This derivative is negative left of 0, as if the function fell there.",
            edits=(("1 / size**2", "torch.sign(a) / size**2"),),
        ),
    ),
)
