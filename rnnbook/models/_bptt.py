r"""Backpropagation through time of one tanh network, written out as its equations.

This is the plain version, to be read beside the chapter on backpropagation: one network, one
loop forward, one loop back. ``_recurrences.py`` computes the same for many networks and
all cells at once, as fast as it can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbook.arguments import class_labels, instance, integer, quote, readable, sequences

__all__ = ["ForwardCache", "SimpleRNNGradients", "backpropagate", "forward"]

NAMES = (
    "rnn.weight_ih_l0",
    "rnn.weight_hh_l0",
    "rnn.bias_ih_l0",
    "rnn.bias_hh_l0",
    "fc.weight",
    "fc.bias",
)


@dataclass(frozen=True)
class ForwardCache:
    """What a network computes on its way forward.

    Attributes
    ----------
    states : Tensor of shape (N, T, H)
        The hidden states :math:`h_1, ..., h_T`.
    logits : Tensor of shape (N, T, C)
        The logits at every step; a many-to-one network uses those of the last step only.
    """

    states: Tensor
    logits: Tensor


@dataclass(frozen=True)
class SimpleRNNGradients:
    r"""The loss of a network, and everything that is computed on the way back.

    Attributes
    ----------
    loss : Tensor, a number
        L, in nats.
    gradients : dict of str to Tensor
        :math:`\partial L / \partial\theta` for every parameter, under torch's names.
    grad_states : Tensor of shape (N, T, H)
        :math:`\partial L / \partial h_t`, through all later steps.
    deltas : Tensor of shape (N, T, H)
        :math:`\delta_t = \partial L / \partial a_t`, with :math:`h_t = \tanh(a_t)`.
    contributions : Tensor of shape (T, H, H)
        What each use of :math:`W_{hh}` adds to its gradient,
        :math:`\sum_n \delta_{n, t} h_{n, t-1}^\top`. Their sum is the gradient.
    """

    loss: Tensor
    gradients: dict[str, Tensor]
    grad_states: Tensor
    deltas: Tensor
    contributions: Tensor


def forward(parameters: Mapping[str, Tensor], x: Tensor) -> ForwardCache:
    r"""Read sequences with a tanh network and keep what the way back needs.

    .. math::
        h_t &= \tanh(W_{ih}\, x_t + b_{ih} + W_{hh}\, h_{t-1} + b_{hh}), \qquad h_0 = 0 \\
        z_t &= W_{fc}\, h_t + b_{fc}

    ``parameters`` and ``x`` are those of ``backpropagate``.
    """
    W_ih, W_hh, b_ih, b_hh, W_fc, b_fc = _weights(parameters)
    x = _readable(x, W_ih)
    h, states = x.new_zeros(len(x), len(W_hh)), []
    for x_t in x.unbind(dim=1):
        h = torch.tanh(x_t @ W_ih.T + b_ih + h @ W_hh.T + b_hh)
        states.append(h)
    all_states = torch.stack(states, dim=1)
    return ForwardCache(all_states, all_states @ W_fc.T + b_fc)


def backpropagate(
    parameters: Mapping[str, Tensor], x: Tensor, y: Tensor, *, truncate: int | None = None
) -> SimpleRNNGradients:
    r"""Compute the loss of a tanh network and its gradients, by the equations of the way back.

    With :math:`\delta_t = \partial L / \partial a_t` for :math:`h_t = \tanh(a_t)`, and sums over
    the N sequences of the batch understood,

    .. math::
        \frac{\partial L}{\partial z} &= \tfrac{1}{N} (p - \mathrm{onehot}(y)) \\
        \frac{\partial L}{\partial h_T} &= W_{fc}^\top \frac{\partial L}{\partial z}, \qquad
        \frac{\partial L}{\partial h_{t-1}} = W_{hh}^\top \delta_t, \qquad
        \delta_t = \frac{\partial L}{\partial h_t} \odot (1 - h_t^2) \\
        \frac{\partial L}{\partial W_{hh}} &= \sum_{t=1}^{T} \delta_t h_{t-1}^\top, \quad
        \frac{\partial L}{\partial W_{ih}} = \sum_{t=1}^{T} \delta_t x_t^\top, \quad
        \frac{\partial L}{\partial b} = \sum_{t=1}^{T} \delta_t

    With a label at every step, the loss is the mean over sequences and steps, and each step adds
    :math:`W_{fc}^\top \partial L / \partial z_t` to what its state gets from the step after it.

    Parameters
    ----------
    parameters : mapping of str to Tensor
        The weights under the names of ``SimpleRNN``.
    x : Tensor of shape (N, T, D)
        The sequences, in the weights' dtype.
    y : Tensor of shape (N,) or (N, T)
        One label for each sequence (many-to-one), or one for each step (many-to-many); int64.
    truncate : int, optional
        Cut the way back after every so many steps, as if :math:`h_k, h_{2k}, ...` were constants:
        truncated backpropagation through time. The whole way if left out.

    Returns
    -------
    SimpleRNNGradients
        The loss, the gradients, and what they are made of.

    See Also
    --------
    rnnbook.models.RNNEnsemble : Many networks at once, with the same equations.

    Notes
    -----
    The method is described in Werbos (1990), "Backpropagation through time: what it does and how
    to do it".

    Examples
    --------
    >>> from rnnbook.models import SimpleRNN
    >>> model = SimpleRNN(1, 8, 2)
    >>> back = backpropagate(model.state_dict(), torch.ones(3, 5, 1), torch.tensor([0, 1, 1]))
    >>> back.gradients["rnn.weight_hh_l0"].shape, back.contributions.shape
    (torch.Size([8, 8]), torch.Size([5, 8, 8]))
    """
    W_ih, W_hh, _, _, W_fc, _ = _weights(parameters)
    x = _readable(x, W_ih)
    N, T, _ = x.shape
    labels = _labels(y, N, T, len(W_fc))  # (N, T), -1 where a step has none
    truncate = T if truncate is None else integer("truncate", truncate)
    cache = forward(parameters, x)
    states, logits = cache.states, cache.logits

    counts = labels >= 0
    losses = torch.logsumexp(logits, dim=-1) - _chosen(logits, labels)
    grad_logits = torch.softmax(logits, dim=-1) - _one_hot(logits, labels)
    grad_logits = grad_logits * counts[..., None] / counts.sum()  # (N, T, C)

    before = torch.cat([torch.zeros_like(states[:, :1]), states[:, :-1]], dim=1)  # h_{t-1}
    grad_states, deltas = torch.empty_like(states), torch.empty_like(states)
    grad_next = torch.zeros_like(states[:, 0])  # W_hh^T delta_{t+1}; nothing comes after step T
    for t in range(T - 1, -1, -1):
        grad_states[:, t] = grad_logits[:, t] @ W_fc + grad_next
        deltas[:, t] = grad_states[:, t] * (1 - states[:, t] ** 2)
        grad_next = deltas[:, t] @ W_hh
        if t % truncate == 0:
            grad_next = torch.zeros_like(grad_next)

    contributions = torch.einsum("nti,ntj->tij", deltas, before)
    grad_bias = deltas.sum(dim=(0, 1))
    gradients = (
        torch.einsum("nti,ntd->id", deltas, x),
        contributions.sum(dim=0),
        grad_bias,
        grad_bias.clone(),
        torch.einsum("ntc,nti->ci", grad_logits, states),
        grad_logits.sum(dim=(0, 1)),
    )
    return SimpleRNNGradients(
        loss=losses[counts].mean(),
        gradients=dict(zip(NAMES, gradients, strict=True)),
        grad_states=grad_states,
        deltas=deltas,
        contributions=contributions,
    )


def _one_hot(logits: Tensor, labels: Tensor) -> Tensor:
    return torch.zeros_like(logits).scatter(-1, labels.clamp(min=0)[..., None], 1)


def _chosen(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the logit of the label at every step."""
    return logits.gather(-1, labels.clamp(min=0)[..., None])[..., 0]


