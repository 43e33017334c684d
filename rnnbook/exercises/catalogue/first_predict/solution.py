def guess() -> tuple[float, float]:
    """Return the probability of "rising" that the network gives.

    The first is for 9, 8, 7, 6, 5, the second for 30, 29, 28, 27, 26. Each
    is a number from 0 to 1.
    """
    return 0.0, 1.0
