r"""The activation functions of the Elman cell, and their derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor
from torch.nn import functional

from rnnbook.arguments import instance, number, one_of, quote

__all__ = ["ACTIVATIONS", "LEAKY_SLOPE", "Activation", "activate", "derivative"]

LEAKY_SLOPE = 0.01

Pointwise = Callable[[Tensor, Tensor | float], Tensor]


@dataclass(frozen=True)
class Activation:
    r"""An activation function :math:`\phi`, applied to each entry.

    Attributes
    ----------
    function, derivative : callable
        :math:`\phi(a)` and :math:`\phi'(a)`. Both take ``a`` and the slope for negative inputs,
        which only the PReLU reads.
    low, high : float
        The ends of the range of values. Those of the PReLU hold while its slope is above 0.
    zero_centred : bool
        Whether :math:`\phi(-a) = -\phi(a)`, so that inputs centred at 0 give such outputs.
    """

    function: Pointwise
    derivative: Pointwise
    low: float
    high: float
    zero_centred: bool

    def __call__(self, a: Tensor, slope: Tensor | float) -> Tensor:
        """Return the function's values."""
        return self.function(a, slope)


def _sigmoid_derivative(a: Tensor, slope: Tensor | float) -> Tensor:
    s = torch.sigmoid(a)
    return s * (1 - s)


def _step(a: Tensor, slope: Tensor | float) -> Tensor:
    """Return 1 where ``a`` is positive and ``slope`` elsewhere; at 0 that is torch's choice too."""
    return torch.where(a > 0, torch.ones_like(a), slope)


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "sigmoid": Activation(
            lambda a, slope: torch.sigmoid(a), _sigmoid_derivative, 0.0, 1.0, False
        ),
        "tanh": Activation(
            lambda a, slope: torch.tanh(a),
            lambda a, slope: 1 - torch.tanh(a).square(),
            -1.0,
            1.0,
            True,
        ),
        "relu": Activation(
            lambda a, slope: torch.relu(a), lambda a, slope: _step(a, 0.0), 0.0, math.inf, False
        ),
        "leaky_relu": Activation(
            lambda a, slope: functional.leaky_relu(a, LEAKY_SLOPE),
            lambda a, slope: _step(a, LEAKY_SLOPE),
            -math.inf,
            math.inf,
            False,
        ),
        "prelu": Activation(
            lambda a, slope: torch.where(a > 0, a, slope * a), _step, -math.inf, math.inf, False
        ),
    }
)


def activate(name: str, a: Tensor, slope: Tensor | float = 0.25) -> Tensor:
    r"""Return the values of an activation function, entry by entry.

    .. math::
        \text{sigmoid:}\quad & \sigma(a) = \frac{1}{1 + e^{-a}} \\
        \text{tanh:}\quad & \tanh(a) = \frac{e^a - e^{-a}}{e^a + e^{-a}} \\
        \text{ReLU:}\quad & \max(0, a) \\
        \text{leaky ReLU:}\quad & a \text{ if } a > 0, \text{ else } 0.01\, a \\
        \text{PReLU:}\quad & a \text{ if } a > 0, \text{ else } \alpha a

    Parameters
    ----------
    name : {'sigmoid', 'tanh', 'relu', 'leaky_relu', 'prelu'}
        Which function.
    a : Tensor
        The inputs, of any shape, floating-point.
    slope : float or Tensor
        :math:`\alpha`, or a tensor of slopes that broadcasts with ``a``. Only the PReLU reads it;
        0.25 is where ``torch.nn.PReLU`` starts.

    Returns
    -------
    Tensor
        The values, of the shape of ``a``.

    See Also
    --------
    derivative : The derivatives of these functions.

    References
    ----------
    The leaky ReLU is that of Maas, Hannun and Ng (2013), the PReLU that of He, Zhang, Ren and Sun
    (2015).

    Examples
    --------
    >>> a = torch.tensor([-2.0, 0.0, 2.0])
    >>> activate("relu", a)
    tensor([0., 0., 2.])
    >>> activate("prelu", a, slope=0.5)
    tensor([-1.,  0.,  2.])
    """
    chosen, a, slope = _checked(name, a, slope)
    return chosen.function(a, slope)


def derivative(name: str, a: Tensor, slope: Tensor | float = 0.25) -> Tensor:
    r"""Return the derivative of an activation function, entry by entry.

    .. math::
        \text{sigmoid:}\quad & \sigma(a)\, (1 - \sigma(a)) \\
        \text{tanh:}\quad & 1 - \tanh^2(a) \\
        \text{ReLU:}\quad & 1 \text{ if } a > 0, \text{ else } 0 \\
        \text{leaky ReLU:}\quad & 1 \text{ if } a > 0, \text{ else } 0.01 \\
        \text{PReLU:}\quad & 1 \text{ if } a > 0, \text{ else } \alpha

    The last three have no derivative at 0; the value given there is the one from the left, as in
    torch.

    Parameters
    ----------
    name : {'sigmoid', 'tanh', 'relu', 'leaky_relu', 'prelu'}
        Which function.
    a : Tensor
        The inputs, of any shape, floating-point.
    slope : float or Tensor
        :math:`\alpha`, or a tensor of slopes that broadcasts with ``a``. Only the PReLU reads it.

    Returns
    -------
    Tensor
        The derivatives, of the shape of ``a``.

    See Also
    --------
    activate : The functions themselves.

    Examples
    --------
    >>> derivative("tanh", torch.tensor([0.0]))
    tensor([1.])
    >>> derivative("sigmoid", torch.tensor([0.0]))
    tensor([0.2500])
    """
    chosen, a, slope = _checked(name, a, slope)
    return chosen.derivative(a, slope)


def _checked(
    name: str, a: Tensor, slope: Tensor | float
) -> tuple[Activation, Tensor, Tensor | float]:
    chosen = ACTIVATIONS[one_of("name", name, ACTIVATIONS)]
    instance("a", a, Tensor, "a floating-point tensor")
    if not a.is_floating_point():
        raise TypeError(f"a must be a floating-point tensor, got {quote(a)}")
    if not isinstance(slope, Tensor):
        return chosen, a, number("slope", slope)
    expected = "slope must be a finite number, or a floating-point tensor that broadcasts with a"
    if not slope.is_floating_point():
        raise TypeError(f"{expected}, got {quote(slope)}")
    try:
        fits = torch.broadcast_shapes(slope.shape, a.shape) == a.shape
    except RuntimeError:
        fits = False
    if not fits:
        raise ValueError(f"{expected}, got {quote(slope)}")
    return chosen, a, slope
