from math import sqrt


def gain(slope: float) -> float:
    """Return the gain of an orthogonal start that suits a rectifier.

    The rectifier has this slope left of 0 and 1 right of 0. With the gain,
    a gradient should keep its length on its way back, by the estimate that
    half of the sums are negative.
    """
    return sqrt(2 / (1 + slope**2))
