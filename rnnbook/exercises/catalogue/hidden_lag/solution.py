def guess() -> str:
    """Return where the memory curve of the trained networks is high.

    One of "alone" (at lag 5 alone), "up to" (at all lags up to 5),
    "everywhere" (at all lags, more than before the training).
    """
    return "up to"
