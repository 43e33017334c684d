def memories(x: list[float], beta: float) -> list[float]:
    """Return the memory after each element of x, in the order of x.

    The memory starts at 0. With each element, what is kept shrinks to beta
    times itself, and the element is added.
    """
    h = 0.0
    memories = []
    for x_t in x:
        h = beta * h + x_t
        memories.append(h)
    return memories
