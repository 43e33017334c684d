"""Flat and dead units, read from the states that a layer returns."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import Sizes, builds, normal


def _layers(sizes: Sizes, generator: Any) -> Any:
    """Return a tanh layer and a ReLU layer, in either order, with some units at their ends."""
    import torch
    from torch import nn

    kinds = ["tanh", "relu"]
    if torch.randint(2, (), generator=generator):
        kinds.reverse()
    layers = []
    for kind in kinds:
        layer = nn.RNN(sizes["D"], sizes["H"], nonlinearity=kind, batch_first=True).double()
        with torch.no_grad():
            for name, p in layer.named_parameters():
                scale = 0.4 if kind == "relu" and name == "weight_hh_l0" else 1.0
                p.copy_(scale * torch.randn(p.shape, generator=generator, dtype=p.dtype))
            layer.bias_ih_l0[-1] -= 5.0
        layers.append(layer)
    return layers


exercise = Exercise(
    file=__file__,
    chapter="activations-in-training",
    level=1,
    minutes=15,
    kind="function",
    arguments=(builds(_layers, "D", "H"), normal("N", "T", "D")),
    sizes={"N": 6, "T": 9},
    hints=(
        "The layer returns the states of all steps. Can the slope of tanh be written with the "
        "value of tanh, without the sum?",
        "The slope of tanh is 1 - h². That of ReLU is 1 where the state is above 0, and 0 "
        "elsewhere.",
        "slopes < 0.1 has the shape (N, T, H). Turn it into numbers, and take the mean over the "
        "first two axes.",
    ),
    mistakes=(
        Mistake(
            "The slope of tanh is 1 - h². Here the square is missing.",
            edits=(("1 - states**2", "1 - states.abs()"),),
        ),
        Mistake(
            "All layers are treated as tanh. A ReLU with a state of 0 has the slope 0, and "
            "1 - h² is 1 there.",
            edits=(('layer.nonlinearity == "tanh"', "True"),),
        ),
        Mistake(
            "A ReLU is flat where its state is 0. Where the state is small and above 0, the slope "
            "is 1.",
            edits=(("(states > 0).to(x.dtype)", "states"),),
        ),
        Mistake(
            "Only the last step was counted.",
            edits=(("states = layer(x)[0]", "states = layer(x)[0][:, -1:]"),),
        ),
        Mistake(
            "These are the shares of steps at which a unit is not flat.",
            edits=(("slopes < 0.1", "slopes >= 0.1"),),
        ),
    ),
)
