"""A recurrent layer of one's own that is interchangeable with PyTorch's."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import size


def _used(layer: Any, arguments: tuple[Any, ...]) -> Any:
    """Return what the layer puts out with the weights of an nn.RNN, and the gradients."""
    import torch
    from torch import nn

    forbidden = nn.RNNBase | nn.RNNCellBase
    if any(isinstance(m, forbidden) for m in layer.modules()):
        raise TypeError("the layer holds a recurrent layer of PyTorch; write the loop yourself.")
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Any:
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    features, units = arguments
    rnn = nn.RNN(features, units, batch_first=True).double()
    weights = {name: 0.6 * normal(*p.shape) for name, p in rnn.named_parameters()}
    shapes = {name: tuple(w.shape) for name, w in weights.items()}
    mine = {name: tuple(p.shape) for name, p in layer.named_parameters()}
    if mine != shapes:
        raise ValueError(f"the parameters must be {shapes}, got {mine}.")
    layer.double().load_state_dict(weights)
    x = normal(3, 5, features).requires_grad_()
    start = normal(1, 3, units).requires_grad_()
    out, last = layer(x)
    out_from, last_from = layer(x, start)
    results = [out, last, out_from, last_from]
    total = sum(r.square().sum() + r.sum() for r in results)
    asked = [x, start, *(layer.get_parameter(name) for name in weights)]
    if not total.requires_grad:
        return (*results, *map(torch.zeros_like, asked))
    return (*results, *torch.autograd.grad(total, asked, materialize_grads=True))


exercise = Exercise(
    file=__file__,
    chapter="hidden-state",
    level=2,
    minutes=30,
    kind="module",
    arguments=(size("D"), size("H")),
    observe=_used,
    observed_as="what the layer does",
    result_names=(
        "out",
        "last",
        "out from a given start",
        "last from a given start",
        "the gradient with respect to x",
        "the gradient with respect to the start",
        "the gradient with respect to weight_ih_l0",
        "the gradient with respect to weight_hh_l0",
        "the gradient with respect to bias_ih_l0",
        "the gradient with respect to bias_hh_l0",
    ),
    hints=(
        "A tensor becomes a parameter with a name by self.weight_ih_l0 = nn.Parameter(...). "
        "Compare your named_parameters() with those of nn.RNN(2, 4).",
        "forward is the loop over x.unbind(dim=1), with the states in rows: h @ W_hh.T. What "
        "are the shapes of start and of the state in your loop?",
        "The start and last have an axis in front that counts layers: start[0], h[None].",
    ),
    mistakes=(
        Mistake(
            "The start that is passed in is never used.",
            edits=(("            h = start[0]\n", "            pass\n"),),
        ),
        Mistake("last has no axis for the layers.", edits=(("h[None]", "h"),)),
        Mistake(
            "weight_hh_l0 is used transposed.",
            edits=(("h @ self.weight_hh_l0.T", "h @ self.weight_hh_l0"),),
        ),
        Mistake("bias_hh_l0 is never used.", edits=((".T + self.bias_hh_l0", ".T"),)),
        Mistake("bias_ih_l0 is never used.", edits=((".T + self.bias_ih_l0", ".T"),)),
        Mistake(
            "Neither of the biases is used.",
            edits=((".T + self.bias_ih_l0", ".T"), (".T + self.bias_hh_l0", ".T")),
        ),
        Mistake(
            "The states are right, but the record of the computation is cut after each step, so "
            "no gradient reaches the steps before it.",
            edits=(
                (
                    "            states.append(h)\n",
                    "            states.append(h)\n            h = h.detach()\n",
                ),
            ),
        ),
        Mistake(
            "out has its axes as PyTorch has them without batch_first.",
            edits=(("torch.stack(states, dim=1)", "torch.stack(states)"),),
        ),
    ),
)
