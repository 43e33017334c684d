"""What a network thinks on the way to its answer."""

from rnnbook.exercises import Exercise, Mistake, Question

exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=1,
    minutes=5,
    kind="prediction",
    result_names=("your answer on the way up", "your answer on the way down"),
    questions=tuple(
        Question(f"after the {element}", ("rising", "falling"), f"reading {group}")
        for group in ("1, 2, 3, 4, 5", "5, 4, 3, 2, 1")
        for element in group.split(", ")
    ),
    hints=(
        "The linear layer was trained on last states only. With which numbers did the sequences "
        "end on which it was trained?",
    ),
    mistakes=(
        Mistake(
            "With its second element each sequence shows where it goes. But nothing asked the "
            "network to say so then: its linear layer knows the state after a 5 and the one "
            "after a 1. Which of the two is the state after a 2 more like?",
            edits=(
                (
                    '("falling", "falling", "falling", "rising", "rising")',
                    '("falling", *("rising",) * 4)',
                ),
                (
                    '("rising", "rising", "rising", "falling", "falling")',
                    '("rising", *("falling",) * 4)',
                ),
            ),
        ),
        Mistake(
            "Nothing asks a network to be right before the end. In its training a low number "
            "stood at the end of one of the two sequences. Of which?",
            edits=(
                ('("falling", "falling", "falling", "rising", "rising")', '("rising",) * 5'),
                ('("rising", "rising", "rising", "falling", "falling")', '("falling",) * 5'),
            ),
        ),
    ),
)
