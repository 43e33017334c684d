"""What stands in the empty places of a window."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, just, uniform


def _model(sizes: Any, generator: Any) -> Any:
    """Return a window of five that weighs late elements against early ones, not quite evenly."""
    import torch

    from rnnbook.models import WindowMLP

    model = WindowMLP(1, 5, 4, 2, seed=generator).double()
    with torch.no_grad():
        slope = 0.1 * torch.arange(-2.0, 3.0)
        model.hidden.weight.copy_(slope + 0.3 * model.hidden.weight)
        model.hidden.bias.mul_(0.3)
        model.fc.weight.copy_(torch.tensor([[-1.0], [1.0]]) + 0.3 * model.fc.weight)
    return model


def _labels(sizes: Any, generator: Any) -> Any:
    import torch

    return torch.arange(sizes["N"]) % 2


def _sorted(sizes: Any, generator: Any) -> Any:
    """Return sorted numbers between 1 and 5, rising and falling in turn."""
    import torch

    shape = (sizes["N"], sizes["T"], 1)
    values = 1 + 4 * torch.rand(shape, generator=generator, dtype=torch.float64)
    rising = values.sort(dim=1).values
    return torch.where(_labels(sizes, generator)[:, None, None] == 1, rising, rising.flip(1))


exercise = Exercise(
    file=__file__,
    chapter="feedforward",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(
        builds(_model),
        builds(_sorted, "N", "T"),
        builds(_labels, "N"),
        just(5),
        uniform(1.0, 5.0),
    ),
    sizes={"N": 60, "T": 3},
    smallest={"N": 2},
    result_names=(
        "the share of the rising that is right",
        "the share of the falling that is right",
    ),
    hints=(
        "torch.nn.functional.pad has an argument value. Its widths begin with the last axis.",
        "Compare the larger logit's class with y, then take the mean over the sequences of each "
        "class by itself.",
        "For a filling that does better: which numbers in front of 1.2, 2, 4 leave it a rising "
        "sequence, and in front of 4, 2, 1.2 a falling one?",
    ),
    mistakes=(
        Mistake("The empty places are filled with zeros.", edits=((", value=value", ""),)),
        Mistake(
            "The filling stands behind the sequence, not in front of it.",
            edits=(("(0, 0, length - x.shape[1], 0)", "(0, 0, 0, length - x.shape[1])"),),
        ),
        Mistake(
            "These are shares of all sequences. A network that calls everything rising would get "
            "one half and nothing.",
            edits=(
                ("right[y == 1].mean()", "(right * (y == 1)).mean()"),
                ("right[y == 0].mean()", "(right * (y == 0)).mean()"),
            ),
        ),
        Mistake(
            "The two shares stand in the other order.",
            edits=(
                ("right[y == 1].mean()", "right[1 - y == 1].mean()"),
                ("right[y == 0].mean()", "right[1 - y == 0].mean()"),
            ),
        ),
        Mistake(
            "Of the sequences that are called rising, you return the share that rise. Return the "
            "share of those that rise which are called rising.",
            edits=(
                ("right[y == 1].mean()", "right[(y == 1) == (right == 1)].mean()"),
                ("right[y == 0].mean()", "right[(y == 0) == (right == 1)].mean()"),
            ),
        ),
    ),
)
