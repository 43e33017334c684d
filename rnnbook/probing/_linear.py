"""What a linear map can read from a state, and what that is worth beside its controls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from rnnbook.arguments import finite_array, generator_from, instance, number, quote, text

__all__ = ["linear_probe", "probe_by_class", "probe_with_controls"]


def linear_probe(
    features: Any, target: Any, *, where: Any = None, held_out: float = 0.5, penalty: float = 1.0
) -> float:
    r"""Return how well a linear map reads a target, on sequences that it was not fitted to.

    A target of an integer type is a class: a logistic regression is fitted, and the score is the
    share of right answers. One of a floating-point type is a quantity: ridge regression, and the
    score is

    .. math:: R^2 = 1 - \frac{\sum (v - \hat v)^2}{\sum (v - \bar v)^2}

    with the mean of what is held out. Features are scaled to variance 1 first (by what they are
    in the fitted part). The first sequences are fitted and the last held out, whole sequences at
    a time: steps of one sequence resemble each other, and must not stand on both sides.

    Parameters
    ----------
    features : array of shape (N, F) or (N, T, F)
        One vector for each sequence, or one for each step.
    target : array of shape (N,) or (N, T)
        What is to be read from each.
    where : array of bool, of the shape of ``target``, optional
        Which steps count, for fitting and for the score; all of them if left out.
    held_out : float
        The share of the sequences that is held out, above 0 and below 1.
    penalty : float
        The strength of the quadratic penalty on the weights, above 0.

    Returns
    -------
    float
        The accuracy, between 0 and 1, or :math:`R^2`, at most 1.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, or the fitted part of the target has one class, or either part of
        it one value, only, or ``where`` leaves nothing of a part.

    References
    ----------
    Alain and Bengio (2016) probe the layers of a network in this way.

    Examples
    --------
    >>> rows = np.random.default_rng(0).normal(size=(200, 3))
    >>> linear_probe(rows, (rows[:, 0] > 0).astype(int)) > 0.9
    True
    """
    X, y, is_class = _checked("features", features, target)
    rows = _rows(where, target, y)
    fitted = _fitted_part(len(X), held_out)
    strength = number("penalty", penalty, above=0)
    return _score(X, y, rows, fitted, is_class, strength)


def probe_by_class(
    features: Any, target: Any, *, where: Any = None, held_out: float = 0.5, penalty: float = 1.0
) -> dict[int, float]:
    """Return, for each class, how much of it a linear probe finds on held-out sequences.

    One share for all classes together hides which of them a probe confuses. Here each class has
    its own: of the steps that have this class, the share that the probe of :func:`linear_probe`
    gives it (the recall).

    Parameters
    ----------
    features : array of shape (N, F) or (N, T, F)
        One vector for each sequence, or one for each step.
    target : array of int, of shape (N,) or (N, T)
        The class of each.
    where, held_out, penalty
        As in ``linear_probe``.

    Returns
    -------
    dict of int to float
        The share for each class that occurs in what is held out, in ascending order.

    Raises
    ------
    TypeError, ValueError
        As in ``linear_probe``, and if ``target`` is not of an integer type.

    Examples
    --------
    >>> rows = np.random.default_rng(0).normal(size=(200, 3))
    >>> shares = probe_by_class(rows, (rows[:, 0] > 0).astype(int))
    >>> {label: share > 0.9 for label, share in shares.items()}
    {0: True, 1: True}
    """
    X, y, is_class = _checked("features", features, target)
    if not is_class:
        raise TypeError(f"target must be of an integer type, got {quote(target)}")
    rows = _rows(where, target, y)
    strength = number("penalty", penalty, above=0)
    probe, X_new, y_new = _fit(X, y, rows, _fitted_part(len(X), held_out), True, strength)
    right = probe.predict(X_new) == y_new
    return {int(label): float(right[y_new == label].mean()) for label in np.unique(y_new)}


def probe_with_controls(
    features: Mapping[str, Any],
    target: Any,
    *,
    seed: Any,
    where: Any = None,
    held_out: float = 0.5,
    penalty: float = 1.0,
) -> dict[str, float]:
    """Return the scores of several linear probes for one target, and of one for shuffled targets.

    A score alone says little. The states of an *untrained* network hold much of what was read,
    the current input may hold the target by itself, and a probe with many features finds
    something in anything. Give all of these names of their own, and compare.

    Parameters
    ----------
    features : mapping of str to array of shape (N, F) or (N, T, F)
        For example ``{"trained": ..., "untrained": ..., "input alone": ...}``. The first is also
        probed for targets that were shuffled, over sequences and steps: what it gets there, it
        gets for nothing. (The control tasks of Hewitt and Liang, 2019, are sharper: their random
        targets are the same for the same input, so that a probe can learn them by heart.)
    target : array of shape (N,) or (N, T)
        What is to be read.
    seed : int or torch.Generator
        Where the shuffling comes from.
    where, held_out, penalty
        As in ``linear_probe``. Only targets that count are shuffled.

    Returns
    -------
    dict of str to float
        The scores under the names of the features, and under ``"shuffled targets"``.

    Examples
    --------
    >>> rows = np.random.default_rng(0).normal(size=(200, 3))
    >>> target = (rows[:, 0] > 0).astype(int)
    >>> scores = probe_with_controls({"all": rows, "last": rows[:, 2:]}, target, seed=0)
    >>> scores["all"] > 0.9 > 0.6 > scores["last"]
    True
    """
    instance("features", features, Mapping, "a mapping from names to arrays")
    if not features:
        raise ValueError("features must name at least one array, got none")
    generator = generator_from("seed", seed)
    strength = number("penalty", penalty, above=0)
    if "shuffled targets" in features:
        raise ValueError("features must not use the name 'shuffled targets', got it")
    scores: dict[str, float] = {}
    parts = []
    for name, value in features.items():
        X, y, is_class = _checked(f"features[{text('features', name)!r}]", value, target)
        fitted, rows = _fitted_part(len(X), held_out), _rows(where, target, y)
        parts.append((X, y, rows, fitted, is_class))
        scores[name] = _score(X, y, rows, fitted, is_class, strength)
    first, y, rows, fitted, is_class = parts[0]
    order = torch.randperm(int(rows.sum()), generator=generator).numpy()
    shuffled = y.copy()
    shuffled[rows] = y[rows][order]
    scores["shuffled targets"] = _score(first, shuffled, rows, fitted, is_class, strength)
    return scores


def _score(
    X: np.ndarray, y: np.ndarray, rows: np.ndarray, fitted: int, is_class: bool, penalty: float
) -> float:
    """Return the held-out score for features (N, T, F) and targets (N, T)."""
    probe, X_new, y_new = _fit(X, y, rows, fitted, is_class, penalty)
    return float(probe.score(X_new, y_new))


def _fit(
    X: np.ndarray, y: np.ndarray, rows: np.ndarray, fitted: int, is_class: bool, penalty: float
) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return the probe, and the features and targets that are held out."""
    X_fit, X_new = X[:fitted][rows[:fitted]], X[fitted:][rows[fitted:]]
    y_fit, y_new = y[:fitted][rows[:fitted]], y[fitted:][rows[fitted:]]
    _require_variety(y_fit, "fitted")
    if not is_class:
        _require_variety(y_new, "held-out")
    estimator: Any = (
        LogisticRegression(C=1 / penalty, max_iter=1000) if is_class else Ridge(alpha=penalty)
    )
    return make_pipeline(StandardScaler(), estimator).fit(X_fit, y_fit), X_new, y_new


