def guess() -> dict[str, tuple[float, float]]:
    """Return the accuracies you expect, on the trend and on the first mark.

    The keys are "order-blind", "last five", "window" and "SimpleRNN".
    """
    return {
        "order-blind": (0.5, 0.5),
        "last five": (0.96, 0.7),
        "window": (0.99, 0.89),
        "SimpleRNN": (0.99, 0.97),
    }
