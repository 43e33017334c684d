"""A network of one unit that knows which of two marks came first."""

from typing import Any

from rnnbook.exercises import Exercise, Finding, Mistake

_LENGTHS = (2, 5, 20, 300)


def _labels(network: Any, length: int, seed: int) -> Any:
    """Return what the network says of twins, and the truth."""
    from rnnbook.data import first_mark_twins
    from rnnbook.models import SimpleRNN
    from rnnbook.training import predict

    if not isinstance(network, SimpleRNN):
        raise TypeError(
            f"first_mark must return a SimpleRNN, got a {type(network).__name__}"
        )
    x, y = first_mark_twins(20, length, noise=0.05, seed=seed)
    return predict(network, x.to(network.fc.weight.dtype)), y


def _said(network: Any, arguments: Any) -> Any:
    import torch

    return torch.cat(
        [_labels(network, length, seed=0)[0] for length in _LENGTHS]
    )


def _right_on_new_ones(target: Any, seed: int) -> Finding | None:
    network = target()
    for length in (3, 10, 1000):
        said, truth = _labels(network, length, seed=1000 + seed)
        right = int((said == truth).sum())
        if right < len(truth):
            return Finding(
                f"On new sequences of {length} elements it makes mistakes.",
                f"{len(truth)} of {len(truth)} right",
                f"{right} of {len(truth)} right",
                "Write down the state, by hand, for two marks in a row, and for two marks far "
                "apart.",
            )
    return None


exercise = Exercise(
    file=__file__,
    chapter="order",
    level=3,
    minutes=30,
    kind="module",
    observe=_said,
    observes="the row of predicted labels",
    claims=(_right_on_new_ones,),
    hints=(
        "One unit is enough. It needs to remember which mark it saw last, and nothing else.",
        "With h_t = tanh(w x_t + u h_{t-1}) and u well above 1, a state near 1 or -1 stays there "
        "by itself. What must w be for a mark of the other sign to turn it round, in one step, "
        "and for noise of size 0.3 not to?",
        "At a mark, w must outweigh u; at noise, 0.3 w must not. The readout then gives class 1 "
        "where the state is negative: weights of opposite signs in fc.weight, no bias.",
    ),
    mistakes=(
        Mistake(
            "The memory fades. With a recurrent weight below 1 the state shrinks at every step, "
            "and noise decides in the end.",
            edits=(("weight_hh_l0.fill_(4.0)", "weight_hh_l0.fill_(0.5)"),),
        ),
        Mistake(
            "The state holds on too well: a mark cannot turn it round.",
            edits=(("weight_ih_l0.fill_(8.0)", "weight_ih_l0.fill_(2.0)"),),
        ),
        Mistake(
            "All answers are the wrong way round: yours says which mark came last.",
            edits=(("[[1.0], [-1.0]]", "[[-1.0], [1.0]]"),),
        ),
        Mistake(
            "The recurrent weight has the wrong sign: the state changes its sign at every step.",
            edits=(
                ("weight_hh_l0.fill_(4.0)", "weight_hh_l0.fill_(-4.0)"),
            ),
        ),
        Mistake(
            "Nothing reads the state: the linear layer has only zeros, so both logits are equal.",
            edits=(("torch.tensor([[1.0], [-1.0]])", "torch.zeros(2, 1)"),),
        ),
    ),
)
