def guess() -> tuple[float, float]:
    """Return the shares of right answers with each of the two splits.

    In this order: windows drawn at random to be known; the windows of the
    first 800 steps known, those of the last 200 asked about.
    """
    return 0.9, 0.5
