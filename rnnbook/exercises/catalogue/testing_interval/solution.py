import math


def questions(accuracy: float) -> int:
    """Return how many right answers in a row it takes, at least.

    accuracy is between 0 and 1. With so many questions, all answered right,
    the exact 95 % interval starts above it, and with one fewer it does not.
    """
    # The interval starts at q, with q ** n = 0.025: above it for large n.
    return math.floor(math.log(0.025) / math.log(accuracy)) + 1
