def guess() -> tuple[float, float]:
    """Return how far the powers of the shear stretch, and for how long.

    The first is the largest factor by which a power lengthens a vector.
    The second is the number of steps from which on no power lengthens
    any vector.
    """
    return 19.4, 55.0
