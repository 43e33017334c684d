"""How many networks learn what no gradient reaches."""

from rnnbook.exercises import Exercise, Question, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="long-sequences",
    level=2,
    minutes=5,
    tolerance=Tolerance(rtol=0.0, atol=0.2),
    result_names=(
        "the share with a cut every 10",
        "the share with a cut every 2",
        "the last share",
    ),
    questions=(
        Question("share that learns with a cut every 10 steps"),
        Question("share that learns with a cut every 2 steps"),
        Question("share that learns with a cut after every step"),
    ),
    hints=(
        "No gradient crosses a cut. But the state is handed on over it, and all steps use the "
        "same weights.",
    ),
    truth="0.55, 0.37, 0.07",
    guesses={
        "0.0, 0.0, 0.0": (
            "No gradient tells the first step what to keep. Does that mean that nothing is kept?"
        ),
        "0.96, 0.96, 0.96": (
            "The state is handed on as before, but the instruction to keep something in it is not."
        ),
    },
)
