"""What `python -m bookbuild` can do: one module a command."""
