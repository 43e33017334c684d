import torch
from torch import Tensor
from torch.nn import functional


def last_real_states(states: Tensor, lengths: Tensor) -> Tensor:
    """Return the state of each sequence after its last real element.

    states is (N, T, H), the states after steps 1 to T of a padded batch;
    lengths is (N,), integers from 0 to T. The result is (N, H), and is zero
    for a sequence without elements. Gradients flow back to states.
    """
    from_h_0 = functional.pad(states, (0, 0, 1, 0))  # (N, T + 1, H)
    return from_h_0[torch.arange(len(states)), lengths]
