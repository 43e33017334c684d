"""Intervals: how far a statistic over seeds can be trusted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from torch import Tensor

from rnnbook.arguments import finite_array, number, quote

__all__ = [
    "Comparison",
    "Interval",
    "mean",
    "mean_difference",
    "median",
    "proportion",
    "shown",
    "truth_values",
]

RESAMPLES = 9999


@dataclass(frozen=True)
class Interval:
    """An estimate over ``n`` seeds and the interval that goes with it.

    Attributes
    ----------
    estimate : float
        The statistic of the sample.
    low, high : float
        The ends of the interval.
    n : int
        The number of seeds.
    level : float
        The confidence level, 0.95 unless asked otherwise.
    statistic : str
        What was estimated: ``'proportion'``, ``'mean'``, ``'median'`` or ``'mean difference'``.

    Examples
    --------
    >>> Interval(0.5, 0.4, 0.6, n=100, level=0.95, statistic="proportion")
    proportion 0.500, 95 % interval 0.400 to 0.600, n = 100
    """

    estimate: float
    low: float
    high: float
    n: int
    level: float
    statistic: str

    def __gt__(self, threshold: float) -> Comparison:
        """Compare the whole interval with a threshold it should lie above."""
        return Comparison(self, above=number("threshold", threshold))

    def __lt__(self, threshold: float) -> Comparison:
        """Compare the whole interval with a threshold it should lie below."""
        return Comparison(self, below=number("threshold", threshold))

    def inside(self, low: float, high: float) -> Comparison:
        """Compare the whole interval with two thresholds it should lie between."""
        low = number("low", low)
        return Comparison(self, above=low, below=number("high", high, above=low))

    def __iter__(self) -> Iterator[float]:
        """Yield the estimate and the two ends, for unpacking and plotting."""
        yield from (self.estimate, self.low, self.high)

    @property
    def estimable(self) -> bool:
        """Whether the values differed: from equal ones a bootstrap learns nothing of the rest."""
        return self.low < self.high

    def __str__(self) -> str:
        if not self.estimable:
            return f"{self.statistic} {shown(self.estimate)}, no interval, all {self.n} equal"
        return (
            f"{self.statistic} {shown(self.estimate)}, {100 * self.level:.3g} % interval "
            f"{shown(self.low)} to {shown(self.high)}, n = {self.n}"
        )

    __repr__ = __str__


@dataclass(frozen=True)
class Comparison:
    """Whether a whole interval lies on one side of a threshold, and with how much room.

    Made by comparing an interval: ``interval > 0.9``, ``interval < 0.1``,
    ``interval.inside(-0.03, 0.03)``. True if the comparison holds.

    Attributes
    ----------
    interval : Interval
        What is compared.
    above, below : float or None
        The thresholds.

    Examples
    --------
    >>> comparison = Interval(0.5, 0.4, 0.6, n=100, level=0.95, statistic="mean") > 0.3
    >>> bool(comparison), round(comparison.margin, 3)
    (True, 2.0)
    """

    interval: Interval
    above: float | None = None
    below: float | None = None

    def __bool__(self) -> bool:
        return (self.above is None or self.interval.low > self.above) and (
            self.below is None or self.interval.high < self.below
        )

    @property
    def margin(self) -> float:
        """The room between the estimate and the threshold, relative to that of the interval.

        With an estimate :math:`e`, the end :math:`b` of its interval that faces the threshold
        :math:`c`, it is :math:`(e - c) / (e - b)`: the two ends lie at different distances from
        the estimate. The comparison holds above 1. Of two thresholds, the one with less room
        counts. Infinite if the interval has no width.
        """
        estimate, low, high = self.interval
        room = []
        if self.above is not None:
            room.append(_ratio(estimate - self.above, estimate - low))
        if self.below is not None:
            room.append(_ratio(self.below - estimate, high - estimate))
        return min(room)


def proportion(holds: Any, *, level: float = 0.95) -> Interval:
    r"""Return the proportion of true values with its exact (Clopper-Pearson) interval.

    The interval holds every proportion :math:`p` for which neither tail of the binomial
    distribution :math:`B(n, p)` beyond the observed count is smaller than
    :math:`(1 - \mathit{level}) / 2`.

    Parameters
    ----------
    holds : sequence of bool, shape (n,)
        One truth value for each seed.
    level : float
        The confidence level, between 0 and 1.

    Returns
    -------
    Interval
        With ``statistic='proportion'``.

    Raises
    ------
    TypeError, ValueError
        If ``holds`` is not a non-empty row of truth values or ``level`` is not inside (0, 1).

    Examples
    --------
    >>> proportion([True] * 99 + [False])
    proportion 0.990, 95 % interval 0.946 to 1.000, n = 100
    """
    level = _checked_level(level)
    values = truth_values(holds, ndim=1)
    result = stats.binomtest(int(values.sum()), len(values))
    bounds = result.proportion_ci(confidence_level=level, method="exact")
    return Interval(
        float(values.mean()),
        float(bounds.low),
        float(bounds.high),
        len(values),
        level,
        "proportion",
    )


def mean(values: Any, *, level: float = 0.95) -> Interval:
    """Return the mean over seeds with a bootstrap interval.

    The interval is the bias-corrected and accelerated bootstrap interval of
    ``scipy.stats.bootstrap``, from 9999 resamples with a fixed seed. Where all values are equal
    there is none: its two ends are the estimate, and :attr:`Interval.estimable` is False. Count
    such outcomes with :func:`proportion`, whose interval is exact.

    Parameters
    ----------
    values : array of shape (n,)
        One number for each seed, n at least 2.
    level : float
        The confidence level, between 0 and 1.

    Returns
    -------
    Interval
        With ``statistic='mean'``.

    Raises
    ------
    TypeError, ValueError
        If ``values`` is not a row of at least two finite numbers or ``level`` is not in (0, 1).

    Examples
    --------
    >>> mean([1.0, 2.0, 3.0, 4.0, 5.0])
    mean 3.00, 95 % interval 1.80 to 4.20, n = 5
    """
    return _bootstrap(_sample("values", values), np.mean, level, "mean")


def median(values: Any, *, level: float = 0.95) -> Interval:
    """Return the median over seeds with a bootstrap (percentile) interval.

    Parameters
    ----------
    values : array of shape (n,)
        One number for each seed, n at least 2.
    level : float
        The confidence level, between 0 and 1.

    Returns
    -------
    Interval
        With ``statistic='median'``.

    Raises
    ------
    TypeError, ValueError
        If ``values`` is not a row of at least two finite numbers or ``level`` is not in (0, 1).

    Examples
    --------
    >>> median([1.0, 2.0, 3.0, 4.0, 50.0]).estimate
    3.0
    """
    return _bootstrap(_sample("values", values), np.median, level, "median", method="percentile")


def mean_difference(a: Any, b: Any, *, level: float = 0.95) -> Interval:
    r"""Return the mean of ``a - b``, seed by seed, with a bootstrap interval.

    .. math:: \frac{1}{n} \sum_{s=1}^{n} (a_s - b_s)

    Parameters
    ----------
    a, b : arrays of shape (n,)
        Two numbers for each seed, in the same order.
    level : float
        The confidence level, between 0 and 1.

    Returns
    -------
    Interval
        With ``statistic='mean difference'``.

    Raises
    ------
    TypeError, ValueError
        If the rows are not of one length, not finite or too short, or ``level`` is not in (0, 1).

    Examples
    --------
    >>> mean_difference([1.0, 2.0, 3.0], [0.5, 1.0, 1.5]).estimate
    1.0
    """
    first, second = _sample("a", a), _sample("b", b)
    if len(first) != len(second):
        raise ValueError(
            f"a and b must have one value for each seed, got {len(first)} and {len(second)}"
        )
    return _bootstrap(first - second, np.mean, level, "mean difference")


def _bootstrap(
    values: np.ndarray,
    statistic: Callable[..., Any],
    level: float,
    name: str,
    method: str = "BCa",
) -> Interval:
    level = _checked_level(level)
    estimate = float(statistic(values))
    if np.ptp(values) == 0:
        return Interval(estimate, estimate, estimate, len(values), level, name)
    bounds = stats.bootstrap(
        (values,),
        statistic,
        n_resamples=RESAMPLES,
        confidence_level=level,
        method=method,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Interval(estimate, float(bounds.low), float(bounds.high), len(values), level, name)


def _sample(name: str, values: Any) -> np.ndarray:
    array = finite_array(name, values, ndim=1)
    if len(array) < 2:
        raise ValueError(f"{name} must hold at least 2 numbers, one for each seed, got {array}")
    return array


def truth_values(holds: Any, *, ndim: int | None = None) -> np.ndarray:
    """Return truth values as an array, of any rank unless ``ndim`` names one."""
    values = np.asarray(holds.cpu() if isinstance(holds, Tensor) else holds)
    expected = "holds must be a row of truth values, one for each seed"
    if ndim is None:
        expected = "holds must be truth values, one for each case"
    if values.size == 0:
        raise ValueError(f"{expected}, got none")
    if values.dtype != np.bool_:
        raise TypeError(f"{expected}, got {quote(holds)}")
    if ndim is not None and values.ndim != ndim:
        raise ValueError(f"{expected}, got {quote(values)}")
    return values


def _checked_level(level: float) -> float:
    return number("level", level, above=0, below=1)


def _ratio(room: float, half_width: float) -> float:
    if half_width > 0:
        return room / half_width
    return math.inf if room > 0 else -math.inf


def shown(value: float) -> str:
    """Write three decimals near 1, and three significant digits elsewhere."""
    return f"{value:.3f}" if 0.1 <= abs(value) <= 1 or value == 0 else f"{value:#.3g}"
