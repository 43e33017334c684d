"""The hidden state at each step."""

from collections.abc import Mapping
from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, normal


def _refuse(layer: Any, arguments: tuple[Any, ...]) -> None:
    raise RuntimeError("the layer only lends its weights here: compute the states yourself.")


def _layer(sizes: Mapping[str, int], generator: Any) -> Any:
    """Return a layer whose weights can be read and that cannot be called."""
    import torch
    from torch import nn

    layer = nn.RNN(sizes["D"], sizes["H"], batch_first=True).double()
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(0.6 * torch.randn(p.shape, generator=generator, dtype=p.dtype))
    layer.register_forward_pre_hook(_refuse)
    return layer


exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=1,
    minutes=15,
    kind="function",
    arguments=(builds(_layer, "D", "H"), normal("N", "T", "D")),
    gradients=True,
    hints=(
        "The weights are layer.weight_ih_l0, layer.weight_hh_l0 and two biases. Print their "
        "shapes first.",
        "Keep one state for all N sequences, of shape (N, H), and go through x.unbind(dim=1).",
        "With the states in rows, the product of W_hh and a state is h @ W_hh.T.",
    ),
    mistakes=(
        Mistake(
            "One of the two biases is left out, bias_hh_l0.",
            edits=(("layer.bias_ih_l0 + layer.bias_hh_l0", "layer.bias_ih_l0"),),
        ),
        Mistake(
            "One of the two biases is left out, bias_ih_l0.",
            edits=(("layer.bias_ih_l0 + layer.bias_hh_l0", "layer.bias_hh_l0"),),
        ),
        Mistake("The biases are left out.", edits=(("layer.bias_ih_l0 + layer.bias_hh_l0", "0"),)),
        Mistake(
            "W_hh is used transposed: h @ W_hh is the product of each state with its columns.",
            edits=(("h @ W_hh.T", "h @ W_hh"),),
        ),
        Mistake(
            "The activation function is missing: the state is a weighted sum of the inputs, plus a "
            "constant.",
            edits=(("torch.tanh(x_t @ W_ih.T + h @ W_hh.T + b)", "x_t @ W_ih.T + h @ W_hh.T + b"),),
        ),
        Mistake(
            "Each state is computed from its element alone, as if h_(t-1) were always zero.",
            edits=((" + h @ W_hh.T", ""),),
        ),
        Mistake(
            "What is kept at each step is the state from before the element was read.",
            edits=(
                ("        states.append(h)\n", ""),
                ("unbind(dim=1):\n", "unbind(dim=1):\n        states.append(h)\n"),
            ),
        ),
        Mistake(
            "The states are all there, with time on the first axis.",
            edits=(("torch.stack(states, dim=1)", "torch.stack(states)"),),
        ),
        Mistake(
            "The states are right, but the record of the computation is cut after each step, so "
            "no gradient reaches the elements before it.",
            edits=(
                (
                    "        states.append(h)\n",
                    "        states.append(h)\n        h = h.detach()\n",
                ),
            ),
        ),
    ),
)
