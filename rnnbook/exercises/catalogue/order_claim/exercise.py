"""A recurrent network or a window, on few data: evidence over seeds, and an open outcome."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import builds

_BEST = 0.98
"""More of the new sequences than any network gets right that has learned from 20 pairs."""

_LEAST = 0.75
"""What either kind reaches with a little training, with room to spare."""


def _seeds(sizes: Any, generator: Any) -> Any:
    import torch

    first = int(torch.randint(10_000, (), generator=generator))
    return list(range(first, first + 20))


def _borne(lead: Any) -> str:
    """Return the verdict that an interval bears."""
    return "recurrent" if lead.low > 0 else "window" if lead.high < 0 else "open"


def _what_must_hold(result: Any, arguments: Any) -> Any:
    from rnnbook.evidence import Interval

    recurrent, window, lead, verdict = result
    if not isinstance(lead, Interval):
        raise TypeError(f"the lead must be an Interval of rnnbook.evidence, got {lead!r:.60}")
    off = lead.estimate - float((recurrent - window).mean())
    return {
        "the shape of the recurrent accuracies": tuple(recurrent.shape),
        "the shape of the window accuracies": tuple(window.shape),
        "the number of seeds in the interval": lead.n,
        "the estimate minus the mean lead": round(off, 6),
        "whether the interval bears the verdict": verdict == _borne(lead),
    }


def _over_seeds(target: Any, seed: int) -> Finding | None:
    """Judge both sides over seeds that were not seen before, and that they depend on them."""
    first = 20_000 + 100 * seed
    ones = list(range(first, first + 20))
    others = list(range(first + 50, first + 70))
    recurrent, window, _, _ = target(ones)
    for name, scores in (("recurrent networks", recurrent), ("windows", window)):
        reached = float(scores.mean())
        if not reached <= _BEST:
            return Finding(
                f"The {name} are right more often than networks can be on new sequences after "
                "learning from 20 pairs.",
                f"a mean accuracy of {_BEST} at most",
                f"{reached:.3f}",
                "Which sequences do you measure on, and from how many do they learn?",
            )
        if not reached >= _LEAST:
            return Finding(
                f"The {name} have hardly learned, so the contest is not one.",
                f"a mean accuracy of {_LEAST} or more",
                f"{reached:.3f}",
                "Does this side learn for long enough, and fast enough?",
            )
    again, more = target(ones), target(others)
    for name, scores, same, other in (
        ("recurrent networks", recurrent, again[0], more[0]),
        ("windows", window, again[1], more[1]),
    ):
        if (scores == other).all():
            return Finding(
                f"The {name} have the same accuracies on twenty seeds and on twenty others.",
                "other weights and other data, so other accuracies",
                "the same 20 numbers",
                "Where in your function do the seeds that are passed in come to bear?",
            )
        if (scores != same).any():
            return Finding(
                f"The {name} have other accuracies when the function is called again.",
                "the same 20 numbers",
                "other numbers",
                "Every random number has to come from the seeds.",
            )
    return None


exercise = Exercise(
    file=__file__,
    chapter="order",
    level=2,
    minutes=30,
    kind="claim",
    arguments=(builds(_seeds),),
    observe=_what_must_hold,
    observed_as="what must hold",
    result_names=(
        "the row of recurrent accuracies",
        "the row of window accuracies",
        "the lead",
        "the verdict",
    ),
    properties=(_over_seeds,),
    seconds=60.0,
    hints=(
        "stack_over_seeds makes a data set for each seed, with a leading axis of seeds. Training "
        "and new data need different seeds; the two kinds of network need the same ones.",
        "RNNEnsemble.from_seeds(seeds, 1, 8, 2) and StackedModules([...]) are trained and "
        "measured in the same way: train_ensemble, then evaluate_ensemble.",
        "Adam with a learning rate of 0.05 and 40 epochs is enough for both. mean_difference(a, "
        "b) makes the interval, and interval > 0 is true if all of it lies above 0.",
    ),
    mistakes=(
        Mistake(
            "You measure on the sequences the networks were trained on.",
            edits=(("evaluate_ensemble(networks, *new)", "evaluate_ensemble(networks, *data)"),),
        ),
        Mistake(
            "Your networks are not trained. A lead among untrained ones means nothing.",
            edits=(("    train_ensemble(networks, optimizer, *data, epochs=40)\n", ""),),
        ),
        Mistake(
            "Your interval is about the recurrent networks alone, not about their lead.",
            edits=(
                ("mean_difference(recurrent, window)", "mean(recurrent)"),
                ("Interval, mean_difference", "Interval, mean"),
            ),
        ),
        Mistake(
            "Your difference is window minus recurrent: the lead, with the other sign.",
            edits=(("mean_difference(recurrent, window)", "mean_difference(window, recurrent)"),),
        ),
        Mistake(
            'Your interval does not bear your verdict. Where it holds 0 the verdict is "open", '
            "whatever the sign of the estimate.",
            edits=(
                ("if ahead > 0:", "if ahead.estimate > 0:"),
                ('"window" if ahead < 0 else "open"', '"window"'),
            ),
        ),
        Mistake(
            "The seeds that are passed in make no difference: yours are always the same.",
            edits=(("    made = [", "    seeds = list(range(20))\n    made = ["),),
        ),
    ),
)
