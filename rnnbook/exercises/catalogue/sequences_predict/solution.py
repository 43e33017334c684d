def guess() -> tuple[float, float, float, float, float]:
    """Return r_1 of four series, and what shuffling leaves of the first.

    In this order: the temperature, the price, the price's change, the
    acceleration; then the mean r_1 of the shuffled temperatures.
    """
    return 0.92, 0.88, -0.12, 0.54, 0.0
