"""What a network that knows two ramps says of two higher ones."""

from rnnbook.exercises import Exercise, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=3,
    result_names=("your number for 6 to 10", "your number for 10 to 6"),
    tolerance=Tolerance(rtol=0.0, atol=0.2),
    hints=(
        "The network has seen two sequences. Besides rising and falling, what else tells these "
        "two apart? Compare their last elements.",
    ),
    truth="0.99, 0.99",
    guesses={
        "0.99, 0.01": (
            "A network that had learned what rising is would say this. Its two sequences did not "
            "force it to learn that."
        ),
        "0.5, 0.5": (
            "You expect it not to know. A network has no way of saying that a question is new to "
            "it: it computes its two numbers all the same."
        ),
        "0.01, 0.99": (
            "Two wrong answers would take some skill. Of these two questions it gets one right."
        ),
    },
)
