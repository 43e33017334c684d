"""Where one run stands among a thousand."""

from rnnbook.exercises import Exercise

exercise = Exercise.prediction(
    file=__file__,
    chapter="training",
    level=1,
    minutes=3,
    result_names=("your first number", "your second number"),
    hints=(
        "Nothing that you have seen says where this run stands among others. What does a picture "
        "look like that somebody chose to show you?",
    ),
    truth="return 50, 20",
    guesses={
        "return 500, 20": (
            "500 would put our run in the middle, and that is a fair bet on a run of which you "
            "know nothing. It does not stand there: one run does not say where it stands."
        ),
        "return 500, 2": (
            "500 would put our run in the middle, which it is not. And the seeds spread more than"
            " twofold: they start at different places, and losses near 0 multiply."
        ),
        "return 50, 2": "The first is right. The seeds spread more than twofold.",
        "return 50, 200": (
            "The first is right. All of them learn the same two sequences with the same optimiser"
            " for the same time: they do not spread that far."
        ),
    },
)
