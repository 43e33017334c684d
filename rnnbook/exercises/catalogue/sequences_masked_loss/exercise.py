"""A loss that changes when padding is added."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import integers, lengths, normal

exercise = Exercise(
    file=__file__,
    chapter="batches",
    level=2,
    minutes=10,
    kind="repair",
    arguments=(normal("N", "T", "C"), integers(0, "C", "N", "T"), lengths("N", "T")),
    gradients=True,
    bug=(
        ("steps < lengths[:, None]", "steps <= lengths[:, None]"),
        ("(costs * real).sum() / real.sum()", "(costs * real).mean()"),
    ),
    hints=(
        "Take one sequence of two real steps and add one step of padding, then another. What "
        "should the loss do, and what does it do?",
        "Print real for lengths 1 and 2. How many entries of each row are True?",
        "A mean is a sum divided by a count. By which count does .mean() divide?",
    ),
    mistakes=(
        Mistake(
            "One step too many is taken for real: the first one behind each sequence. Steps are "
            "counted from 0 here.",
            edits=(("steps < lengths[:, None]", "steps <= lengths[:, None]"),),
        ),
        Mistake(
            "Padding no longer adds to the sum, but it is still counted in what the sum is "
            "divided by: with more padding the loss falls.",
            edits=(("(costs * real).sum() / real.sum()", "(costs * real).mean()"),),
        ),
        Mistake(
            "This is the mean of the sequences' means. In it a step of a short sequence weighs "
            "more than one of a long sequence.",
            edits=(
                (
                    "(costs * real).sum() / real.sum()",
                    "((costs * real).sum(1) / real.sum(1)).mean()",
                ),
            ),
        ),
        Mistake(
            "Every step counts, padding as well.",
            edits=(("(costs * real).sum() / real.sum()", "costs.mean()"),),
        ),
        Mistake(
            "The sum is divided by the right number. But not all that is in the sum is real: steps "
            "are counted from 0 here.",
            edits=(
                ("steps < lengths[:, None]", "steps <= lengths[:, None]"),
                ("/ real.sum()", "/ lengths.sum()"),
            ),
        ),
        Mistake(
            "This is the sum over all real steps, not their mean.", edits=((" / real.sum()", ""),)
        ),
    ),
)
