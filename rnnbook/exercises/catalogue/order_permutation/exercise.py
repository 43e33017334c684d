"""What shuffling can tell about a model."""

from rnnbook.exercises import Exercise, Mistake, Question

exercise = Exercise(
    file=__file__,
    chapter="order",
    level=1,
    minutes=10,
    kind="pencil",
    result_names=("(a)", "(b)", "(c)", "(d)", "(e)"),
    questions=(
        Question("(a) blind to order?", (False, True)),
        Question("(b) does it use order well?", ("yes", "no", "open")),
        Question("(c) share of changed answers"),
        Question("(d) share of changed answers"),
        Question("(e) accuracy on twins"),
    ),
    hints=(
        "How many changed answers would a model show that cannot see order at all?",
        "For (b), think of a model that throws a coin for each order it is shown, always the "
        "same coin for the same order.",
        "For (e), look at one pair of twins: same values, different labels, and one answer.",
    ),
    mistakes=(
        Mistake(
            "A model that is blind to order gives every order of the same elements the same "
            "answer. How many changed answers does it take to refute that?",
            edits=(('return False, "open"', 'return True, "open"'),),
        ),
        Mistake(
            "A changed answer says that order makes a difference, not that the new answer or the "
            "old one is right.",
            edits=(('False, "open"', 'False, "yes"'),),
        ),
        Mistake(
            "The test counts changed answers and knows no labels. Can it say that a model is "
            "wrong?",
            edits=(('False, "open"', 'False, "no"'),),
        ),
        Mistake(
            "A second coin shows the same side as the first one quite often.",
            edits=(('"open", 0.5, 0.0', '"open", 1.0, 0.0'),),
        ),
        Mistake(
            "Of two twins, one has each label. A model with one answer for all is right on more "
            "than you think.",
            edits=(("0.0, 0.5", "0.0, 0.0"),),
        ),
    ),
)
