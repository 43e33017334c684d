"""A shift register made of five units."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake, Tolerance


def _held(layer: Any, arguments: tuple[Any, ...]) -> Any:
    """Return what the units hold after each step, sorted."""
    import torch
    from torch import nn

    kind = 'nn.RNN(1, 5, nonlinearity="relu", batch_first=True)'
    if not isinstance(layer, nn.RNN) or layer.nonlinearity != "relu" or layer.num_layers != 1:
        raise TypeError(f"what is returned must be an {kind}, got {layer!r:.60}.")
    if (layer.input_size, layer.hidden_size, layer.bidirectional) != (1, 5, False):
        raise ValueError(f"what is returned must be an {kind}, got {layer!r:.60}.")
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(50, 12, 1, generator=generator).to(layer.weight_hh_l0.dtype)
    with torch.no_grad():
        states = layer(x)[0]
    # Which unit holds which input is free: sort what is in them.
    return states.sort(dim=-1).values.float()


exercise = Exercise(
    file=__file__,
    chapter="memory",
    level=2,
    minutes=15,
    kind="module",
    observe=_held,
    observed_as="what the units hold, sorted,",
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
    hints=(
        "One unit has to take in the input. What should each of the other four do?",
        "A unit that copies its neighbour's old value is one step behind the neighbour.",
        "Start from zero everywhere; weights can be written to inside torch.no_grad(). One entry "
        "of weight_ih_l0 is 1, and so are four entries of weight_hh_l0, in one diagonal.",
    ),
    mistakes=(
        Mistake(
            "With ones on the main diagonal every unit keeps its own value and nothing moves "
            "on: the one that takes in the input adds all inputs up.",
            edits=(("diagonal(-1)", "diagonal(0)"),),
        ),
        Mistake(
            "Only the newest input is held: nothing hands the older ones on. In weight_hh_l0 the "
            "row is the unit that is written, the column the one that is read.",
            edits=(("        layer.weight_hh_l0.diagonal(-1).fill_(1.0)\n", ""),),
        ),
        Mistake(
            "Every unit takes in the input, so each adds the newest one to what it copies.",
            edits=(("layer.weight_ih_l0[0] = 1.0", "layer.weight_ih_l0.fill_(1.0)"),),
        ),
        Mistake(
            "The biases, or the weights that were not chosen, still hold PyTorch's random numbers.",
            edits=(
                (
                    "        for parameter in layer.parameters():\n            parameter.zero_()\n",
                    "        layer.weight_ih_l0.zero_()\n        layer.weight_hh_l0.zero_()\n",
                ),
            ),
        ),
        Mistake(
            "The units pass the inputs round in a ring: what the last one held comes back to the "
            "first, and is added to the newest input.",
            edits=(
                (
                    "    return layer\n",
                    "    with torch.no_grad():\n"
                    "        layer.weight_hh_l0[0, -1] = 1.0\n"
                    "    return layer\n",
                ),
            ),
        ),
        Mistake("The layer takes the first axis for time.", edits=((", batch_first=True)", ")"),)),
    ),
)
