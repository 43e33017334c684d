def guess() -> tuple[int, int]:
    """Return how far the final losses spread, in two numbers.

    The first is one of 2, 10, 100: about how many times larger the largest
    of 1000 final losses is than the smallest. The second is a number from 0
    to 10: of ten trainings, how many end between half and twice the median.
    """
    return 10, 9
