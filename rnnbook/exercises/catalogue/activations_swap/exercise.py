"""Another activation function, and what it does to training."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds, uniform


def _cells(sizes: Sizes, generator: Any) -> Any:
    """Return ReLU, with which some networks fail, and another function."""
    import torch

    others = ("prelu", "leaky_relu", "tanh", "sigmoid")
    return ["relu", others[int(torch.randint(4, (), generator=generator))]]


def _seeds(sizes: Sizes, generator: Any) -> Any:
    import torch

    return torch.randperm(10_000, generator=generator)[: sizes["S"]].tolist()


def _sequences(sizes: Sizes, generator: Any) -> Any:
    """Return the two sequences of the worked example."""
    import torch

    return torch.tensor([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]], dtype=torch.float64)[..., None]


def _labels(sizes: Sizes, generator: Any) -> Any:
    import torch

    return torch.tensor([1, 0])


exercise = Exercise(
    file=__file__,
    chapter="activations-in-training",
    level=2,
    minutes=20,
    kind="measurement",
    seconds=30.0,
    arguments=(
        builds(_cells),
        builds(_seeds, "S"),
        uniform(0.9, 1.2),
        builds(_sequences),
        builds(_labels),
    ),
    sizes={"S": 30},
    result_names=("the table of accuracies", "what is said of divergence"),
    hints=(
        "Write it for one activation function first. Which three functions of the package make "
        "many networks, train them, and measure them?",
        "RNNEnsemble.from_seeds takes the cell, and train_ensemble returns a history that knows "
        "which members diverged.",
        "Collect one tensor of shape (S,) for each cell, and stack them.",
    ),
    mistakes=(
        Mistake(
            "All networks got the same activation function: the rows are the same.",
            edits=(("cell=cell", "cell=cells[0]"),),
        ),
        Mistake(
            "The seeds are not those that were passed in.",
            edits=(("seeds, 1, 8, 2", "range(len(seeds)), 1, 8, 2"),),
        ),
        Mistake(
            "The gradients were clipped. What is to be seen is what happens without.",
            edits=(("progress=False", "clip_norm=1.0, progress=False"),),
        ),
        Mistake(
            "The training was Adam's, which makes steps of another length.",
            edits=(("torch.optim.SGD", "torch.optim.Adam"),),
        ),
        Mistake(
            "True stands for a training that went well here. It is asked which ones diverged.",
            edits=(("history.diverged", "~history.diverged"),),
        ),
    ),
)
