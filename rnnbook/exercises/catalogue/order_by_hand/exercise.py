"""A network of one unit that knows which of two marks came first."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake

_LENGTHS = (2, 5, 20, 300, 1000)


def _is_one(network: Any, arguments: Any) -> bool:
    # Which weights it has is the reader's choice: what it answers is judged below.
    from rnnbook.models import SimpleRNN

    if not isinstance(network, SimpleRNN):
        raise TypeError(f"first_mark must return a SimpleRNN, got a {type(network).__name__}")
    return True


def _answers(target: Any, seed: int) -> Finding | None:
    from rnnbook.data import first_mark_pairs
    from rnnbook.training import predict

    network = target()
    right = []
    for length in _LENGTHS:
        x, y = first_mark_pairs(20, length, noise=0.05, seed=seed)
        said = predict(network, x.to(network.fc.weight.dtype))
        right.append(int((said == y).sum()))
    if min(right) == 40:
        return None
    nudge = "Write down the state, by hand, for two marks that follow each other."
    if right[0] == 40:
        nudge = (
            "Two marks in a row it gets right. Write down the state, by hand, while nothing but "
            "noise comes in."
        )
    lengths = ", ".join(map(str, _LENGTHS))
    return Finding(
        f"It does not get all sequences right, of {lengths} elements.",
        "40, 40, 40, 40, 40 of 40",
        f"{', '.join(map(str, right))} of 40",
        nudge,
    )


exercise = Exercise(
    file=__file__,
    chapter="order",
    level=3,
    minutes=30,
    kind="module",
    observe=_is_one,
    observed_as="that it is a SimpleRNN",
    properties=(_answers,),
    hints=(
        "One unit is enough. It needs to remember which mark it saw last, and nothing else.",
        "With h_t = tanh(w x_t + u h_{t-1}) and u well above 1, a state near 1 or -1 stays there "
        "by itself. What must w be for a mark of the other sign to flip it, in one step, "
        "and for noise, even as large as 0.3, not to?",
        "At a mark, w must outweigh u; at noise, 0.3 w must not. The readout then gives class 1 "
        "where the state is negative: weights of opposite signs in fc.weight, no bias.",
    ),
    mistakes=(
        Mistake(
            "The memory fades. With a recurrent weight below 1 the trace of a mark shrinks at "
            "every step, and noise decides in the end.",
            edits=(("weight_hh_l0.fill_(6.0)", "weight_hh_l0.fill_(0.5)"),),
        ),
        Mistake(
            "The state holds on too well: a mark cannot flip it.",
            edits=(("weight_ih_l0.fill_(8.0)", "weight_ih_l0.fill_(2.0)"),),
        ),
        Mistake(
            "All answers are the wrong way round: yours says which mark came last.",
            edits=(("[[1.0], [-1.0]]", "[[-1.0], [1.0]]"),),
        ),
        Mistake(
            "The recurrent weight has the wrong sign: the state changes its sign at every step, "
            "even where there is no mark.",
            edits=(("weight_hh_l0.fill_(6.0)", "weight_hh_l0.fill_(-6.0)"),),
        ),
        Mistake(
            "It gets exactly half of them right, as does a network that always gives one answer. "
            "Does the state reach both logits, and each in its own way?",
            edits=(("torch.tensor([[1.0], [-1.0]])", "torch.zeros(2, 1)"),),
        ),
    ),
)
