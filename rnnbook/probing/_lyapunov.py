"""How fast two nearby states come together or drift apart: Lyapunov exponents."""

from __future__ import annotations

import torch
from torch import Tensor

from rnnbook.arguments import integer, quote

__all__ = ["lyapunov_exponents"]


@torch.no_grad()
def lyapunov_exponents(jacobians: Tensor, *, skip: int = 0) -> Tensor:
    r"""Return the mean rates, per step, at which small differences of the state grow.

    Along a sequence with the Jacobians :math:`A_t = \partial h_t / \partial h_{t-1}`, an
    orthonormal set of directions is carried on and made orthonormal again,

    .. math:: A_t Q_{t-1} = Q_t R_t, \qquad
              \lambda_i = \frac{1}{T} \sum_{t=1}^{T} \log |(R_t)_{ii}|,

    with :math:`Q_0 = I`. Over T steps these are the rates of this piece of the sequence; while the
    directions still turn from :math:`I` to where they belong, they tell of the start, and ``skip``
    leaves those steps out. A linear network has :math:`\lambda_i = \log |\text{eigenvalue}_i|` of
    :math:`W_{hh}` in the limit of long sequences, whatever it reads. The largest one below 0 means
    that the network forgets its start, above 0 that nearby states part: chaos. (Engelken, Wolf and
    Abbott, 2023, do this for trained networks.)

    Parameters
    ----------
    jacobians : Tensor of shape (..., T, H, H)
        The Jacobian of each step, as ``step_jacobians`` returns them.
    skip : int
        How many steps at the start are left out of the mean, fewer than T, while the directions
        turn to where they belong.

    Returns
    -------
    Tensor of shape (..., H)
        The exponents in nats per step, the largest first; minus infinity where a direction is
        lost at once.

    Examples
    --------
    >>> steps = torch.diag(torch.tensor([0.5, 2.0])).expand(20, 2, 2)
    >>> lyapunov_exponents(steps).exp()
    tensor([2.0000, 0.5000])
    """
    expected = "jacobians must be a finite floating-point tensor of shape (..., T, H, H)"
    if not isinstance(jacobians, Tensor) or not jacobians.is_floating_point():
        raise TypeError(f"{expected}, got {quote(jacobians)}")
    square = jacobians.ndim >= 3 and jacobians.shape[-1] == jacobians.shape[-2]
    if not square or not jacobians.numel() or not jacobians.isfinite().all():
        raise ValueError(f"{expected}, got {quote(jacobians)}")
    skip = integer("skip", skip, minimum=0, maximum=jacobians.shape[-3] - 1)
    first = jacobians[..., 0, :, :]
    Q = torch.eye(first.shape[-1], dtype=first.dtype, device=first.device).expand_as(first)
    logs = []
    for A in jacobians.unbind(dim=-3):
        Q, R = torch.linalg.qr(A @ Q)
        logs.append(R.diagonal(dim1=-2, dim2=-1).abs().log())
    rates = torch.stack(logs[skip:]).mean(dim=0)
    return rates.sort(dim=-1, descending=True).values
