def guess() -> tuple[float, float, float, float]:
    """Return the four accuracies at positions without training marks.

    In this order: with the gap, the window network and the recurrent one;
    from the first half to the second, the window network and the recurrent
    one.
    """
    return 0.51, 0.94, 0.50, 0.52
