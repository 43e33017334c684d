import math


def epochs_until(start: float, end: float, doubling_time: float) -> float:
    """Return how many epochs a difference takes to grow from start to end.

    It doubles every doubling_time epochs, and 0 < start < end. The result
    need not be a whole number.
    """
    return doubling_time * math.log2(end / start)
