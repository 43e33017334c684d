"""From which length on a window network has more parameters than a recurrent one."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import integers, size

exercise = Exercise(
    file=__file__,
    chapter="feedforward",
    level=1,
    minutes=10,
    kind="pencil",
    arguments=(size("D"), integers(2, 80), integers(2, 10)),
    sizes={"D": 3},
    questions=(Question("w for 8 features, 32 hidden units and 5 classes"),),
    example=(8, 32, 5),
    hints=(
        "Set the two counts equal and solve for w. What cancels?",
        "The counts are equal at w = 1 + (H + 1) / D. If that is a whole number, which network "
        "is smaller at it?",
    ),
    mistakes=(
        Mistake(
            "Where D divides H + 1, there is a length at which both have the same number of "
            "parameters. The recurrent network is not smaller there.",
            edits=(("2 + (H + 1) // D", "1 - (-(H + 1) // D)"),),
        ),
        Mistake(
            "The two networks have the same last layer, so the classes cancel.",
            edits=(("2 + (H + 1)", "2 + (H + 1 + C)"),),
        ),
        Mistake(
            "At this length the recurrent network is not smaller yet.",
            edits=(("2 + (H + 1)", "1 + (H + 1)"),),
        ),
    ),
)
