"""Baselines: networks without a recurrence, for the question what the recurrence adds."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from rnnbook.arguments import integer, quote, readable
from rnnbook.models._initialisation import torch_seed

__all__ = ["OrderBlindMLP", "WindowMLP"]


class OrderBlindMLP(nn.Module):
    r"""Classify a sequence from the mean of its embedded elements, whatever their order.

    .. math:: z = W_{fc}\, \frac{1}{T} \sum_{t=1}^{T} \tanh(W x_t + b) + b_{fc}

    A sum does not depend on the order of its terms, so any reordering of the elements gives the
    same logits: exactly the same, since the elements are sorted before they are summed and
    rounding cannot tell two orders apart either.

    Parameters
    ----------
    input_size : int
        D, the number of features of each element.
    hidden_size : int
        The size of the embedding.
    output_size : int
        C, the number of classes.
    seed : int or torch.Generator
        Where the initial weights come from. The same seed gives the same network.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer.

    Examples
    --------
    >>> model = OrderBlindMLP(input_size=1, hidden_size=8, output_size=2)
    >>> x = torch.randn(3, 5, 1, generator=torch.Generator().manual_seed(0))
    >>> bool((model(x) == model(x.flip(1))).all())
    True
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        seed: int | torch.Generator = 0,
    ) -> None:
        super().__init__()
        input_size = integer("input_size", input_size)
        hidden_size = integer("hidden_size", hidden_size)
        output_size = integer("output_size", output_size)
        with torch_seed(seed):
            self.embed = nn.Linear(input_size, hidden_size)
            self.fc = nn.Linear(hidden_size, output_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, of shape (N, C), for sequences ``x`` of shape (N, T, D)."""
        x = readable("x", x, self.embed.weight)
        terms = torch.tanh(self.embed(_in_one_order(x)))  # (N, T, H)
        return self.fc(terms.mean(dim=1))


def _in_one_order(x: Tensor) -> Tensor:
    """Sort the elements of each sequence by their first feature, equal ones by the next."""
    for feature in reversed(range(x.shape[-1])):
        order = x[..., feature].argsort(dim=1, stable=True)
        x = x.gather(1, order[..., None].expand_as(x))
    return x


class WindowMLP(nn.Module):
    r"""Classify a sequence from its last ``window`` elements, with weights for each position.

    .. math:: z = W_2 \tanh(W_1 [x_{T-w+1}; \dots; x_T] + b_1) + b_2

    The elements of the window are written one below the other and read by a feed-forward network
    with one hidden layer. It sees order, since every position has its own columns in
    :math:`W_1`; it sees nothing before the window, and cannot read a sequence shorter than it.

    Parameters
    ----------
    input_size : int
        D, the number of features of each element.
    window : int
        w, the number of elements read, counted from the end.
    hidden_size : int
        H, the number of hidden units.
    output_size : int
        C, the number of classes.
    seed : int or torch.Generator
        Where the initial weights come from. The same seed gives the same network.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer.

    Examples
    --------
    >>> model = WindowMLP(input_size=1, window=5, hidden_size=8, output_size=2)
    >>> model(torch.zeros(3, 20, 1)).shape
    torch.Size([3, 2])
    """

    def __init__(
        self,
        input_size: int,
        window: int,
        hidden_size: int,
        output_size: int,
        *,
        seed: int | torch.Generator = 0,
    ) -> None:
        super().__init__()
        input_size = integer("input_size", input_size)
        self.window = integer("window", window)
        hidden_size = integer("hidden_size", hidden_size)
        output_size = integer("output_size", output_size)
        with torch_seed(seed):
            self.hidden = nn.Linear(self.window * input_size, hidden_size)
            self.fc = nn.Linear(hidden_size, output_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, of shape (N, C), for sequences ``x`` of shape (N, T, D)."""
        x = readable("x", x, self.hidden.weight, elements=self.window)
        if x.shape[1] < self.window:
            raise ValueError(f"x must have at least {self.window} time steps, got {quote(x)}")
        window = x[:, -self.window :].flatten(1)  # (N, window * D)
        return self.fc(torch.tanh(self.hidden(window)))
