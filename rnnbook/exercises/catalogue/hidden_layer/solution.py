import torch
from torch import Tensor, nn


class RecurrentLayer(nn.Module):
    """A tanh recurrent layer that takes the weights of an ``nn.RNN``.

    Its parameters have the names and shapes of those of
    ``nn.RNN(input_size, hidden_size, batch_first=True)``. How they start
    is free. It is written without PyTorch's recurrent layers and cells.
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        D, H = input_size, hidden_size
        self.weight_ih_l0 = nn.Parameter(torch.empty(H, D))
        self.weight_hh_l0 = nn.Parameter(torch.empty(H, H))
        self.bias_ih_l0 = nn.Parameter(torch.empty(H))
        self.bias_hh_l0 = nn.Parameter(torch.empty(H))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(H**-0.5), H**-0.5)

    def forward(
        self, x: Tensor, start: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return all states, (N, T, H), and the last one, (1, N, H).

        x is (N, T, D). The state before the first element is ``start``,
        (1, N, H), or zero where no start is given.
        """
        h = x.new_zeros(len(x), len(self.bias_hh_l0))
        if start is not None:
            h = start[0]
        from_x = x @ self.weight_ih_l0.T + self.bias_ih_l0
        states = []
        for from_x_t in from_x.unbind(dim=1):
            from_h = h @ self.weight_hh_l0.T + self.bias_hh_l0
            h = torch.tanh(from_x_t + from_h)
            states.append(h)
        return torch.stack(states, dim=1), h[None]
