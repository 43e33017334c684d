"""Which inputs a network keeps that was trained to recall one of them."""

from rnnbook.exercises import Exercise, Mistake

exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=1,
    minutes=3,
    kind="prediction",
    hints=(
        "Suppose the sequence went on for one more element. Which input would then be asked for?",
    ),
    mistakes=(
        Mistake(
            "At the last step only that one input is asked for. But the network cannot tell "
            "which step is the last: what would it answer with one step later?",
            edits=(('return "up to"', 'return "alone"'),),
        ),
        Mistake(
            "Keeping an input takes room in a state of fixed size, and nothing in the loss "
            "pays for what is never asked for.",
            edits=(('return "up to"', 'return "everywhere"'),),
        ),
    ),
)