def _weights(parameters: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    """Return the weights in the order of NAMES, detached, all of fitting shapes."""
    expected = "parameters must map the names of SimpleRNN's parameters to their tensors"
    instance("parameters", parameters, Mapping, "a mapping from names to tensors")
    if set(parameters) != set(NAMES):
        raise ValueError(f"{expected}, got the names {quote(sorted(map(str, parameters)))}")
    for value in parameters.values():
        instance("every one of parameters", value, Tensor, "a tensor")
    weights = tuple(parameters[name].detach() for name in NAMES)
    W_ih, W_fc = weights[0], weights[4]
    if W_ih.ndim == 2 and W_fc.ndim == 2:
        (H, D), C = W_ih.shape, len(W_fc)
        wanted: tuple[tuple[int, ...], ...] = ((H, D), (H, H), (H,), (H,), (C, H), (C,))
        if tuple(tuple(value.shape) for value in weights) == wanted:
            return weights
    raise ValueError(f"{expected}, got the shapes {[tuple(value.shape) for value in weights]}")


def _readable(x: Tensor, W_ih: Tensor) -> Tensor:
    if isinstance(x, Tensor) and x.is_floating_point() and x.dtype != W_ih.dtype:
        raise TypeError(f"x must be of the weights' dtype {W_ih.dtype}, got {quote(x)}")
    return sequences("x", readable("x", x, W_ih))


def _labels(y: Tensor, N: int, T: int, C: int) -> Tensor:
    """Return a label for every step, (N, T); -1 at those that have none."""
    if isinstance(y, Tensor) and y.shape == (N, T) and y.dtype == torch.int64:
        return class_labels("y", y.reshape(-1), count=N * T, num_classes=C).reshape(N, T)
    last = class_labels("y", y, count=N, num_classes=C)
    return torch.cat([torch.full((N, T - 1), -1, device=last.device), last[:, None]], dim=1)
