"""A recurrent layer that runs any finite automaton."""

from collections.abc import Mapping
from typing import Any

from rnnbook.exercises import Exercise, Mistake, Tolerance
from rnnbook.exercises.checker.strategies import builds


def _table(sizes: Mapping[str, int], generator: Any) -> list[list[int]]:
    """Return a table in which symbol 0 leaves state 0 as it is."""
    import torch

    K, V = sizes["K"], sizes["V"]
    table: list[list[int]] = torch.randint(K, (K, V), generator=generator).tolist()
    table[0][0] = 0
    return table


def _run(layer: Any, arguments: tuple[Any, ...]) -> Any:
    """Return the units after each of 12 symbols, in 20 sequences."""
    import torch
    from torch import nn

    (table,) = arguments
    K, V = len(table), len(table[0])
    kind = f'nn.RNN({V}, {K * V}, nonlinearity="relu", batch_first=True)'
    if not isinstance(layer, nn.RNN) or layer.nonlinearity != "relu" or layer.num_layers != 1:
        raise TypeError(f"what is returned must be an {kind}, got {layer!r:.60}.")
    if (layer.input_size, layer.hidden_size, layer.bidirectional) != (V, K * V, False):
        raise ValueError(f"what is returned must be an {kind}, got {layer!r:.60}.")
    generator = torch.Generator().manual_seed(0)
    symbols = torch.randint(V, (20, 12), generator=generator)
    x = nn.functional.one_hot(symbols, V).to(layer.weight_hh_l0.dtype)
    sequences = 20 if layer.batch_first else 12
    start = x.new_zeros(1, sequences, K * V)
    start[..., 0] = 1.0
    with torch.no_grad():
        return layer(x, start)[0].float()


exercise = Exercise(
    file=__file__,
    chapter="memory",
    level=3,
    minutes=25,
    kind="module",
    arguments=(builds(_table, "K", "V"),),
    sizes={"K": 4, "V": 3},
    observe=_run,
    observed_as="what the units hold",
    tolerance=Tolerance(rtol=1e-5, atol=1e-6),
    hints=(
        "Each unit stands for a pair: a state and the symbol that is read in it. When should the "
        "unit of the pair (k, v) be 1?",
        "Two things must be there: the symbol v, which the input shows, and the state k, which "
        "holds if the old unit that is 1 is one of those that lead to k. Make the sum 1 if both "
        "are there, and at most 0 otherwise.",
        "The bias is -1. weight_ih_l0 has a 1 from symbol v to every unit (k, v). weight_hh_l0 "
        "has a 1 from the unit (k, v) to all V units of the state table[k][v].",
    ),
    mistakes=(
        Mistake(
            "Nothing is subtracted, so that a unit is on as soon as one of the two is there: its "
            "symbol or its state.",
            edits=(("layer.bias_ih_l0.fill_(-1.0)", "layer.bias_ih_l0.fill_(0.0)"),),
        ),
        Mistake(
            "The bias is counted twice: bias_ih_l0 and bias_hh_l0 are added, and with -2 in all no "
            "unit is ever on.",
            edits=(
                (
                    "        layer.bias_ih_l0.fill_(-1.0)\n",
                    "        layer.bias_ih_l0.fill_(-1.0)\n        layer.bias_hh_l0.fill_(-1.0)\n",
                ),
            ),
        ),
        Mistake(
            "A unit stays in its state: the table is not used to find the next one.",
            edits=(("after = table[k][v] * V", "after = k * V"),),
        ),
        Mistake(
            "The recurrent weights go the wrong way. In weight_hh_l0 the row is the unit that is "
            "written, the column the one that is read.",
            edits=(
                (
                    "layer.weight_hh_l0[after : after + V, k * V + v] = 1.0",
                    "layer.weight_hh_l0[k * V + v, after : after + V] = 1.0",
                ),
            ),
        ),
        Mistake(
            "The units are in another order: yours has that of state k and symbol v at v K + k.",
            edits=(
                ("weight_ih_l0[k * V + v, v] = 1.0", "weight_ih_l0[v * K + k, v] = 1.0"),
                ("after = table[k][v] * V", "after = table[k][v]"),
                (
                    "layer.weight_hh_l0[after : after + V, k * V + v] = 1.0",
                    "layer.weight_hh_l0[after::K, v * K + k] = 1.0",
                ),
            ),
        ),
        Mistake("The layer takes the first axis for time.", edits=((", batch_first=True)", ")"),)),
    ),
)
