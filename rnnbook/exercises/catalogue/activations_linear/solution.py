def boundary() -> tuple[float, float, float]:
    """Return w_1, w_2 and c of a boundary that is right as often as can be.

    The answer for the sequence x_1, x_2 is 1 if w_1 x_1 + w_2 x_2 + c is
    above 0, and 0 if it is below.
    """
    return 1.0, 1.0, -1.0
