"""What a reader has in a terminal: files, progress, a list, a watch."""

__all__: list[str] = []
