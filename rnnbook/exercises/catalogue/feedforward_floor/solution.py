def smallest_error(q: float) -> float:
    """Return the smallest error rate of a network that sees x_t alone.

    Each bit is 1 with probability q, independently of the others; the label
    says whether x_t differs from x_{t-1}.
    """
    return min(q, 1 - q)
