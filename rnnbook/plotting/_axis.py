"""Where the ticks of an axis stand, and what is written there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.ticker import FixedLocator, Formatter, Locator, MaxNLocator, NullLocator

__all__ = ["Decades", "Powers", "decades", "power_of_ten", "steps", "two_decimals"]

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Up to how many steps each has a tick, and powers of ten at most on a logarithmic axis.
EACH, MOST = 8, 5


class Decades(Locator):
    """Ticks of a logarithmic axis: powers of ten at even steps, and 1, 2, 5 where it is short."""

    def __call__(self) -> Any:
        return self.tick_values(*self.axis.get_view_interval())  # type: ignore[union-attr]

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:
        """Return the places of the ticks from ``vmin`` to ``vmax``."""
        if not 0 < vmin < vmax:
            return []
        low, high = math.log10(vmin), math.log10(vmax)
        if high - low < 2:
            digits = (1, 2, 5) if high - low >= 0.6 else (1, 1.5, 2, 3, 4, 5, 7)
            exponents = range(math.floor(low), math.ceil(high) + 1)
            values = [float(f"{d}e{exponent}") for exponent in exponents for d in digits]
            return [value for value in values if vmin <= value <= vmax]
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 10**9) if (high - low) / s <= MOST)
        first = step * math.ceil(low / step - 1e-9)
        return [10.0**exponent for exponent in range(first, math.floor(high + 1e-9) + 1, step)]


class Powers(Formatter):
    """Numbers of a logarithmic axis as people write them: all as powers where some must be."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return what stands at the ticks."""
        plain = [value for value in values if value > 0]
        far = bool(plain) and not 1e-4 <= min(plain) <= max(plain) < 1e5
        return [power_of_ten(value) if far else f"{value:g}" for value in values]


def power_of_ten(value: float) -> str:
    """Write a number above 0 as a power of ten, with letters that are as large as the others.

    >>> power_of_ten(1e-13), power_of_ten(1.0), power_of_ten(2e6)
    ('10⁻¹³', '1', '2·10⁶')
    """
    if value == 1:
        return "1"
    digits, _, exponent = f"{value:.2e}".partition("e")
    factor = f"{float(digits):g}"
    power = f"10{str(int(exponent)).translate(RAISED)}"
    return power if factor == "1" else f"{factor}·{power}"


def two_decimals(value: float) -> str:
    """Write a number with two decimals, and with more where two would round to 0 or 1 what is not.

    >>> two_decimals(0.5), two_decimals(0.9982), two_decimals(-0.25), two_decimals(1.0)
    ('0.50', '0.998', '−0.25', '1.00')
    """
    if abs(value) >= 1000:
        return f"{value:.0f}".replace("-", "−")
    for decimals in (2, 3, 4):
        shown = f"{value:.{decimals}f}"
        if float(shown) == value or float(shown) not in (-1, 0, 1):
            break
    return shown.replace("-", "−")


def decades(axis: Any) -> None:
    """Give a logarithmic axis ticks that are few and can be read."""
    axis.set_major_locator(Decades())
    axis.set_major_formatter(Powers())
    axis.set_minor_locator(NullLocator())


def steps(last: float) -> Locator:
    """Return where steps that are counted have their ticks: no halves, and each of a few."""
    if last <= EACH:
        return FixedLocator(list(range(int(last) + 1)))
    return MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=True)
