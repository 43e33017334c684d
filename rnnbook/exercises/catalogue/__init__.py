"""The exercises, a folder each: exercise.py, solution.py, the statement."""

__all__: list[str] = []
