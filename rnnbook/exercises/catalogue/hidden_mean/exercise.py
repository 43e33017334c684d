"""A running mean, and how long it takes to settle."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import uniform

exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=1,
    minutes=10,
    kind="pencil",
    arguments=(uniform(0.8, 0.99), uniform(0.001, 0.1)),
    questions=(Question("steps until within 1 %, for β = 0.9"),),
    example=(0.9, 0.01),
    hints=(
        "Write down h_1, h_2 and h_3 for the input c, and take c out of each of them.",
        "1 + β + β² + ... + β^(t-1) is (1 - β^t) / (1 - β). What is left of the distance from c?",
        "The distance after t steps is β^t c. For which t is β^t equal to part? The first whole "
        "number that is not below it is the answer.",
    ),
    mistakes=(
        Mistake(
            "One step too few: at that step the state is not yet near enough.",
            edits=(("math.ceil(", "math.floor("),),
        ),
        Mistake(
            "That is how long it takes to come within 1 - part of the input.",
            edits=(("math.log(part)", "math.log(1 - part)"),),
        ),
        Mistake(
            "What is left of the distance after each step: the fraction 1 - β of it, or β? And "
            "which of the two logarithms is divided by the other?",
            edits=(("math.log(beta)", "math.log(1 - beta)"),),
        ),
        Mistake(
            "One step too many: the state starts at 0 before the first element is read.",
            edits=((" - 1e-9)", " - 1e-9) + 1"),),
        ),
    ),
)
