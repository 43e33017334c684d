r"""How the gradient of the loss travels back through time."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.autograd.graph import GradientEdge
from torch.nn import functional

from rnnbook.arguments import finite_array, outside_inference, quote
from rnnbook.models import RNNEnsemble
from rnnbook.probing._networks import recurrent_network
from rnnbook.training import evaluate_ensemble

__all__ = ["factor_per_step", "gradients_through_time"]


@torch.inference_mode(False)
def gradients_through_time(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    r"""Return how long the gradient with respect to each hidden state is, mean over sequences.

    .. math:: g_t = \frac{1}{N} \sum_{n=1}^{N}
        \left\lVert \frac{\partial L_n}{\partial h_{n, t}} \right\rVert, \qquad t = 1, \dots, T

    with the cross-entropy :math:`L_n` of sequence n (the mean over its steps where the model is
    many-to-many) and its state :math:`h_{n, t}` after step t. A state acts on the loss through
    all later states; the gradient takes all these ways. In an LSTM the cell state
    :math:`c_t` is a way of its own past :math:`h_t`, and is not part of it.

    Parameters
    ----------
    model : RNNEnsemble, RecurrentClassifier or SimpleRNN
        The networks, with any cell. They and their gradients stay as they are.
    x : Tensor of shape (N, T, D), or (S, N, T, D) for an ensemble
        The sequences, of the type of the weights. Use float64 for long sequences: a gradient
        that shrinks by a factor of 10 at each step leaves the range of float32 after 38.
    y : Tensor of shape (N,) or (S, N); with a many-to-many head (N, T) or (S, N, T)
        Their labels, int64.

    Returns
    -------
    Tensor of shape (S, T)
        :math:`g_1, \dots, g_T` of each member; S is 1 for a single model.

    Raises
    ------
    TypeError, ValueError
        If the model has no recurrent layer of ours, or the data do not fit it.

    Examples
    --------
    >>> from rnnbook.data import two_ramps
    >>> ensemble = RNNEnsemble.from_seeds(range(10), 1, 8, 2)
    >>> gradients_through_time(ensemble, *two_ramps()).shape
    torch.Size([10, 5])
    """
    network = recurrent_network("model", model)
    stack = network if isinstance(network, RNNEnsemble) else RNNEnsemble([network])
    evaluate_ensemble(stack, x, y)  # refuses data that do not fit
    with torch.enable_grad():
        inputs = x.detach().clone().requires_grad_()
        # The written backward pass gives gradients of weights and inputs, none of single states.
        states = stack.hidden_states(inputs, manual_backward=False)  # (S, N, T, H)
        read = states[:, :, -1:] if stack.head == "last" else states
        logits = torch.einsum("snth,sch->sntc", read, stack.fc.weight)
        logits = logits + stack.fc.bias[:, None, None]
        labels = y[..., None] if stack.head == "last" else y
        labels = outside_inference(labels).expand(logits.shape[:-1])
        losses = functional.cross_entropy(logits.movedim(-1, 1), labels, reduction="none")
        gradients = torch.autograd.grad(losses.mean(dim=-1).sum(), _each_state(states))
    return torch.stack([g.norm(dim=-1).mean(dim=-1) for g in gradients], dim=-1)


def factor_per_step(norms: Any) -> Tensor:
    r"""Return by what factor a gradient changes with each step backwards in time.

    The geometric mean of the ratios of neighbouring norms:

    .. math:: \left( \prod_{t=2}^{T} \frac{g_{t-1}}{g_t} \right)^{1 / (T - 1)}
        = \left( \frac{g_1}{g_T} \right)^{1 / (T - 1)}

    Parameters
    ----------
    norms : array of shape (S, T) or (T,)
        :math:`g_1, \dots, g_T` of each member, as ``gradients_through_time`` returns them; at
        least 2 steps, none below 0, the last above 0.

    Returns
    -------
    Tensor of shape (S,) or ()
        The factors, float64: below 1 the gradient vanishes backwards, above 1 it explodes.
        Exactly 0 where the first norm is.

    Examples
    --------
    >>> factor_per_step([0.01, 0.1, 1.0])
    tensor(0.1000, dtype=torch.float64)
    """
    array = finite_array("norms", norms, ndim=(1, 2))
    steps = array.shape[-1]
    if steps < 2:
        raise ValueError(f"norms must have at least 2 steps, got {quote(array)}")
    if array.min() < 0:
        raise ValueError(f"norms must not be below 0, got {array.min():g}")
    first, last = array[..., 0], array[..., -1]
    if last.min() == 0:
        raise ValueError(f"norms must be above 0 at the last step, got {quote(last)} with a 0")
    with np.errstate(divide="ignore"):  # the logarithm of 0 is -inf, and its exponential 0
        logs = np.log(first) - np.log(last)
    return torch.as_tensor(np.exp(logs / (steps - 1)))


def _each_state(states: Tensor) -> list[GradientEdge]:
    """Return where each step's state stands in autograd's graph.

    The ensemble stacks its states when the recurrence is done, so nothing flows from the stack
    back into the recurrence. The gradient of a state by all its ways is taken at the tensor that
    went into the stack.
    """
    stacked: Any = states.grad_fn
    while stacked.name() != "StackBackward0":
        ((stacked, _),) = stacked.next_functions
    return [GradientEdge(node, output) for node, output in stacked.next_functions]
