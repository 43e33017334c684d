"""Contests: every side tuned on seeds of its own, and all compared on others."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from numbers import Real
from typing import Any

import numpy as np

from rnnbook.arguments import finite_array, instance, integer, one_of, quote, text
from rnnbook.evidence._intervals import Interval, mean, mean_difference, shown
from rnnbook.evidence._seeds import FIRST_FOR_TUNING, MOST_FOR_TUNING, seeds, tuning_seeds

__all__ = ["Contender", "Contest", "Entry", "contest"]

Setting = dict[str, Any]


@dataclass(frozen=True)
class Contender:
    """One side of a contest: how it is trained and scored, and the settings to choose from.

    Attributes
    ----------
    run : callable
        ``run(data, seeds, **setting)`` trains one model for each seed on its data, and returns
        one score for each, of shape (S,), measured on examples that were not trained on; or a
        pair of these scores and the models, so that the last ones can be looked at.
    grid : dict
        The values to try for each name in ``setting``; every combination is tried.
    parameters : int or callable, optional
        The number of weights: one number, or ``parameters(**setting)``.

    Examples
    --------
    >>> Contender(lambda data, seeds, lr: [lr] * len(seeds), {"lr": (0.1, 1.0)}).settings
    [{'lr': 0.1}, {'lr': 1.0}]
    """

    run: Callable[..., Any]
    grid: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    parameters: int | Callable[..., int] | None = None

    def __post_init__(self) -> None:
        if not callable(self.run):
            raise TypeError(f"run must be callable, got {quote(self.run)}")
        instance("grid", self.grid, Mapping, "a dictionary from names to values")
        if self.parameters is not None and not callable(self.parameters):
            integer("parameters", self.parameters)
        for name, values in self.grid.items():
            text("a name in grid", name)
            if isinstance(values, str) or not isinstance(values, Sequence) or not values:
                raise ValueError(f"grid[{name!r}] must list values to try, got {quote(values)}")

    @property
    def settings(self) -> list[Setting]:
        """Every combination of the values in the grid."""
        combinations = itertools.product(*self.grid.values())
        return [dict(zip(self.grid, chosen, strict=True)) for chosen in combinations]

    def weights(self, setting: Setting) -> int | None:
        """Return the number of weights with this setting."""
        return self.parameters(**setting) if callable(self.parameters) else self.parameters


@dataclass(frozen=True)
class Entry:
    """What one contender came to.

    Attributes
    ----------
    sweep : list of (dict, float)
        Each setting, and its mean score over the tuning seeds.
    setting : dict
        The one with the best mean, the first of those that share it.
    scores : array of shape (S,)
        Its scores on the test seeds.
    edges : list of str
        The names whose chosen value is the first or the last of several that were tried.
    parameters : int or None
        The number of weights.
    seconds : float
        The processor time that the run on the test seeds took.
    model : object
        What stood beside the scores in the run on the test seeds, None if nothing did.
    """

    sweep: list[tuple[Setting, float]]
    setting: Setting
    scores: np.ndarray
    edges: list[str]
    parameters: int | None
    seconds: float
    model: Any = None

    @property
    def mean(self) -> Interval:
        """The mean score over the test seeds."""
        return mean(self.scores)


@dataclass(frozen=True)
class Contest:
    """The result of a contest: for each contender, by name, an :class:`Entry`.

    Attributes
    ----------
    entries : dict of str to Entry
        What each contender came to.
    tuning, test : range
        The seeds on which settings were chosen, and those on which the results were compared.
    best : {'highest', 'lowest'}
        Which score is best.
    """

    entries: dict[str, Entry]
    tuning: range
    test: range
    best: str = "highest"

    def __getitem__(self, name: str) -> Entry:
        return self.entries[one_of("name", name, self.entries)]

    def difference(self, a: str, b: str) -> Interval:
        """Return the mean of ``a``'s score minus ``b``'s, paired by test seed.

        Where the highest score is best, ``a`` is ahead above 0, else below.
        """
        return mean_difference(self[a].scores, self[b].scores)

    @property
    def warnings(self) -> list[str]:
        """What to doubt: a setting at the edge of its grid, where a better one may lie beyond."""
        return [
            f"{name}: the best {label} tried, {_written(entry.setting[label])}, is the last on "
            "its side of the grid. A better one may lie beyond."
            for name, entry in self.entries.items()
            for label in entry.edges
        ]

    def rows(self) -> list[list[str]]:
        """Return the table: contender, settings tried, the one chosen, weights, mean, interval."""
        return [
            [
                name,
                str(len(entry.sweep)),
                _named(entry.setting) or "–",
                "–" if entry.parameters is None else str(entry.parameters),
                shown(average.estimate),
                f"{shown(average.low)} to {shown(average.high)}"
                if average.estimable
                else f"all {average.n} equal",
            ]
            for name, entry in self.entries.items()
            for average in [entry.mean]
        ]

    @property
    def _summary(self) -> str:
        return (
            f"Settings chosen on {len(self.tuning)} seeds, scores from {len(self.test)} others, "
            f"with 95 % intervals. The {self.best} score is best."
        )

    def __repr__(self) -> str:
        table = [list(HEAD), *self.rows()]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in table]
        return "\n".join([*lines, self._summary, *self.warnings])

    def _repr_html_(self) -> str:
        parts = [_table(HEAD, self.rows()), f"<p>{escape(self._summary)}</p>"]
        parts += [f"<p><strong>At the edge.</strong> {escape(line)}</p>" for line in self.warnings]
        tried = [
            [name, _named(setting), shown(score)]
            for name, entry in self.entries.items()
            for setting, score in entry.sweep
            if len(entry.sweep) > 1
        ]
        if tried:
            sweep = _table(("contender", "setting", "mean score"), tried)
            parts.append(f"<details><summary>Every setting tried</summary>{sweep}</details>")
        return f'<div class="rnnbook-contest">{"".join(parts)}</div>'


HEAD = ("contender", "settings", "chosen", "weights", "mean score", "interval")


def contest(
    data: Callable[[range], Any],
    contenders: Mapping[str, Contender],
    *,
    tuning: int,
    test: int,
    best: str = "highest",
) -> Contest:
    """Compare models fairly: each with its best setting, on seeds that chose none of them.

    Each contender tries all its settings on ``tuning`` seeds and keeps the one with the best mean
    score. Then each runs once on ``test`` other seeds. All have the same data, drawn anew for
    each seed, so that scores are paired and an interval covers the draw of the data as well as
    that of the weights.

    Parameters
    ----------
    data : callable
        ``data(seeds)`` draws what the contenders train on and are scored on, for each seed.
    contenders : dict of str to Contender
        At least two, by name.
    tuning, test : int
        The numbers of seeds, at least 2 each; the seeds never overlap.
    best : {'highest', 'lowest'}
        Which score is best.

    Returns
    -------
    Contest
        The settings, scores, differences and costs; it shows itself as a table.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of its kind, or a contender does not return one finite score for
        each seed; the message names it.

    Examples
    --------
    >>> draw = lambda seeds: np.array([np.random.default_rng(seed).normal() for seed in seeds])
    >>> near = Contender(lambda x, seeds, step: -abs(x - step), {"step": (-1, 0, 1)})
    >>> far = Contender(lambda x, seeds: -abs(x - 5))
    >>> result = contest(draw, {"near": near, "far": far}, tuning=20, test=30)
    >>> result["near"].setting, bool(result.difference("near", "far") > 1)
    ({'step': 0}, True)
    """
    if not callable(data):
        raise TypeError(f"data must be callable with the seeds, got {quote(data)}")
    instance("contenders", contenders, Mapping, "a dictionary from names to contenders")
    if len(contenders) < 2:
        raise ValueError(f"contenders must be at least two, got {list(contenders)}")
    for name, one in contenders.items():
        instance(
            f"contenders[{text('a name in contenders', name)!r}]", one, Contender, "a Contender"
        )
    one_of("best", best, ("highest", "lowest"))
    choosing = tuning_seeds(integer("tuning", tuning, minimum=2, maximum=MOST_FOR_TUNING))
    comparing = seeds(integer("test", test, minimum=2, maximum=FIRST_FOR_TUNING))
    tuning_data, test_data = data(choosing), data(comparing)
    entries = {}
    for name, one in contenders.items():
        sweep = [
            (setting, float(_run(name, one, tuning_data, choosing, setting)[0].mean()))
            for setting in one.settings
        ]
        sign = 1 if best == "highest" else -1
        setting, _ = max(sweep, key=lambda pair: sign * pair[1])
        start = time.process_time()
        scores, model = _run(name, one, test_data, comparing, setting)
        seconds = time.process_time() - start
        edges = [label for label in one.grid if _at_edge(label, setting, one.grid, sweep)]
        weights = one.weights(setting)
        entries[name] = Entry(sweep, setting, scores, edges, weights, seconds, model)
    return Contest(entries, choosing, comparing, best)


def _run(
    name: str, contender: Contender, data: Any, chosen: range, setting: Setting
) -> tuple[np.ndarray, Any]:
    """Return the checked scores, and the models where they stand beside them."""
    made, model = contender.run(data, chosen, **setting), None
    if isinstance(made, tuple) and len(made) == 2 and not isinstance(made[0], Real):
        made, model = made
    whose = repr(name) + (f" with {_named(setting)}" if setting else "")
    scores = finite_array(f"the scores of {whose}", made, ndim=1)
    if len(scores) != len(chosen):
        raise ValueError(
            f"{whose} must return one score for each of {len(chosen)} seeds, got {len(scores)}"
        )
    return scores, model


def _at_edge(
    label: str,
    setting: Setting,
    grid: Mapping[str, Sequence[Any]],
    sweep: list[tuple[Setting, float]],
) -> bool:
    """Whether a chosen number ends its grid, and the next one inside is worse.

    No value is beyond the only one that was tried, and none below zero where zero is the least;
    names, truth values and None have no order.
    """
    tried = grid[label]
    if any(isinstance(v, bool | np.bool_) or not isinstance(v, Real) for v in tried):
        return False
    values, chosen = sorted(set(tried)), setting[label]
    if len(values) < 2 or chosen not in (values[0], values[-1]) or chosen == values[0] == 0:
        return False
    neighbour = setting | {label: values[1] if chosen == values[0] else values[-2]}
    scores = [next(score for one, score in sweep if one == s) for s in (setting, neighbour)]
    return not math.isclose(*scores, rel_tol=1e-9)


def _written(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(getattr(value, "__name__", value))


def _named(setting: Setting) -> str:
    return ", ".join(f"{label} {_written(value)}" for label, value in setting.items())


def _table(head: Sequence[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
