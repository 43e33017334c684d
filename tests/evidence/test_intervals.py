"""Intervals against closed forms, and their coverage in simulation."""

import numpy as np
import pytest
from scipy import stats

from rnnbook.evidence import mean, mean_difference, median, proportion


@pytest.mark.parametrize(("right", "n"), [(0, 10), (3, 10), (10, 10), (97, 100)])
def test_share_is_clopper_pearson(right, n):
    interval = proportion([True] * right + [False] * (n - right))
    low = stats.beta.ppf(0.025, right, n - right + 1) if right else 0.0
    high = stats.beta.ppf(0.975, right + 1, n - right) if right < n else 1.0
    assert interval.estimate == right / n
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-9)


def test_share_covers_the_truth_at_least_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(400):
        interval = proportion(rng.random(30) < 0.8)
        hits += interval.low <= 0.8 <= interval.high
    assert hits >= 0.93 * 400


@pytest.mark.parametrize(("statistic", "truth"), [(mean, 1.0), (median, np.log(2))])
def test_bootstrap_intervals_cover_the_truth_about_as_often_as_they_say(statistic, truth):
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(60):
        interval = statistic(rng.exponential(size=60))
        hits += interval.low <= truth <= interval.high
    assert hits >= 50


def test_pairs_are_compared_seed_by_seed():
    rng = np.random.default_rng(0)
    common = rng.normal(size=50)
    a, b = common + 0.1 + 0.01 * rng.normal(size=50), common
    paired = mean_difference(a, b)
    assert paired.low > 0.09
    assert paired.high < 0.11
    assert mean_difference(b, a).estimate == pytest.approx(-paired.estimate)


def test_equal_values_give_an_interval_without_width():
    interval = mean([0.5] * 20)
    assert (interval.low, interval.estimate, interval.high) == (0.5, 0.5, 0.5)


def test_a_higher_level_gives_a_wider_interval():
    values = np.random.default_rng(0).normal(size=40)
    narrow, wide = mean(values, level=0.8), mean(values, level=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_same_values_give_the_same_interval():
    values = np.random.default_rng(0).normal(size=40)
    assert mean(values) == mean(values)
