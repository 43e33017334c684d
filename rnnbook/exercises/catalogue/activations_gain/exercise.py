"""Which gain makes up for what a rectifier takes away."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import uniform

exercise = Exercise(
    file=__file__,
    chapter="activations",
    level=1,
    minutes=10,
    kind="pencil",
    arguments=(uniform(-1.5, 1.5),),
    questions=(Question("the gain for ReLU", within=0.005),),
    example=(0.0,),
    hints=(
        "Begin with ReLU, slope 0. It sets half of the entries of a vector to 0. What is left of "
        "the sum of their squares, and of the length?",
        "With another slope, half of the squares stay, and the other half is multiplied. By what?",
        "The length is multiplied by the root of (1 + slope²) / 2, and the gain has to undo that.",
    ),
    mistakes=(
        Mistake(
            "That is what the rectifier leaves of the length. The gain has to undo it.",
            edits=(("sqrt(2 / (1 + slope**2))", "sqrt((1 + slope**2) / 2)"),),
        ),
        Mistake(
            "That would do if the gain multiplied the squares. It multiplies the length.",
            edits=(("sqrt(2 / (1 + slope**2))", "2 / (1 + slope**2)"),),
        ),
        Mistake(
            "That keeps the mean of the slopes. A length is made of squares.",
            edits=(("sqrt(2 / (1 + slope**2))", "2 / (1 + slope)"),),
        ),
        Mistake(
            "That is right for a slope of 0 only. Here something comes back through negative sums "
            "as well.",
            edits=(("2 / (1 + slope**2)", "2"),),
        ),
    ),
)
