"""What a nudge of one ten-millionth does to a training."""

from rnnbook.exercises import Exercise, Question, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="reproducibility",
    level=1,
    minutes=5,
    result_names=("(a)", "(b)", "(c)"),
    tolerance=Tolerance(rtol=0.0, atol=2.0),
    questions=(
        Question("(a) the power of ten"),
        Question("(b) networks of ten"),
        Question("(c) percentage points"),
    ),
    hints=(
        "Each of the 150 steps of training passes the difference on. What if each makes it a "
        "little larger? And what do sixty differences of both signs do to a mean?",
    ),
    truth="-1, 4, 0",
    guesses={
        "-7, 0, 0": ("You expect a small cause to stay small. In this training it does not."),
        "-1, 0, 0": (
            "The losses do move apart as you say, but not without moving some answers as well."
        ),
        "-1, 4, 5": ("Single networks move, some up and some down. Would their mean go with them?"),
    },
)
