"""What a network trained on many levels says of two falling sequences."""

from rnnbook.exercises import Exercise, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=3,
    result_names=("your number for 9 to 5", "your number for 30 to 26"),
    tolerance=Tolerance(rtol=0.0, atol=0.2),
    hints=(
        "Which levels has the network been trained on? Which of the two sequences lies among them?",
    ),
    truth="0.0, 1.0",
    guesses={
        "0.0, 0.0": (
            "A network that had learned what falling is would say this. Both of yours are right "
            "answers to the question; only one of them is the network's."
        ),
        "0.0, 0.5": (
            "You expect it not to know what lies far from its training data. A network has no way "
            "of saying so: it computes its two numbers all the same."
        ),
        "1.0, 1.0": (
            "You expect it to call everything high rising, as the first network did. With many "
            "levels in its training data that no longer works, and it has learned something else."
        ),
        "0.5, 0.5": (
            "You expect it not to know, since it has seen neither. A network has no way of saying "
            "so: it computes its two numbers all the same."
        ),
    },
)
