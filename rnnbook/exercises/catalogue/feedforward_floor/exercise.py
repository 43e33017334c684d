"""The floor under the error of a network that sees one bit at a time."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import uniform

exercise = Exercise(
    file=__file__,
    chapter="feedforward",
    level=2,
    minutes=12,
    kind="pencil",
    arguments=(uniform(0.0, 1.0),),
    questions=(Question("the smallest share of wrong answers for q = 0.8"),),
    example=(0.8,),
    hints=(
        "There are only two values to answer to. Given that x_t is 1, how probable is it that "
        "the bit before it differs? And given that x_t is 0?",
        "For each of the two values the best answer is the more probable one. Then take the mean "
        "of the two error rates, weighted with how often each value occurs.",
    ),
    mistakes=(
        Mistake(
            "For this q it is the share of right answers, not of wrong ones.",
            edits=(("min(", "max("),),
        ),
        Mistake(
            "This is how often the two bits differ: the error of a network that always says "
            "'same'. It may answer differently to 0 and to 1.",
            edits=(("min(q, 1 - q)", "2 * q * (1 - q)"),),
        ),
    ),
)
