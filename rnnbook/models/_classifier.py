"""Recurrent classifiers with any of the book's cells, one network at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol, get_args

import torch
from torch import Tensor, nn

from rnnbook._renamed import old_keyword
from rnnbook.arguments import integer, one_of, quote, readable
from rnnbook.models._activations import ACTIVATIONS
from rnnbook.models._initialisation import (
    RecurrentInit,
    init_recurrent_,
    torch_seed,
)

__all__ = ["CELLS", "HEADS", "ElmanLayer", "RecurrentClassifier"]

CELLS = (*ACTIVATIONS, "gru", "lstm")
Head = Literal["last", "every"]
HEADS: tuple[Head, ...] = get_args(Head)


class RecurrentWeights(Protocol):
    """The parameters of a recurrent layer, under torch's names."""

    weight_ih_l0: Tensor
    weight_hh_l0: Tensor
    bias_ih_l0: Tensor
    bias_hh_l0: Tensor


class RecurrentLayer(RecurrentWeights, Protocol):
    """What torch's recurrent layers and ours have in common."""

    get_parameter: Callable[[str], nn.Parameter]
    parameters: Callable[[], Iterator[nn.Parameter]]

    def __call__(self, x: Tensor, h_0: Any = None, /) -> tuple[Tensor, Any]:
        """Return all hidden states, (N, T, H), and the state or states to go on from."""


class ElmanLayer(nn.Module):
    r"""A layer like ``torch.nn.RNN``, with any of the book's activation functions.

    .. math:: h_t = \phi(W_{ih}\, x_t + b_{ih} + W_{hh}\, h_{t-1} + b_{hh}), \qquad h_0 = 0

    Parameters
    ----------
    input_size, hidden_size : int
        D and H.
    nonlinearity : {'sigmoid', 'tanh', 'relu', 'leaky_relu', 'prelu'}
        The activation function :math:`\phi`. The leaky ReLU has the slope 0.01 for negative
        inputs; the parametric ReLU learns its slope, one number that starts at 0.25, as
        ``torch.nn.PReLU`` does.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer or the nonlinearity is unknown.

    Examples
    --------
    >>> states, last = ElmanLayer(1, 8, nonlinearity="sigmoid")(torch.zeros(3, 5, 1))
    >>> states.shape, last.shape
    (torch.Size([3, 5, 8]), torch.Size([1, 3, 8]))
    """

    weight_ih_l0: Tensor
    weight_hh_l0: Tensor
    bias_ih_l0: Tensor
    bias_hh_l0: Tensor

    def __init__(self, input_size: int, hidden_size: int, *, nonlinearity: str) -> None:
        super().__init__()
        input_size = integer("input_size", input_size)
        hidden_size = integer("hidden_size", hidden_size)
        self.nonlinearity = one_of("nonlinearity", nonlinearity, ACTIVATIONS)
        plain = nn.RNN(input_size, hidden_size)
        for name, value in plain.named_parameters():
            self.register_parameter(name, nn.Parameter(value.detach()))
        if nonlinearity == "prelu":
            self.slope = nn.Parameter(torch.tensor(0.25))

    def forward(self, x: Tensor, h_0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return all hidden states (N, T, H) and the last (1, N, H) for x of shape (N, T, D).

        ``h_0`` (1, N, H) is the state before the first element, zeros if left out.
        """
        phi, slope = ACTIVATIONS[self.nonlinearity], getattr(self, "slope", 0.0)
        W_ih, W_hh = self.weight_ih_l0, self.weight_hh_l0
        x = readable("x", x, W_ih)
        h = x.new_zeros(len(x), len(W_hh)) if h_0 is None else _before(h_0, len(x), len(W_hh))
        states = []
        for x_t in x.unbind(dim=1):
            h = phi(x_t @ W_ih.T + self.bias_ih_l0 + h @ W_hh.T + self.bias_hh_l0, slope)
            states.append(h)
        return torch.stack(states, dim=1), h[None]


def _before(h_0: Tensor, N: int, H: int) -> Tensor:
    """Return the state (N, H) in ``h_0`` (1, N, H)."""
    if not isinstance(h_0, Tensor) or h_0.shape != (1, N, H):
        raise ValueError(f"h_0 must be a tensor of shape (1, {N}, {H}), got {quote(h_0)}")
    return h_0[0]


def layer(cell: str, input_size: int, hidden_size: int) -> Any:
    """Return the recurrent layer of a cell: torch's own where it has one."""
    if cell == "gru":
        return nn.GRU(input_size, hidden_size, batch_first=True)
    if cell == "lstm":
        return nn.LSTM(input_size, hidden_size, batch_first=True)
    if cell in ("tanh", "relu"):
        return nn.RNN(input_size, hidden_size, nonlinearity=cell, batch_first=True)
    return ElmanLayer(input_size, hidden_size, nonlinearity=cell)


class RecurrentClassifier(nn.Module):
    r"""A recurrent layer with any cell, and a linear layer on its last state or on every one.

    ``SimpleRNN`` is the one with ``cell='tanh'`` and ``head='last'``.

    Parameters
    ----------
    input_size, hidden_size, output_size : int
        D, H and C.
    cell : {'sigmoid', 'tanh', 'relu', 'leaky_relu', 'prelu', 'gru', 'lstm'}
        The recurrence: an Elman network with that activation function (``torch.nn.RNN`` or
        ``ElmanLayer``), ``torch.nn.GRU`` or ``torch.nn.LSTM``.
    head : {'last', 'every'}
        Many-to-one, logits (N, C) from the last state; or many-to-many, logits (N, T, C).
    recurrent_init : {'default', 'orthogonal', 'identity'}
        How the recurrent weights start; see ``init_recurrent_``.
    gain : float
        What the recurrent weights are multiplied with at the start, above 0.
    seed : int or torch.Generator
        Where the initial weights come from.

    Attributes
    ----------
    rnn : torch.nn.Module
        The recurrent layer.
    fc : torch.nn.Linear
        The linear layer.

    Examples
    --------
    >>> RecurrentClassifier(1, 8, 2, cell="gru", head="every")(torch.zeros(3, 5, 1)).shape
    torch.Size([3, 5, 2])
    """

    rnn: RecurrentLayer
    fc: nn.Linear

    @old_keyword("start", "recurrent_init")
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        cell: str = "tanh",
        head: Head = "last",
        recurrent_init: RecurrentInit = "default",
        gain: float = 1.0,
        seed: int | torch.Generator = 0,
    ) -> None:
        super().__init__()
        input_size = integer("input_size", input_size)
        hidden_size = integer("hidden_size", hidden_size)
        output_size = integer("output_size", output_size)
        self.cell, self.head = one_of("cell", cell, CELLS), one_of("head", head, HEADS)
        with torch_seed(seed):
            rnn = layer(cell, input_size, hidden_size)
            self.rnn, self.fc = rnn, nn.Linear(hidden_size, output_size)
            init_recurrent_(rnn, recurrent_init=recurrent_init, gain=gain)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits for sequences ``x`` of shape (N, T, D)."""
        x = readable("x", x, self.rnn.weight_ih_l0)
        states, _ = self.rnn(x)  # (N, T, H)
        return self.fc(states[:, -1] if self.head == "last" else states)
