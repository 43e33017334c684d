"""What a forecaster of a random walk seems to know, with two ways of splitting."""

from rnnbook.exercises import Exercise, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="batches",
    level=1,
    minutes=4,
    result_names=("the share with windows drawn at random", "the share with the end kept back"),
    tolerance=Tolerance(rtol=0.0, atol=0.1),
    hints=(
        "Take a window that the forecaster is asked about. Which of the windows that it knows "
        "is most like it, and how many elements have the two in common?",
    ),
    truth="0.9, 0.5",
    guesses={
        "0.5, 0.5": (
            "You expect that what cannot be known is not found out, however the windows are "
            "drawn. One of the two ways of drawing them tells the forecaster the answers."
        ),
        "0.9, 0.9": (
            "You expect the forecaster to be helped by windows that overlap. Do those of the "
            "first 800 steps overlap with those of the last 200?"
        ),
        "0.5, 0.9": (
            "In which of the two splits does a window that is asked about share most of its "
            "elements with one that is known?"
        ),
    },
)
