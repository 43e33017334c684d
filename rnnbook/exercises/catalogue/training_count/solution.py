def count_parameters(D: int, H: int, C: int) -> tuple[int, float]:
    """Return how many parameters there are, and the share of W_hh in them.

    The network is a recurrent layer as PyTorch has it, with D features and
    H units, and a linear layer with bias from its last state to C logits.
    """
    recurrent = H * D + H * H + 2 * H
    linear = C * H + C
    number = recurrent + linear
    return number, H * H / number
