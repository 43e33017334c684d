"""A window that slides: the same weights at every position, and a reach that has an end."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from rnnbook.arguments import integer, one_of, readable
from rnnbook.models._classifier import HEADS
from rnnbook.models._initialisation import torch_seed

__all__ = ["ConvolutionMLP"]


class ConvolutionMLP(nn.Module):
    r"""Slide a window of ``kernel`` elements over a sequence, with the same weights everywhere.

    .. math::
        a^{(0)}_t &= x_t, \qquad x_t = 0 \text{ for } t < 1 \\
        a^{(l)}_t &= \tanh(W^{(l)} [a^{(l-1)}_{t-K+1}; \dots; a^{(l-1)}_t] + b^{(l)}) \\
        z_t &= W_{fc}\, a^{(M)}_t + b_{fc}

    with the kernel size K and M layers. This is a convolution along time that looks only back,
    as ``torch.nn.Conv1d`` computes it on a sequence with zeros before it. The output at step t
    depends on the last :math:`R = 1 + M (K - 1)` elements, its **reach**, and on nothing else.

    A kernel of 1 reads each element alone. With one layer, a kernel of w and the head ``'last'``
    it is a ``WindowMLP`` of window w; its weights load into the layer and back.

    Parameters
    ----------
    input_size : int
        D, the number of features of each element.
    hidden_size : int
        H, the number of hidden units of each layer.
    output_size : int
        C, the number of classes.
    kernel : int
        K, the number of neighbouring elements that a layer reads at once.
    layers : int
        M, the number of layers.
    head : {'every', 'last', 'mean'}
        What is returned: the logits :math:`z_t` of every step, those of the last step, or those
        of the mean :math:`\frac{1}{T} \sum_t a^{(M)}_t` over all steps.
    seed : int or torch.Generator
        Where the initial weights come from. The same seed gives the same network.

    Attributes
    ----------
    reach : int
        How many elements the output at a step depends on: R.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer or the head is unknown.

    Examples
    --------
    >>> model = ConvolutionMLP(1, 8, 2, kernel=2, layers=3, head="every")
    >>> model.reach, model(torch.zeros(3, 20, 1)).shape
    (4, torch.Size([3, 20, 2]))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        kernel: int,
        layers: int = 1,
        head: str = "every",
        seed: int | torch.Generator = 0,
    ) -> None:
        super().__init__()
        input_size = integer("input_size", input_size)
        hidden_size = integer("hidden_size", hidden_size)
        output_size = integer("output_size", output_size)
        self.kernel = integer("kernel", kernel)
        layers = integer("layers", layers)
        self.head = one_of("head", head, (*HEADS, "mean"))
        self.reach = 1 + layers * (self.kernel - 1)
        with torch_seed(seed):
            self.layers = nn.ModuleList(
                nn.Linear(self.kernel * (hidden_size if layer else input_size), hidden_size)
                for layer in range(layers)
            )
            self.fc = nn.Linear(hidden_size, output_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits of shape (N, C), or (N, T, C) with ``head='every'``, for (N, T, D)."""
        x = readable("x", x, self.layers[0].weight, elements=self.kernel)
        # All zeros at once: each layer uses up kernel - 1 of them, and T steps are left.
        a = functional.pad(x, (0, 0, self.reach - 1, 0))
        for layer in self.layers:
            a = torch.tanh(layer(self._windows(a)))
        if self.head == "last":
            a = a[:, -1]
        elif self.head == "mean":
            a = a.mean(dim=1)
        return self.fc(a)

    def _windows(self, a: Tensor) -> Tensor:
        """Write the elements of each window one below the other: (N, steps, K * features)."""
        steps = a.shape[1] - self.kernel + 1
        return torch.cat([a[:, k : k + steps] for k in range(self.kernel)], dim=-1)
