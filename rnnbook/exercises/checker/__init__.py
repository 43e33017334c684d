"""A checker of exercises: it knows one book by a ``Catalogue``, and nothing else of it.

A ``spec.Exercise`` says what is asked. ``notebook`` and ``terminal`` are what a reader uses;
``runner`` has an answer checked in a process of its own, and ``judging`` is what happens in there.
"""

__all__: list[str] = []
