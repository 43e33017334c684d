"""The check of an answer: it knows no file, no process and no screen."""

__all__: list[str] = []
