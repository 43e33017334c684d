"""How far the final losses of a thousand trainings spread."""

from rnnbook.exercises import Exercise, Question, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="training",
    level=1,
    minutes=3,
    result_names=("your first number", "your second number"),
    tolerance=Tolerance(rtol=0.0, atol=1.0),
    questions=(
        Question("the largest loss, as a multiple of the smallest", (2, 10, 100)),
        Question("of ten trainings, how many end between half and twice the median"),
    ),
    hints=(
        "All trainings have the same data, the same optimiser and the same time; only the weights "
        "they begin with differ. The largest and the smallest of a thousand are the two oddest of "
        "all. What would you say of the others?",
    ),
    truth="return 10, 9",
    guesses={
        "return 2, 10": (
            "You expect the seed to matter little. Some seeds begin far from the goal and some "
            "near it, and near 0 a small difference of logits is a large ratio of losses."
        ),
        "return 100, 2": (
            "You expect the seed to decide nearly everything. All of them learn the same two "
            "sequences with the same optimiser for the same time, and most end close together."
        ),
        "return 100, 9": (
            "Most end close together, as you say. Even the two oddest are not that far apart."
        ),
        "return 10, 5": (
            "The extremes are as far apart as you say. Most of the others lie closer to the "
            "middle than you expect."
        ),
    },
)
