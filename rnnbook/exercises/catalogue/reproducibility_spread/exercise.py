"""Whether another seed or a nudge moves an accuracy further."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import uniform

exercise = Exercise(
    file=__file__,
    chapter="reproducibility",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(uniform(0.5, 1.0, "S"), uniform(0.5, 1.0, "S")),
    smallest={"S": 2},
    gradients=True,
    result_names=("the spread that seeds cause", "the spread that the nudge causes"),
    hints=(
        "For the first spread one set of accuracies is enough. For the second, what does the "
        "nudge do to each network?",
        "Take the differences, network by network. Each is a difference of two runs, and chance "
        "was at work in both.",
        "If one run varies with the standard deviation s, and the two are independent, the "
        "difference varies with the standard deviation s times the root of 2.",
    ),
    mistakes=(
        Mistake(
            "Your second spread is that of a difference of two runs. It is wider than that of "
            "one run.",
            edits=((" / 2**0.5", ""),),
        ),
        Mistake(
            "You halve the spread of the difference. Variances add up, standard deviations do not.",
            edits=((" / 2**0.5", " / 2"),),
        ),
        Mistake(
            "Your second spread is that of the nudged accuracies: it holds what the seeds do, "
            "and not only what the nudge does.",
            edits=(("(nudged_right - right).std() / 2**0.5", "nudged_right.std()"),),
        ),
        Mistake(
            "These are divided by S inside the root. The usual std of torch divides by S - 1, "
            "since the mean is taken from the same numbers.",
            edits=(
                ("by_seed = right.std()", "by_seed = right.std(correction=0)"),
                ("(nudged_right - right).std()", "(nudged_right - right).std(correction=0)"),
            ),
        ),
        Mistake(
            "These are variances. A standard deviation is the root of one.",
            edits=(
                ("by_seed = right.std()", "by_seed = right.var()"),
                ("(nudged_right - right).std() / 2**0.5", "(nudged_right - right).var() / 2"),
            ),
        ),
    ),
)
