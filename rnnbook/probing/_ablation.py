"""What a network loses when a part of its state is taken away, or drowned in noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from rnnbook._renamed import old_keyword
from rnnbook.arguments import class_labels, generator_from, number, quote
from rnnbook.probing._networks import inputs_for, single_network

__all__ = ["accuracy_under_noise", "run_with_hook", "unit_ablation_accuracy"]


@old_keyword("change", "hook")
def run_with_hook(
    model: nn.Module, x: Tensor, hook: Callable[[Tensor, int], Tensor]
) -> tuple[Tensor, Tensor]:
    r"""Read sequences while a hook changes the state after every step.

    .. math:: h_t = \mathrm{hook}(F(x_t, h_{t-1}), t)

    Parameters
    ----------
    model : SimpleRNN or RecurrentClassifier
        The network; its update is F.
    x : Tensor of shape (N, T, D)
        The sequences.
    hook : callable
        Takes the state after step t, of shape (N, H), and t, counted from 1; returns the state
        that the network goes on with. In an LSTM the cell state is left alone.

    Returns
    -------
    states : Tensor of shape (N, T, H)
        The states it went on with.
    logits : Tensor of shape (N, C)
        What is read from the last.

    Examples
    --------
    >>> from rnnbook.models import SimpleRNN
    >>> model, x = SimpleRNN(1, 8, 2), torch.ones(3, 5, 1)
    >>> states, logits = run_with_hook(model, x, lambda h, t: h)
    >>> torch.testing.assert_close(logits, model(x).detach())
    """
    network = single_network("model", model)
    inputs_for(network, x)
    if not callable(hook):
        raise TypeError(f"hook must be a function of the state and the step, got {quote(hook)}")
    states: list[Tensor] = []
    carried: Any = None
    with torch.no_grad():
        for t in range(x.shape[1]):
            _, carried = network.rnn(x[:, t : t + 1], carried)
            h = carried[0] if isinstance(carried, tuple) else carried  # (1, N, H)
            changed = hook(h[0], t + 1)
            if not isinstance(changed, Tensor) or changed.shape != h[0].shape:
                raise ValueError(
                    f"hook must return states of shape {tuple(h[0].shape)}, got {quote(changed)}"
                )
            carried = (changed[None], carried[1]) if isinstance(carried, tuple) else changed[None]
            states.append(changed)
        return torch.stack(states, dim=1), network.fc(states[-1])


def unit_ablation_accuracy(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Return the accuracy that is left when one hidden unit is held at 0 at every step.

    Parameters
    ----------
    model : SimpleRNN or RecurrentClassifier
        The network.
    x : Tensor of shape (N, T, D)
        The sequences.
    y : Tensor of shape (N,)
        Their labels at the last step, int64.

    Returns
    -------
    Tensor of shape (H,)
        The accuracy without unit i, float64.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> unit_ablation_accuracy(SimpleRNN(1, 8, 2), *two_ramps()).shape
    torch.Size([8])
    """
    network = single_network("model", model)
    inputs_for(network, x)
    class_labels("y", y, count=len(x), num_classes=network.fc.out_features)
    size = network.fc.in_features
    kept = (1 - torch.eye(size, dtype=x.dtype, device=x.device)).repeat_interleave(
        len(x), dim=0
    )  # (H N, H)
    _, logits = run_with_hook(network, x.repeat(size, 1, 1), lambda h, t: h * kept)
    right = logits.argmax(dim=-1) == y.repeat(size)
    return right.unflatten(0, (size, len(x))).double().mean(dim=1)


def accuracy_under_noise(
    model: nn.Module, x: Tensor, y: Tensor, *, noise: float, seed: int | torch.Generator
) -> float:
    r"""Return the accuracy when every unit gets noise of its own at every step.

    .. math:: h_t = F(x_t, h_{t-1}) + \varepsilon_t,
              \qquad \varepsilon_{t, i} \sim \mathcal N(0, \mathit{noise}^2)

    Parameters
    ----------
    model : SimpleRNN or RecurrentClassifier
        The network.
    x : Tensor of shape (N, T, D)
        The sequences.
    y : Tensor of shape (N,)
        Their labels at the last step, int64.
    noise : float
        The standard deviation, at least 0.
    seed : int or torch.Generator
        Where the noise comes from.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> model, (x, y) = SimpleRNN(1, 8, 2), two_ramps()
    >>> 0 <= accuracy_under_noise(model, x, y, noise=0.5, seed=0) <= 1
    True
    """
    network = single_network("model", model)
    inputs_for(network, x)
    class_labels("y", y, count=len(x), num_classes=network.fc.out_features)
    generator = generator_from("seed", seed)
    size = number("noise", noise, minimum=0)

    def disturb(h: Tensor, t: int) -> Tensor:
        drawn = torch.randn(h.shape, generator=generator, dtype=h.dtype, device=generator.device)
        return h + size * drawn.to(h.device)

    _, logits = run_with_hook(network, x, disturb)
    return (logits.argmax(dim=-1) == y).double().mean().item()
