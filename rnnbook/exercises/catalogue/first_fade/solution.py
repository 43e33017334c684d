def find_beta(share: float, steps: int) -> float:
    """Return the beta with which an element fades to a share in some steps.

    An element that has just been read counts in full; after that many
    further steps it counts only the share, a number between 0 and 1.
    """
    return share ** (1 / steps)
