"""Checks in processes of their own, with limits on time, memory and output."""

__all__: list[str] = []
