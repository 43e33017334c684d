def guess() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what most networks would answer after each element.

    Two tuples of five words, each word "rising" or "falling": the answers
    while they read 1, 2, 3, 4, 5, and while they read 5, 4, 3, 2, 1.
    """
    return (
        ("falling", "falling", "falling", "rising", "rising"),
        ("rising", "rising", "rising", "falling", "falling"),
    )
