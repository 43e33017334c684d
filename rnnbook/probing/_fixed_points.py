"""Where a network would stay: fixed points of its update, and which way is out.

With the input held still, reading is a walk ``h, F(h), F(F(h)), ...``. Its fixed points are the
states that F leaves where they are. Sussillo and Barak (2013) find them by minimising the speed
``|F(h) - h|`` from many starts, and read the network's plan from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from rnnbook.arguments import integer, number, quote

__all__ = ["FixedPoints", "find_fixed_points"]

Update = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class FixedPoints:
    """The fixed points of an update, each once.

    Attributes
    ----------
    points : Tensor of shape (K, H)
        The fixed points, the most stable first.
    jacobians : Tensor of shape (K, H, H)
        The derivative of the update there.
    eigenvalues : Tensor of shape (K, H)
        Of the Jacobians, complex, the largest absolute value first.
    hits : Tensor of shape (K,)
        From how many starts each was reached.
    """

    points: Tensor
    jacobians: Tensor
    eigenvalues: Tensor
    hits: Tensor

    @property
    def unstable(self) -> Tensor:
        """In how many directions a small push grows: eigenvalues beyond 1 in size, (K,).

        Beyond by more than rounding: the eigenvalues of a rotation are of size 1, and are computed
        a little larger or smaller.
        """
        rounding = 100 * torch.finfo(self.eigenvalues.dtype).eps
        return (self.eigenvalues.abs() > 1 + rounding).sum(dim=1)

    @property
    def stable(self) -> Tensor:
        """From which points no push grows: no eigenvalue is beyond 1 in size, (K,).

        Where all are below 1, a point draws its surroundings in. At a size of exactly 1 a push
        need not shrink: from a fixed point of ``h -> h`` it stays as it is, and elsewhere the
        curvature decides.
        """
        return self.unstable == 0


@torch.inference_mode(False)
def find_fixed_points(
    update: Update,
    starts: Tensor,
    *,
    steps: int = 200,
    tolerance: float = 1e-9,
    apart: float = 1e-3,
) -> FixedPoints:
    r"""Find the fixed points of an update of the state from many starts.

    Each start follows Newton's method for :math:`F(h) - h = 0` with damping (Levenberg and
    Marquardt): a step solves

    .. math:: (A^\top A + \lambda I)\, \Delta h = -A^\top (F(h) - h), \qquad A = F'(h) - I,

    and is taken if it lowers :math:`\lVert F(h) - h \rVert`; :math:`\lambda` falls after a step
    and rises after a refusal. Points need not be stable to be found. What has arrived is sorted
    into points that are at least ``apart`` from each other. A point that no start leads to is not
    found; a whole line of fixed points gives as many as there were starts.

    The search asks how fast the state moves, not how far it has to go. Where an eigenvalue is
    near 1 these differ: :math:`\tanh(h)` moves by :math:`h^3 / 3`, so that it seems to stand still
    at :math:`\sqrt[3]{3 \cdot 10^{-11}} \approx 3 \cdot 10^{-4}` in place of 0. For the same
    reason a narrow pass without a fixed point, such as that of :math:`h + h^2 + 10^{-10}` at 0, is
    returned as one (a ghost). A smaller ``tolerance`` tells: points stay, ghosts go.

    Parameters
    ----------
    update : callable
        F, which takes states (M, H) to states (M, H), each on its own, by operations of torch.
    starts : Tensor of shape (M, H)
        Where the search starts; float64, since float32 seldom reaches the default tolerance.
    steps : int
        The largest number of steps.
    tolerance : float
        The largest speed :math:`\lVert F(h) - h \rVert` of what counts as a fixed point.
    apart : float
        The smallest distance between two points that count as different.

    Returns
    -------
    FixedPoints
        The points found; none (K = 0), where no start arrived.

    Raises
    ------
    TypeError, ValueError
        If the update does not keep the shape.

    Examples
    --------
    >>> starts = torch.linspace(-2, 2, 9, dtype=torch.float64)[:, None]
    >>> found = find_fixed_points(lambda h: torch.tanh(2 * h), starts)
    >>> found.points.round(decimals=4).flatten().sort().values.tolist()
    [-0.9575, 0.0, 0.9575]
    >>> found.stable.tolist()
    [True, True, False]
    """
    steps, tolerance = integer("steps", steps), number("tolerance", tolerance, above=0)
    apart = number("apart", apart, above=0)
    h = _checked_starts(update, starts)
    speed = _residual(update, h).norm(dim=1)
    damping = torch.full_like(speed, 1e-2)
    for _ in range(steps):
        walking = (speed >= tolerance * 1e-2).nonzero()[:, 0]
        if not len(walking):
            break
        candidate = h[walking] + _newton_step(update, h[walking], damping[walking])
        reached = _residual(update, candidate).norm(dim=1)
        better = reached < speed[walking]
        h[walking] = torch.where(better[:, None], candidate, h[walking])
        speed[walking] = torch.where(better, reached, speed[walking])
        used = damping[walking]
        damping[walking] = torch.where(better, used / 4, used * 4).clamp(1e-12, 1e8)
    arrived = h[speed < tolerance]
    points, hits = _distinct(arrived, apart)
    jacobians = _jacobians(update, points)
    eigenvalues = _sorted_by_size(torch.linalg.eigvals(jacobians))
    order = eigenvalues.abs()[:, 0].argsort()
    return FixedPoints(points[order], jacobians[order], eigenvalues[order], hits[order])


def _residual(update: Update, h: Tensor) -> Tensor:
    with torch.no_grad():
        return update(h) - h


def _jacobians(update: Update, h: Tensor) -> Tensor:
    """Return the derivative of the update at each of M states, (M, H, H)."""

    def one(state: Tensor) -> Tensor:
        return update(state[None])[0]

    return torch.func.vmap(torch.func.jacrev(one))(h).detach()


def _newton_step(update: Update, h: Tensor, damping: Tensor) -> Tensor:
    identity = torch.eye(h.shape[1], dtype=h.dtype, device=h.device)
    A, residual = _jacobians(update, h) - identity, _residual(update, h)
    normal = A.mT @ A + damping[:, None, None] * identity
    return -torch.linalg.solve(normal, A.mT @ residual[:, :, None])[:, :, 0]


def _distinct(arrived: Tensor, apart: float) -> tuple[Tensor, Tensor]:
    """Return one of each group of points that are closer than ``apart``, and the groups' sizes."""
    chosen, hits = [], []
    while len(arrived):
        near = (arrived - arrived[0]).norm(dim=1) < apart
        chosen.append(arrived[0])
        hits.append(near.sum())
        arrived = arrived[~near]
    if not chosen:
        return arrived, torch.zeros(0, dtype=torch.int64, device=arrived.device)
    return torch.stack(chosen), torch.stack(hits)


def _sorted_by_size(eigenvalues: Tensor) -> Tensor:
    return eigenvalues.gather(1, eigenvalues.abs().argsort(dim=1, descending=True))


def _checked_starts(update: Update, starts: Tensor) -> Tensor:
    if not callable(update):
        raise TypeError(f"update must be a function of the state, got {quote(update)}")
    expected = "starts must be a finite floating-point tensor of shape (M, H)"
    if not isinstance(starts, Tensor) or not starts.is_floating_point():
        raise TypeError(f"{expected}, got {quote(starts)}")
    if starts.ndim != 2 or 0 in starts.shape or not starts.isfinite().all():
        raise ValueError(f"{expected}, got {quote(starts)}")
    with torch.no_grad():
        after = update(starts)
    same = isinstance(after, Tensor) and after.shape == starts.shape and after.dtype == starts.dtype
    if not same:
        raise ValueError(
            f"update must return the shape and the dtype of {quote(starts)}, got {quote(after)}"
        )
    return starts.detach().clone()
