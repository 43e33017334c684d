"""Convolutions that reach any number of steps, with as few layers as possible."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import integers


def _what_it_does(network: Any, arguments: Any) -> tuple[Any, ...]:
    """Return which elements some outputs depend on, their range, and which layers there are."""
    import torch
    from torch import nn

    found: list[Any] = []
    for length, steps in ((40, (40, 20)), (1, (1,))):
        generator = torch.Generator().manual_seed(0)
        x = torch.randn(16, 1, length, generator=generator).requires_grad_()
        out = network(x)
        if out.shape != (16, 4, length):
            raise ValueError(
                f"x of shape {tuple(x.shape)} gives {tuple(out.shape)}, not (16, 4, {length})."
            )
        for step in steps:
            total = out[:, :, step - 1].sum()
            (gradient,) = torch.autograd.grad(total, x, retain_graph=True)
            depends = gradient.abs().sum(dim=(0, 1)) > 0
            # One character for each element; a text of 40 is shown in full.
            marks = "".join("x" if seen else "." for seen in depends.tolist())
            found.append(marks)
    layers = [m for m in network.modules() if isinstance(m, nn.Conv1d)]
    # Large weights show it, too, where the tanh is missing behind the last layer alone.
    larger = {name: 100 * p for name, p in network.named_parameters()}
    x = 1000 * torch.randn(16, 1, 40, generator=generator)
    with torch.no_grad():
        largest = torch.func.functional_call(network, larger, (x,)).abs().max().item()
    between = "between -1 and 1" if largest <= 1 else "not between -1 and 1"
    kernels = str(sorted({m.kernel_size[0] for m in layers}))
    return *found, between, kernels, len(layers)


exercise = Exercise(
    file=__file__,
    chapter="feedforward",
    level=3,
    minutes=30,
    kind="module",
    arguments=(integers(3, 39),),
    observe=_what_it_does,
    result_names=(
        "what step 40 of 40 sees",
        "what step 20 of 40 sees",
        "what step 1 of 1 sees",
        "the range of the outputs",
        "the set of kernel sizes",
        "the number of layers",
    ),
    hints=(
        "A layer with dilation d reads what its input knows at t and at t - d. If each output "
        "below sees the last k elements, for which d do the two stretches meet without a hole?",
        "A layer can double the reach, at most. The last one may have to do less.",
        "With zeros in front of each layer's input, as many as its dilation, the length stays T "
        "and no output sees what comes later.",
    ),
    mistakes=(
        Mistake(
            "The reach doubles with every layer and overshoots: only powers of 2 come out.",
            edits=(("min(seen, reach - seen)", "seen"),),
        ),
        Mistake(
            "The reach is right, but without dilation it takes one layer for every step.",
            edits=(("min(seen, reach - seen)", "1"),),
        ),
        Mistake(
            "The zeros stand behind the sequence, so outputs see what comes later.",
            edits=(("(self.dilation[0], 0)", "(0, self.dilation[0])"),),
        ),
        Mistake(
            "There are holes: between the elements that it sees are some that it does not.",
            edits=(("min(seen, reach - seen)", "reach - 1 if layers else 1"),),
        ),
        Mistake(
            "The reach is right, but nothing keeps the outputs between -1 and 1, as a tanh would.",
            edits=(("(*layers)", "(*layers[:-1])"),),
        ),
    ),
)
