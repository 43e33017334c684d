def guess() -> tuple[float, float, float, float]:
    """Return the four accuracies at positions without training marks.

    In this order: with the gap, the window network and the recurrent one;
    from the first half to the second, the window network and the recurrent
    one. Each is a number from 0 to 1.
    """
    return 0.51, 0.93, 0.50, 0.51
