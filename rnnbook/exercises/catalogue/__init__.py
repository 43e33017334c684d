"""The exercises, a folder each: ``exercise.py``, ``solution.py`` and the statement."""

__all__: list[str] = []
