def answers() -> tuple[bool, str, float, float, float]:
    """Return your answers to (a) to (e).

    (a) is True or False, (b) is "yes", "no" or "open", and the others are
    numbers from 0 to 1.
    """
    return False, "open", 0.5, 0.0, 0.5
