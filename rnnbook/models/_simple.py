"""The recurrent network of the worked example."""

from __future__ import annotations

import torch

from rnnbook.arguments import one_of
from rnnbook.models._classifier import RecurrentClassifier

__all__ = ["SimpleRNN"]


class SimpleRNN(RecurrentClassifier):
    r"""Read a sequence with one recurrent layer and classify it from the last hidden state.

    .. math::
        h_t &= \phi(W_{ih}\, x_t + b_{ih} + W_{hh}\, h_{t-1} + b_{hh}), \qquad h_0 = 0 \\
        z &= W_{fc}\, h_T + b_{fc}

    with the input :math:`x_t` of size D, the hidden state :math:`h_t` of size H, the activation
    function :math:`\phi` and the logits :math:`z` of size C. The recurrence is that of Elman
    (1990), "Finding structure in time", in the form of ``torch.nn.RNN``.

    Parameters
    ----------
    input_size : int
        D, the number of features of each element.
    hidden_size : int
        H, the number of hidden units.
    output_size : int
        C, the number of classes.
    nonlinearity : {'tanh', 'relu'}
        The activation function.
    seed : int or torch.Generator
        Where the initial weights come from: those that torch draws after
        ``torch.manual_seed(seed)``. The same seed gives the same network.

    Attributes
    ----------
    rnn : torch.nn.RNN
        The recurrent layer, batch first: ``weight_ih_l0`` (H, D), ``weight_hh_l0`` (H, H),
        ``bias_ih_l0`` (H,), ``bias_hh_l0`` (H,).
    fc : torch.nn.Linear
        The linear layer: ``weight`` (C, H), ``bias`` (C,).

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer or the nonlinearity is unknown.

    Examples
    --------
    >>> model = SimpleRNN(input_size=1, hidden_size=8, output_size=2)
    >>> model(torch.zeros(3, 5, 1)).shape
    torch.Size([3, 2])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        nonlinearity: str = "tanh",
        seed: int | torch.Generator = 0,
    ) -> None:
        cell = one_of("nonlinearity", nonlinearity, ("tanh", "relu"))
        super().__init__(input_size, hidden_size, output_size, cell=cell, seed=seed)
