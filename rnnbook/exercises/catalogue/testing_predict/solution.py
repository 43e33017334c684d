def guess() -> tuple[float, float, float, float]:
    """Return the mean accuracies that you expect on (a), (b), (c) and (d).

    Each is a number from 0 to 1.
    """
    return 0.98, 0.6, 1.0, 0.5
