"""How many right answers it takes for an interval to start above an accuracy."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import uniform

exercise = Exercise(
    file=__file__,
    chapter="testing",
    level=2,
    minutes=10,
    kind="pencil",
    arguments=(uniform(0.5, 0.99),),
    questions=(Question("n for an interval above 0.95"),),
    example=(0.95,),
    hints=(
        "Solve q ** n = 0.025 for n, with q the accuracy. A logarithm brings the n down.",
        "n is hardly ever a whole number there. Is the lower end above the accuracy for the n "
        "just below, or for the one just above?",
    ),
    mistakes=(
        Mistake(
            "One too few: with so many questions the interval still starts below the accuracy.",
            edits=((" + 1", ""),),
        ),
        Mistake(
            "You leave 5 % below the interval. An interval of 95 % leaves 5 % outside in all, "
            "half of it on either side.",
            edits=(("math.log(0.025)", "math.log(0.05)"),),
        ),
        Mistake(
            "With one question the interval starts at 0.025. In q ** n = 0.025, n is unknown: "
            "n log q = log 0.025.",
            edits=(
                ("math.log(0.025) / math.log(accuracy)", "math.log(accuracy) / math.log(0.025)"),
            ),
        ),
    ),
)
