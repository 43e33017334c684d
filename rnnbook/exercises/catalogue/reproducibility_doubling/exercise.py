"""How long a difference that keeps doubling takes to be seen."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import uniform

exercise = Exercise(
    file=__file__,
    chapter="reproducibility",
    level=1,
    minutes=10,
    kind="pencil",
    arguments=(uniform(1e-8, 1e-6), uniform(0.01, 1.0), uniform(2.0, 10.0)),
    questions=(Question("epochs from 10^(-7) to 10^(-1)", within=0.5),),
    example=(1e-7, 0.1, 4.0),
    hints=(
        "By which factor does the difference grow in all? How many doublings is that?",
        "A factor of 8 is 3 doublings, one of 1024 is 10: the logarithm to the base 2. Each "
        "doubling takes doubling_time epochs.",
    ),
    mistakes=(
        Mistake(
            "You counted factors of e. The natural logarithm is not the number of doublings.",
            edits=(("math.log2(", "math.log("),),
        ),
        Mistake(
            "You counted factors of ten, not doublings.", edits=(("math.log2(", "math.log10("),)
        ),
        Mistake(
            "This is the number of doublings, not of epochs.",
            edits=(("doubling_time * math", "math"),),
        ),
        Mistake(
            "You divide by the doubling time. Does a difference that doubles more slowly take "
            "fewer epochs?",
            edits=(
                (
                    "doubling_time * math.log2(end / start)",
                    "math.log2(end / start) / doubling_time",
                ),
            ),
        ),
        Mistake(
            "You count whole doublings. The difference also grows in between, and reaches the "
            "end earlier than that.",
            edits=(("math.log2(end / start)", "math.ceil(math.log2(end / start))"),),
        ),
        Mistake(
            "A difference that doubles every few epochs does not grow in a straight line: after "
            "two doublings it is four times as large.",
            edits=(("math.log2(end / start)", "(end / start) / 2"),),
        ),
    ),
)
