"""How fast a memory of one number must fade."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import integers, uniform

exercise = Exercise(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=5,
    kind="pencil",
    arguments=(uniform(0.05, 0.6), integers(2, 15)),
    result_names=("beta",),
    questions=(Question("beta for one tenth in ten steps", within=0.001),),
    example=(0.1, 10),
    hints=(
        "The memory reads a 1 and then zeros. What is it after one zero, and after two?",
        "After k zeros the 1 is worth beta times beta times ... beta, k factors. Which number, "
        "multiplied by itself k times, gives the share?",
    ),
    mistakes=(
        Mistake(
            "This is the beta for one tenth in ten steps. Make it one for any share and steps.",
            edits=(("share ** (1 / steps)", "0.1**0.1"),),
        ),
        Mistake(
            "This is 0.79, the beta for one tenth in ten steps, rounded. Compute it from share and "
            "steps, and keep its decimals.",
            edits=(("share ** (1 / steps)", "0.79"),),
        ),
        Mistake(
            "The two arguments have changed places.",
            edits=(("share ** (1 / steps)", "steps ** (1 / share)"),),
        ),
        Mistake(
            "One step is missing: the element fades once with each of them.",
            edits=(("1 / steps", "1 / (steps - 1)"),),
        ),
        Mistake(
            "This divides the share by the number of steps, as share ** 1 / steps does, too. Each "
            "step multiplies, and Python takes the power first: write share ** (1 / steps).",
            edits=(("share ** (1 / steps)", "share / steps"),),
        ),
        Mistake(
            "This is what would be left after all the steps if one step left the share.",
            edits=(("share ** (1 / steps)", "share**steps"),),
        ),
        Mistake(
            "This loses the same amount at every step. A memory that fades loses the same part.",
            edits=(("share ** (1 / steps)", "1 - (1 - share) / steps"),),
        ),
        Mistake(
            "The element itself is one factor too many: it is 1 when it is read, and then fades "
            "once with each step.",
            edits=(("1 / steps", "1 / (steps + 1)"),),
        ),
    ),
)
