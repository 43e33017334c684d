def chain_powers(size: int, entry: float) -> tuple[float, float, int]:
    """Return what the powers of a chain do.

    The chain is the matrix of this size, at least 2, with this entry, above
    0, just below the diagonal, and zeros elsewhere. Return the largest
    absolute value of its eigenvalues; the largest spectral norm among its
    powers 1, 2, 3 and so on; and the first power that is zero.
    """
    return 0.0, max(entry, entry ** (size - 1)), size
