def guess() -> tuple[float, float, float, float]:
    """Return four factors per step backwards, before any training.

    For sigmoid, tanh and ReLU, with recurrent weights as PyTorch draws
    them; and for tanh, with the identity matrix in their place.
    """
    return 0.15, 0.58, 0.42, 0.99
