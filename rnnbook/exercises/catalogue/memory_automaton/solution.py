import torch
from torch import nn


def automaton(table: list[list[int]]) -> nn.RNN:
    """Return a layer of ReLU units that runs a finite automaton.

    In state k, symbol v leads to state table[k][v]. The layer is an
    ``nn.RNN`` with input size V, hidden size K V and sequences on the
    first axis. Unit k V + v is 1 where v was read in state k, else 0.
    """
    K, V = len(table), len(table[0])
    layer = nn.RNN(V, K * V, nonlinearity="relu", batch_first=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()
        layer.bias_ih_l0.fill_(-1.0)
        for k in range(K):
            for v in range(V):
                layer.weight_ih_l0[k * V + v, v] = 1.0
                # The unit (k, v) makes the state table[k][v] the next one.
                after = table[k][v] * V
                layer.weight_hh_l0[after : after + V, k * V + v] = 1.0
    return layer
