"""A recurrent network beats one that is blind to order: evidence over seeds."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake
from rnnbook.exercises.checker.strategies import builds

_BEST = 0.85
"""No rule is right on more new sequences of this task, up to what chance adds to 20 seeds."""


def _seeds(sizes: Any, generator: Any) -> Any:
    import torch

    first = int(torch.randint(10_000, (), generator=generator))
    return list(range(first, first + 20))


def _what_must_hold(result: Any, arguments: Any) -> Any:
    from rnnbook.evidence import Interval

    recurrent, blind, lead = result
    if not isinstance(lead, Interval):
        raise TypeError(f"the lead must be an Interval of rnnbook.evidence, got {lead!r:.60}")
    off = lead.estimate - float((recurrent - blind).mean())
    return {
        "the order-blind accuracies": blind,
        "the number of seeds in the interval": lead.n,
        "the estimate minus the mean lead": round(off, 6),
    }


def _over_seeds(target: Any, seed: int) -> Finding | None:
    """Judge the lead over seeds that were not seen before, and that it depends on them."""
    first = 20_000 + 100 * seed
    ones = list(range(first, first + 20))
    others = list(range(first + 50, first + 70))
    recurrent, _, lead = target(ones)
    reached = float(recurrent.mean())
    if not reached <= _BEST:
        return Finding(
            "The recurrent networks are right more often than any network can be on new "
            "sequences of this task.",
            f"a mean accuracy of {_BEST} at most",
            f"{reached:.3f}",
            "Which sequences do you measure on?",
        )
    if not lead.low > 0.1:
        return Finding(
            "The interval does not show a clear lead of the recurrent networks.",
            "an interval that lies above 0.1",
            f"an interval from {lead.low:.3f} to {lead.high:.3f}",
            "Do the recurrent networks learn for long enough, and fast enough?",
        )
    if (recurrent == target(others)[0]).all():
        return Finding(
            "Twenty seeds and twenty other ones have the same accuracies.",
            "other weights and other data, so other accuracies",
            "the same 20 numbers",
            "Where in your function do the seeds that are passed in come to bear?",
        )
    if (recurrent != target(ones)[0]).any():
        return Finding(
            "The same seeds have other accuracies when the function is called again.",
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
        "the row of order-blind accuracies",
        "the lead",
    ),
    properties=(_over_seeds,),
    seconds=60.0,
    hints=(
        "stack_over_seeds makes a data set for each seed, with a leading axis of seeds. Training "
        "and new data need different seeds.",
        "RNNEnsemble.from_seeds(seeds, 1, 8, 2) and StackedModules([...]) are trained and "
        "measured in the same way: train_ensemble, then evaluate_ensemble.",
        "20 pairs of twins to learn from, 100 to measure on, Adam with a learning rate of 0.05 "
        "and 25 epochs are enough. mean_difference(a, b) makes the interval.",
    ),
    mistakes=(
        Mistake(
            "You measure on the sequences the networks were trained on.",
            edits=(("evaluate_ensemble(networks, *new)", "evaluate_ensemble(networks, *data)"),),
        ),
        Mistake(
            "Your networks are not trained. Untrained ones have no lead.",
            edits=(("    train_ensemble(networks, optimizer, *data, epochs=25)\n", ""),),
        ),
        Mistake(
            "Your interval is about the recurrent networks alone, not about their lead.",
            edits=(
                ("mean_difference(recurrent, blind)", "mean(recurrent)"),
                ("Interval, mean_difference", "Interval, mean"),
            ),
        ),
        Mistake(
            "Your difference is that of the order-blind networks and the recurrent ones: their "
            "lead, with the other sign.",
            edits=(("mean_difference(recurrent, blind)", "mean_difference(blind, recurrent)"),),
        ),
        Mistake(
            "The seeds that are passed in make no difference: yours are always the same.",
            edits=(("    made = [", "    seeds = list(range(20))\n    made = ["),),
        ),
    ),
)
