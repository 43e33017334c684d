"""What goes wrong because of something that an author or a reader can put right."""


class Problem(Exception):  # noqa: N818
    """Something to put right; the text says what, and names the file."""
