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

__all__ = ["linear_probe", "probe_with_controls"]


def linear_probe(
    features: Any, target: Any, *, held_out: float = 0.5, penalty: float = 1.0
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
        If the shapes do not fit, or the fitted part
        of the target has one class, or either part of it one value, only.

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
    fitted = _fitted_part(len(X), held_out)
    strength = number("penalty", penalty, above=0)
    return _score(X, y, fitted, is_class, strength)


def probe_with_controls(
    features: Mapping[str, Any],
    target: Any,
    *,
    seed: Any,
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
    held_out, penalty : float
        As in ``linear_probe``.

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
        fitted = _fitted_part(len(X), held_out)
        parts.append((X, y, fitted, is_class))
        scores[name] = _score(X, y, fitted, is_class, strength)
    first, y, fitted, is_class = parts[0]
    order = torch.randperm(y.size, generator=generator).numpy()
    shuffled = y.ravel()[order].reshape(y.shape)
    scores["shuffled targets"] = _score(first, shuffled, fitted, is_class, strength)
    return scores


def _score(X: np.ndarray, y: np.ndarray, fitted: int, is_class: bool, penalty: float) -> float:
    """Return the held-out score for features (N, T, F) and targets (N, T)."""
    X_fit, X_new = (part.reshape(-1, X.shape[-1]) for part in (X[:fitted], X[fitted:]))
    y_fit, y_new = y[:fitted].ravel(), y[fitted:].ravel()
    _require_variety(y_fit, "fitted")
    if not is_class:
        _require_variety(y_new, "held-out")
    estimator: Any = (
        LogisticRegression(C=1 / penalty, max_iter=1000) if is_class else Ridge(alpha=penalty)
    )
    probe = make_pipeline(StandardScaler(), estimator).fit(X_fit, y_fit)
    return float(probe.score(X_new, y_new))


def _require_variety(y: np.ndarray, part: str) -> None:
    if (y == y[0]).all():
        raise ValueError(f"target must differ in its {part} part, got {y[0]:g} everywhere")


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
