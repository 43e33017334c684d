"""Gradients without calculus: how much a function changes when its argument is nudged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rnnbook.arguments import instance, number, quote

__all__ = ["central_differences"]


def central_differences(
    function: Callable[[Tensor], Any], point: Tensor, step: float = 1e-5
) -> Tensor:
    r"""Return the gradient of a function at a point, entry by entry, from two values each.

    .. math::
        \frac{\partial f}{\partial \theta_i}
        \approx \frac{f(\theta + h e_i) - f(\theta - h e_i)}{2 h}

    with the step :math:`h` and the unit vector :math:`e_i`. The formula itself is wrong by about
    :math:`h^2`, the rounding of the two values adds about :math:`\epsilon / h`, with
    :math:`\epsilon = 2.2 \cdot 10^{-16}` in float64; the sum is smallest near
    :math:`\epsilon^{1/3} \approx 6 \cdot 10^{-6}`, if the function and its third derivative are
    of size 1.

    Parameters
    ----------
    function : callable
        Takes a tensor like ``point`` and returns one number.
    point : Tensor
        Where the gradient is wanted, floating point, of any shape. It is not changed.
    step : float
        h, above 0.

    Returns
    -------
    Tensor
        The gradient, of the shape of ``point``.

    Raises
    ------
    TypeError, ValueError
        If the function returns anything but one
        number.

    Examples
    --------
    >>> point = torch.tensor([1.0, 2.0], dtype=torch.float64)
    >>> central_differences(lambda v: (v**3).sum(), point).round(decimals=6)
    tensor([ 3., 12.], dtype=torch.float64)
    """
    if not callable(function):
        raise TypeError(f"function must be callable, got {quote(function)}")
    instance("point", point, Tensor, "a floating-point tensor")
    if not point.is_floating_point():
        raise TypeError(f"point must be a floating-point tensor, got {quote(point)}")
    step = number("step", step, above=0)
    with torch.no_grad():
        nudged = point.detach().clone().reshape(-1)
        gradient = torch.empty_like(nudged)
        for i, value in enumerate(nudged.tolist()):
            nudged[i] = value + step
            above = _one_number(function(nudged.reshape(point.shape).clone()))
            nudged[i] = value - step
            below = _one_number(function(nudged.reshape(point.shape).clone()))
            nudged[i] = value
            gradient[i] = (above - below) / (2 * step)
    return gradient.reshape(point.shape)


def _one_number(value: Any) -> float:
    if isinstance(value, Tensor) and value.numel() == 1:
        return value.item()
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"function must return one number, got {quote(value)}") from None
