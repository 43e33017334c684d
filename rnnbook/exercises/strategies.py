"""Strategies for arguments that only this book has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnbook.exercises.checker.strategies import Size, Sizes, Strategy, builds, resolve, seed

if TYPE_CHECKING:
    import torch

__all__ = ["simple_rnn"]


def simple_rnn(input_size: Size, hidden_size: Size, output_size: Size) -> Strategy:
    """Draw a ``SimpleRNN`` with float64 weights.

    Parameters
    ----------
    input_size, hidden_size, output_size : int or str
        The sizes, or the names of axes.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """
    given = (input_size, hidden_size, output_size)

    def draw(sizes: Sizes, generator: torch.Generator) -> Any:
        from rnnbook.models import SimpleRNN

        wanted = [resolve(size, sizes) for size in given]
        return SimpleRNN(*wanted, seed=seed().draw(sizes, generator)).double()

    return builds(draw, *(size for size in given if isinstance(size, str)))
