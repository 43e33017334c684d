"""Properties that several exercises demand of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rnnbook.exercises.checker.spec import Finding
from rnnbook.exercises.checker.strategies import Strategy

__all__ = ["without_autograd"]


def without_autograd(
    arguments: tuple[Strategy, ...], suggestion: str
) -> Callable[[Any, int], Finding | None]:
    """Return the property that an answer computes its gradients itself.

    Parameters
    ----------
    arguments : tuple of Strategy
        How the arguments of the call are drawn.
    suggestion : str
        Where to look if it does not.

    Returns
    -------
    callable
        ``property(target, seed)``, which calls the target where torch records nothing.
    """

    def computes_itself(target: Any, seed: int) -> Finding | None:
        import torch

        from rnnbook.exercises.checker.judging.cases import SIZES

        generator = torch.Generator().manual_seed(seed)
        drawn = [argument.draw(SIZES, generator) for argument in arguments]
        try:
            with torch.no_grad():
                target(*drawn)
        except RuntimeError as error:
            if "grad" not in str(error):
                raise
            return Finding(
                "It does not work where autograd is switched off.",
                "a result under torch.no_grad()",
                "an error",
                suggestion,
            )
        return None

    return computes_itself
