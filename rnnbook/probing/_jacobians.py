r"""How much a hidden state depends on an earlier one: the Jacobians of a recurrence."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from rnnbook.arguments import quote
from rnnbook.models import RecurrentClassifier, RNNEnsemble, derivative
from rnnbook.probing._networks import recurrent_network
from rnnbook.probing._traces import hidden_states

__all__ = ["jacobian_products", "step_jacobians"]

# The derivative of each activation function, written in terms of its value. (The PReLU is missing:
# where its slope is negative, the value does not tell the sign of the sum. The other two rectifiers
# keep the sign, so that their derivative at the value is the one at the sum.)
SLOPES: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": lambda h: 1 - h**2,
    "sigmoid": lambda h: h * (1 - h),
    "relu": lambda h: derivative("relu", h),
    "leaky_relu": lambda h: derivative("leaky_relu", h),
}


@torch.no_grad()
def step_jacobians(model: RecurrentClassifier | RNNEnsemble, x: Tensor) -> Tensor:
    r"""Return the Jacobian of every step of an Elman network.

    .. math::
        \frac{\partial h_t}{\partial h_{t-1}} = \operatorname{diag}(\phi'(a_t))\, W_{hh},
        \qquad h_t = \phi(a_t)

    Row i, column j says how unit i of the new state moves with unit j of the old one.

    Parameters
    ----------
    model : SimpleRNN, RecurrentClassifier or RNNEnsemble
        With the activation function tanh, sigmoid, ReLU or leaky ReLU.
    x : Tensor of shape (N, T, D); for an ensemble also (S, N, T, D)
        The sequences that are read.

    Returns
    -------
    Tensor of shape (N, T, H, H), or (S, N, T, H, H) for an ensemble
        Entry t is :math:`\partial h_t / \partial h_{t-1}`, the first one at :math:`h_0 = 0`.

    Examples
    --------
    >>> from rnnbook.models import SimpleRNN
    >>> step_jacobians(SimpleRNN(1, 8, 2), torch.zeros(3, 5, 1)).shape
    torch.Size([3, 5, 8, 8])
    """
    network = recurrent_network("model", model)
    if network.cell not in SLOPES:
        raise ValueError(
            f"model must have one of the cells {', '.join(SLOPES)}, got {network.cell!r}"
        )
    weight = network.rnn.weight_hh_l0
    if isinstance(network, RNNEnsemble):
        weight = weight[:, None, None]
    return SLOPES[network.cell](hidden_states(network, x))[..., None] * weight


def jacobian_products(jacobians: Tensor) -> Tensor:
    r"""Return the Jacobian of the last state with respect to every earlier one.

    .. math::
        \frac{\partial h_T}{\partial h_t}
        = \frac{\partial h_T}{\partial h_{T-1}} \cdots \frac{\partial h_{t+1}}{\partial h_t}

    Parameters
    ----------
    jacobians : Tensor of shape (..., T, H, H)
        Those of the single steps, from ``step_jacobians``.

    Returns
    -------
    Tensor of shape (..., T, H, H)
        Entry t, counted from 0, is :math:`\partial h_T / \partial h_t`, a product of
        :math:`T - t` factors. So entry -k is the product of the last k.

    Raises
    ------
    TypeError, ValueError
        If ``jacobians`` is not a tensor of square matrices.

    Examples
    --------
    >>> jacobian_products(torch.full((3, 1, 1), 0.5)).flatten().tolist()
    [0.125, 0.25, 0.5]
    """
    expected = "jacobians must be a floating-point tensor of shape (..., T, H, H)"
    if not isinstance(jacobians, Tensor) or not jacobians.is_floating_point():
        raise TypeError(f"{expected}, got {quote(jacobians)}")
    if jacobians.ndim < 3 or jacobians.shape[-1] != jacobians.shape[-2] or not jacobians.numel():
        raise ValueError(f"{expected}, got {quote(jacobians)}")
    products: list[Tensor] = []
    for jacobian in reversed(jacobians.unbind(dim=-3)):
        products.append(products[-1] @ jacobian if products else jacobian)
    return torch.stack(products[::-1], dim=-3)
