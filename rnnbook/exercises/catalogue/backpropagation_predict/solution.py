def guess() -> tuple[float, float, float]:
    """Return the shares, from 0 to 1, of networks that learn the task.

    The first with the way back cut every 10 steps, the second with a cut
    every 2 steps, the third with a cut after every step.
    """
    return 0.55, 0.37, 0.07
