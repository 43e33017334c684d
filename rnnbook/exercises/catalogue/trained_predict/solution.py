def guess() -> tuple[float, float, float, float]:
    """Return the mean accuracies after training.

    Of the sigmoid with marks anywhere; then of the sigmoid, of tanh and of
    ReLU with both marks at the beginning.
    """
    return 0.98, 0.5, 1.0, 0.5