def _require_variety(y: np.ndarray, part: str) -> None:
    if not y.size:
        raise ValueError(f"where must leave something of the {part} part, got nothing")
    if (y == y[0]).all():
        raise ValueError(f"target must differ in its {part} part, got {y[0]:g} everywhere")


def _rows(where: Any, target: Any, y: np.ndarray) -> np.ndarray:
    """Return which of the targets count, of the shape (N, T) of ``y``."""
    if where is None:
        return np.ones(y.shape, dtype=bool)
    rows = np.asarray(where)
    shape = tuple(np.shape(target))
    if rows.dtype != bool or rows.shape != shape:
        raise ValueError(
            f"where must be truth values of the shape {shape} of target, got {quote(where)}"
        )
    return rows.reshape(y.shape)


def _fitted_part(count: int, held_out: float) -> int:
    share = number("held_out", held_out, above=0, below=1)
    fitted = round(count * (1 - share))
    if not 2 <= fitted <= count - 2:
        raise ValueError(f"held_out must leave two sequences on each side of {count}, got {share}")
    return fitted


def _checked(name: str, features: Any, target: Any) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return the features as (N, T, F), the target as (N, T), and whether it is a class."""
    X = finite_array(name, features, ndim=(2, 3))
    y = finite_array("target", target, ndim=(1, 2))
    if y.shape != X.shape[:-1]:
        raise ValueError(f"target must have the shape {X.shape[:-1]} of {name}, got {quote(y)}")
    if isinstance(target, Tensor):
        whole = not target.is_floating_point()
    else:
        whole = np.asarray(target).dtype.kind in "iu"
    return X.reshape(len(X), -1, X.shape[-1]), y.reshape(len(y), -1), whole
