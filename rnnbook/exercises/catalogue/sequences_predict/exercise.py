"""How much neighbours have in common, in four series and after shuffling."""

from rnnbook.exercises import Exercise, Mistake, Tolerance

exercise = Exercise(
    file=__file__,
    chapter="sequences",
    level=1,
    minutes=4,
    kind="prediction",
    tolerance=Tolerance(rtol=0.0, atol=0.25),
    result_names=(
        "the r_1 of the temperature",
        "the r_1 of the price",
        "the r_1 of the price's change",
        "the r_1 of the acceleration",
        "the r_1 after shuffling",
    ),
    hints=(
        "Does the price of this month tell you the price of the next one? Does its rise this "
        "month tell you whether it will rise in the next?",
        "The arm of a runner swings forward and back about once in nine readings.",
    ),
    mistakes=(
        Mistake(
            "A price stays near where it was. That does not mean that a rise is followed by "
            "another.",
            edits=(("-0.12", "0.88"),),
        ),
        Mistake(
            "After shuffling, an element's neighbour may be any of the others. Does it still tell "
            "anything about the element?",
            edits=((" 0.0\n", " 0.46\n"),),
        ),
        Mistake(
            "Shuffling keeps the numbers, but not who stands next to whom; and r_1 is about "
            "neighbours.",
            edits=((" 0.0\n", " 0.92\n"),),
        ),
    ),
)
