r"""Which elements did the answer come from? Four ways to ask, which need not agree.

Each says of every number in a sequence, or of every element, what the score :math:`s` of the
sequence owes to it. ``model`` is any module that gives logits (N, C); an ensemble gives
(S, N, C), and then what is returned has a leading axis of its S members.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from rnnbook.arguments import class_labels, integer, number
from rnnbook.models import evaluation_mode, logits_of

__all__ = ["gradient", "gradient_times_input", "integrated_gradients", "logit_margin", "occlusion"]

Score = Callable[[Tensor], Tensor]


def logit_margin(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    r"""Return how far the logit of class y stands above the mean of the others.

    .. math:: s = z_y - \frac{1}{C - 1} \sum_{c \ne y} z_c

    With two classes it is the difference of the logits, whose sigmoid is the probability of
    class y. A single logit would not do: adding a number to all of them changes no probability.

    Parameters
    ----------
    model : torch.nn.Module
        A classifier, or an ensemble of S.
    x : Tensor of shape (N, T, D)
        The sequences.
    y : Tensor of shape (N,)
        The class asked about, int64.

    Returns
    -------
    Tensor of shape (N,) or (S, N)
        The scores.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> logit_margin(SimpleRNN(1, 8, 2), *two_ramps()).shape
    torch.Size([2])
    """
    score_of, inputs = _prepare(model, x, y)
    with torch.no_grad():
        return score_of(inputs)


@torch.inference_mode(False)
def gradient(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    r"""Return how much the score changes with a small change of each input, per unit of change.

    .. math:: a_{t, d} = \frac{\partial s}{\partial x_{t, d}}

    Parameters
    ----------
    model, x, y
        As in ``logit_margin``.

    Returns
    -------
    Tensor of shape (N, T, D) or (S, N, T, D)
        The gradients.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> gradient(SimpleRNN(1, 8, 2), *two_ramps()).shape
    torch.Size([2, 5, 1])
    """
    score_of, inputs = _prepare(model, x, y)
    return _slope(score_of, inputs)


@torch.inference_mode(False)
def gradient_times_input(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    r"""Return each input's share of the score, as if the model were linear.

    .. math:: a_{t, d} = x_{t, d}\, \frac{\partial s}{\partial x_{t, d}}

    For a linear model without bias the shares add up to the score.

    Parameters
    ----------
    model, x, y
        As in ``logit_margin``.

    Returns
    -------
    Tensor of shape (N, T, D) or (S, N, T, D)
        The shares.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> gradient_times_input(SimpleRNN(1, 8, 2), *two_ramps()).shape
    torch.Size([2, 5, 1])
    """
    score_of, inputs = _prepare(model, x, y)
    return _slope(score_of, inputs) * inputs


@torch.inference_mode(False)
def integrated_gradients(
    model: nn.Module, x: Tensor, y: Tensor, *, baseline: float = 0.0, points: int = 50
) -> Tensor:
    r"""Return each input's share of what the score gains on the straight way from a baseline.

    .. math::
        a_{t, d} = (x_{t, d} - x'_{t, d}) \int_0^1
            \frac{\partial s}{\partial x_{t, d}} \bigl(x' + \alpha (x - x')\bigr)\, d\alpha

    with the baseline :math:`x'` and Gauss-Legendre points for the integral. The shares add up to
    :math:`s(x) - s(x')`, up to the error of the integral: that is the method's completeness
    (Sundararajan, Taly and Yan, 2017).

    Parameters
    ----------
    model, x, y
        As in ``logit_margin``.
    baseline : float
        The value of every input in :math:`x'`.
    points : int
        How many points the integral takes.

    Returns
    -------
    Tensor of shape (N, T, D) or (S, N, T, D)
        The shares.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> model, (x, y) = SimpleRNN(1, 8, 2), two_ramps()
    >>> shares = integrated_gradients(model, x, y)
    >>> gained = logit_margin(model, x, y) - logit_margin(model, torch.zeros_like(x), y)
    >>> torch.testing.assert_close(shares.sum(dim=(1, 2)), gained)
    """
    score_of, inputs = _prepare(model, x, y)
    start = number("baseline", baseline)
    nodes, weights = np.polynomial.legendre.leggauss(integer("points", points))
    total = torch.zeros_like(inputs)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        total += weight * _slope(score_of, start + node * (inputs - start))
    return total * (inputs - start)


def occlusion(model: nn.Module, x: Tensor, y: Tensor, *, baseline: float = 0.0) -> Tensor:
    r"""Return what the score loses when one element is replaced.

    .. math:: a_t = s(x) - s(x_1, \dots, x_{t-1}, x', x_{t+1}, \dots, x_T)

    All features of an element are replaced together. Elements are replaced one at a time: where
    either of two would do, neither loses anything. (Zeiler and Fergus, 2014, Section 4.2, do
    this to patches of images.)

    Parameters
    ----------
    model, x, y
        As in ``logit_margin``.
    baseline : float
        What stands in the element's place, :math:`x'`.

    Returns
    -------
    Tensor of shape (N, T) or (S, N, T)
        The losses.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> from rnnbook.models import SimpleRNN
    >>> occlusion(SimpleRNN(1, 8, 2), *two_ramps()).shape
    torch.Size([2, 5])
    """
    score_of, inputs = _prepare(model, x, y)
    value = number("baseline", baseline)
    with torch.no_grad():
        whole, lost = score_of(inputs), []
        for t in range(inputs.shape[-2]):
            changed = inputs.clone()
            changed[..., t, :] = value
            lost.append(whole - score_of(changed))
    return torch.stack(lost, dim=-1)


def _slope(score_of: Score, inputs: Tensor) -> Tensor:
    inputs = inputs.clone().requires_grad_()
    with torch.enable_grad():
        # Every score depends on its own sequence and member only, so the sum keeps them apart.
        total = score_of(inputs).sum()
    if total.grad_fn is None:
        return torch.zeros_like(inputs)  # the model does not look at its input
    (slope,) = torch.autograd.grad(total, inputs, allow_unused=True, materialize_grads=True)
    return slope


def _prepare(model: nn.Module, x: Tensor, y: Tensor) -> tuple[Score, Tensor]:
    """Return the score as a function of the inputs, and the inputs, one set for each member."""
    logits = logits_of(model, x)
    classes = logits.shape[-1]
    if classes < 2:
        raise ValueError(f"model must have at least two classes, got {classes}")
    class_labels("y", y, count=len(x), num_classes=classes)
    chosen = nn.functional.one_hot(y, classes).to(logits)
    contrast = chosen - (1 - chosen) / (classes - 1)

    def score_of(inputs: Tensor) -> Tensor:
        # cuDNN differentiates no recurrent layer in evaluation mode; torch's own code does.
        with evaluation_mode(model), torch.backends.cudnn.flags(enabled=False):
            return (model(inputs) * contrast).sum(dim=-1)

    x = x.detach()
    return score_of, x if logits.ndim == 2 else x.expand(len(logits), *x.shape)
