"""What a network thinks on the way to its answer."""

from rnnbook.exercises import Exercise, Mistake

exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=1,
    minutes=5,
    kind="prediction",
    pieces=("your answers on the way up", "your answers on the way down"),
    hints=(
        "The linear layer was trained on last states only. With which numbers did the sequences "
        "end on which it was trained?",
    ),
    mistakes=(
        Mistake(
            "Nothing asks a network to be right before the end. In its training a low number "
            "stood at the end of one of the two sequences. Of which?",
            edits=(
                (
                    '("falling", "falling", "falling", "rising", "rising")',
                    '("rising",) * 5',
                ),
                (
                    '("rising", "rising", "rising", "falling", "falling")',
                    '("falling",) * 5',
                ),
            ),
        ),
    ),
)
