def guess() -> tuple[float, float]:
    """Return the probability of "rising" that the network gives.

    The first is for 6, 7, 8, 9, 10, the second for 10, 9, 8, 7, 6. Each is
    a number from 0 to 1.
    """
    return 0.99, 0.99
