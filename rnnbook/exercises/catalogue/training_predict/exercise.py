"""Where one run stands among a thousand."""

from rnnbook.exercises import Exercise, Mistake

exercise = Exercise(
    file=__file__,
    chapter="training",
    level=1,
    minutes=3,
    kind="prediction",
    result_names=("your first number", "your second number"),
    hints=(
        "Nothing that you have seen says where this run stands among others. What does a picture "
        "look like that somebody chose to show you?",
    ),
    mistakes=(
        Mistake(
            "500 would put our run in the middle, and that is a fair bet on a run of which you "
            "know nothing. It does not stand there: one run does not say where it stands.",
            edits=(("return 50, 20", "return 500, 20"),),
        ),
        Mistake(
            "500 would put our run in the middle, which it is not. And the seeds spread more "
            "than twofold: they start at different places, and losses near 0 multiply.",
            edits=(("return 50, 20", "return 500, 2"),),
        ),
        Mistake(
            "The first is right. The seeds spread more than twofold.",
            edits=(("return 50, 20", "return 50, 2"),),
        ),
        Mistake(
            "The first is right. All of them learn the same two sequences with the same "
            "optimiser for the same time: they do not spread that far.",
            edits=(("return 50, 20", "return 50, 200"),),
        ),
    ),
)
