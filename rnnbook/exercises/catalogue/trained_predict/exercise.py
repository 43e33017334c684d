"""Which task a sigmoid network learns, guessed before it is measured."""

from rnnbook.exercises import Exercise, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="activations-in-training",
    level=2,
    minutes=5,
    tolerance=Tolerance(rtol=0.0, atol=0.1),
    result_names=(
        "the sigmoid's with marks anywhere",
        "the sigmoid's with early marks",
        "tanh's with early marks",
        "ReLU's with early marks",
    ),
    hints=(
        "All steps use the same weights. Of marks that stand anywhere, some are near the end.",
        "A network that learns nothing is right half of the time.",
    ),
    truth="0.98, 0.5, 1.0, 0.5",
    guesses={
        "0.5, 0.5, 1.0, 0.5": (
            "The sigmoid's gradient fades within a few steps. Do all of the marks that stand "
            "anywhere lie so far back?"
        ),
        "1.0, 1.0, 1.0, 1.0": (
            "Marks that stand anywhere include some near the end. Which of the four tasks has none?"
        ),
        "0.5, 0.5, 1.0, 0.8": (
            "That is the order of the factors per step. Does the factor alone decide what is "
            "learned, whatever the data?"
        ),
    },
)
