def first_smaller(D: int, H: int, C: int) -> int:
    """Return the shortest window that makes the larger network.

    D is the number of features, H of hidden units, C of classes. At the
    result, and at all greater lengths, the recurrent network has fewer
    parameters than the window network; one step below it has not.
    """
    return 2 + (H + 1) // D
