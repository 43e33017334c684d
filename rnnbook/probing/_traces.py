"""Every hidden state of a sequence, what the network would answer there, and the way it goes."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from rnnbook.arguments import integer, quote
from rnnbook.models import RNNEnsemble
from rnnbook.probing._networks import inputs_for, recurrent_network

__all__ = ["PrincipalComponents", "hidden_states", "principal_components", "readouts"]


def hidden_states(model: nn.Module, x: Tensor) -> Tensor:
    r"""Return every hidden state of sequences, :math:`h_1, \dots, h_T`.

    Parameters
    ----------
    model : SimpleRNN, RecurrentClassifier or RNNEnsemble
        The network, or S of them.
    x : Tensor of shape (N, T, D), for an ensemble also (S, N, T, D)
        The sequences.

    Returns
    -------
    Tensor of shape (N, T, H) or (S, N, T, H)
        The states, without gradients.

    Raises
    ------
    TypeError, ValueError
        If the model has no recurrent layer, or cannot read ``x``.

    Examples
    --------
    >>> from rnnbook.models import SimpleRNN
    >>> hidden_states(SimpleRNN(1, 8, 2), torch.zeros(3, 5, 1)).shape
    torch.Size([3, 5, 8])
    """
    network = recurrent_network("model", model)
    inputs = inputs_for(network, x)
    with torch.no_grad():
        if isinstance(network, RNNEnsemble):
            return network.hidden_states(inputs)
        return network.rnn(inputs)[0]


def readouts(model: nn.Module, x: Tensor) -> Tensor:
    r"""Return what the network would answer if the sequence ended at each step.

    .. math:: z_t = W_{fc}\, h_t + b_{fc}, \qquad t = 1, \dots, T

    Of a many-to-one network only :math:`z_T` was trained.

    Parameters
    ----------
    model : SimpleRNN, RecurrentClassifier or RNNEnsemble
        The network, or S of them.
    x : Tensor of shape (N, T, D), for an ensemble also (S, N, T, D)
        The sequences.

    Returns
    -------
    Tensor of shape (N, T, C) or (S, N, T, C)
        The logits.

    Raises
    ------
    TypeError, ValueError
        If the model has no recurrent layer, or cannot read ``x``.

    Examples
    --------
    >>> from rnnbook.models import SimpleRNN
    >>> readouts(SimpleRNN(1, 8, 2), torch.zeros(3, 5, 1)).shape
    torch.Size([3, 5, 2])
    """
    network, states = recurrent_network("model", model), hidden_states(model, x)
    with torch.no_grad():
        weight, bias = network.fc.weight, network.fc.bias
        if weight.ndim == 3:
            weight, bias = weight[:, None], bias[:, None, None]
        return states @ weight.mT + bias


class PrincipalComponents(NamedTuple):
    """The directions in which points spread most.

    Attributes
    ----------
    coordinates : Tensor of shape (..., K)
        Where each point stands along the K directions, from their mean.
    directions : Tensor of shape (K, H)
        The directions, of length 1, the widest first.
    shares : Tensor of shape (K,)
        The share of the variance along each.
    """

    coordinates: Tensor
    directions: Tensor
    shares: Tensor


def principal_components(points: Tensor, count: int = 2) -> PrincipalComponents:
    r"""Return points in the directions of their largest variance.

    With the points' mean :math:`\mu` and the right singular vectors :math:`v_k` of the centred
    points, the coordinates are :math:`v_k^\top (h - \mu)`. The sign of each direction is chosen
    so that its entry of largest size is positive.

    Parameters
    ----------
    points : Tensor of shape (..., H)
        At least two points, such as all hidden states (N, T, H).
    count : int
        K, at most H, and at most the number of points.

    Returns
    -------
    PrincipalComponents
        Coordinates, directions and shares of the variance.

    Raises
    ------
    TypeError, ValueError
        If all points are the same.

    Examples
    --------
    >>> line = torch.tensor([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    >>> principal_components(line, 1).shares.tolist()
    [1.0]
    """
    expected = "points must be a finite floating-point tensor of shape (..., H)"
    if not isinstance(points, Tensor) or not points.is_floating_point():
        raise TypeError(f"{expected}, got {quote(points)}")
    if points.ndim < 2 or not points.numel() or not points.isfinite().all():
        raise ValueError(f"{expected}, got {quote(points)}")
    rows = points.detach().flatten(0, -2)
    count = integer("count", count, maximum=min(rows.shape))
    centred = rows - rows.mean(dim=0)
    _, lengths, directions = torch.linalg.svd(centred, full_matrices=False)
    rounding = 10 * torch.finfo(rows.dtype).eps * len(rows) ** 0.5
    if lengths[0] <= rounding * max(1.0, float(rows.abs().max())):
        raise ValueError(f"points must differ, got {len(rows)} that are the same")
    directions = directions[:count]
    largest = directions.gather(1, directions.abs().argmax(dim=1, keepdim=True))
    directions = directions * largest.sign()
    coordinates = (centred @ directions.mT).unflatten(0, points.shape[:-1])
    shares = lengths.square() / lengths.square().sum()
    return PrincipalComponents(coordinates, directions, shares[:count])
