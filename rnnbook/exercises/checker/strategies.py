"""Strategies for the arguments of an exercise, for whatever sizes its axes have.

Each function returns a ``Strategy``. A size is a number or the name of an axis, such as ``"T"``.
Floating-point values are float64, so that a small difference is a mistake and not rounding; what an
answer makes without a word about its dtype is float64 as well while it is checked.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = [
    "Size",
    "Sizes",
    "Strategy",
    "builds",
    "integers",
    "just",
    "lengths",
    "normal",
    "resolve",
    "sampled_from",
    "seed",
    "size",
    "uniform",
]

Size = int | str
Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Strategy:
    """A way to draw one argument.

    Attributes
    ----------
    draw : callable
        ``draw(sizes, generator) -> value``.
    axes : tuple of str
        The names of the axes that it uses.
    """

    draw: Callable[[Sizes, torch.Generator], Any]
    axes: tuple[str, ...] = ()


def _named(*sizes: Size) -> tuple[str, ...]:
    return tuple(s for s in sizes if isinstance(s, str))


def resolve(size: Size, sizes: Sizes) -> int:
    """Return a size that may be given as the name of an axis."""
    return sizes[size] if isinstance(size, str) else size


def normal(*shape: Size, scale: float = 1.0) -> Strategy:
    """Draw a tensor of normal numbers with mean 0 and standard deviation ``scale``.

    Parameters
    ----------
    *shape : int or str
        The size of each axis, or its name.
    scale : float, optional
        The standard deviation.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """

    def draw(sizes: Sizes, generator: torch.Generator) -> Any:
        import torch

        dims = [resolve(s, sizes) for s in shape]
        return scale * torch.randn(dims, generator=generator, dtype=torch.float64)

    return Strategy(draw, _named(*shape))


def uniform(low: float, high: float, *shape: Size) -> Strategy:
    """Draw a tensor of numbers spread evenly between ``low`` and ``high``, or one such number.

    Parameters
    ----------
    low, high : float
        The range.
    *shape : int or str
        The size of each axis, or its name; without any, one number is drawn.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """

    def draw(sizes: Sizes, generator: torch.Generator) -> Any:
        import torch

        dims = [resolve(s, sizes) for s in shape]
        values = torch.rand(dims, generator=generator, dtype=torch.float64)
        scaled = low + (high - low) * values
        return scaled if shape else scaled.item()

    return Strategy(draw, _named(*shape))


def integers(low: int, high: Size, *shape: Size) -> Strategy:
    """Draw an int64 tensor from ``low`` to ``high - 1``, or one such integer without a shape.

    Parameters
    ----------
    low : int
        The smallest value.
    high : int or str
        One more than the largest value, or the name of an axis.
    *shape : int or str
        The size of each axis, or its name.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """

    def draw(sizes: Sizes, generator: torch.Generator) -> Any:
        import torch

        dims = [resolve(s, sizes) for s in shape]
        values = torch.randint(low, resolve(high, sizes), dims, generator=generator)
        return values if shape else int(values)

    return Strategy(draw, _named(high, *shape))


def lengths(count: Size, longest: Size) -> Strategy:
    """Draw ``count`` lengths from 1 to ``longest``, as int64; one of them is the longest.

    Parameters
    ----------
    count, longest : int or str
        How many there are and the largest, or the names of axes.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """

    def draw(sizes: Sizes, generator: torch.Generator) -> Any:
        import torch

        n, top = resolve(count, sizes), resolve(longest, sizes)
        values = torch.randint(1, top + 1, (n,), generator=generator)
        values[int(torch.randint(n, (), generator=generator))] = top
        return values

    return Strategy(draw, _named(count, longest))


def size(name: str) -> Strategy:
    """Pass the size of an axis itself.

    Parameters
    ----------
    name : str
        The axis.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """
    return Strategy(lambda sizes, generator: sizes[name], (name,))


def seed() -> Strategy:
    """Draw a seed: an integer from 0 to 9999."""
    return integers(0, 10_000)


def just(value: Any) -> Strategy:
    """Pass always the same value, a copy of it each time.

    Parameters
    ----------
    value : object
        The value.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """
    return Strategy(lambda sizes, generator: copy.deepcopy(value))


def sampled_from(*values: Any) -> Strategy:
    """Draw one of the values.

    Parameters
    ----------
    *values : object
        The values.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """

    def draw(sizes: Sizes, generator: torch.Generator) -> Any:
        import torch

        return values[int(torch.randint(len(values), (), generator=generator))]

    return Strategy(draw)


def builds(draw: Callable[[Sizes, torch.Generator], Any], *axes: str) -> Strategy:
    """Pass what ``draw(sizes, generator)`` returns, for example a network.

    Parameters
    ----------
    draw : callable
        Called with a mapping of axis names to sizes, and a ``torch.Generator``.
    *axes : str
        The names of the axes it uses.

    Returns
    -------
    Strategy
        How the argument is drawn.
    """
    return Strategy(draw, axes)
