"""Windows and autocorrelation, against their sums written out."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.data import autocorrelation, windows


@given(
    steps=st.integers(2, 30),
    length=st.integers(1, 8),
    horizon=st.integers(1, 5),
    step=st.integers(1, 6),
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_windows_are_the_elements_of_the_equation(steps, length, horizon, step):
    series = torch.arange(1.0, 2 * steps + 1, dtype=torch.float64).reshape(steps, 2)
    if length + horizon > steps:
        with pytest.raises(ValueError, match="length and horizon"):
            windows(series, length, horizon=horizon, step=step)
        return
    x, y = windows(series, length, horizon=horizon, step=step)
    n = 0
    while n * step + length + horizon <= steps:
        first = n * step
        for i in range(length):
            assert x[n, i].tolist() == series[first + i].tolist()
        for j in range(horizon):
            assert y[n, j].tolist() == series[first + length + j].tolist()
        n += 1
    assert len(x) == len(y) == n


def test_windows_do_not_share_memory():
    series = torch.zeros(6, 1)
    x, _ = windows(series, 2)
    x[0] = 5
    assert bool((x[1] == 0).all())
    assert bool((series == 0).all())


@pytest.mark.parametrize("lag", [0, 1, 3, 11])
def test_autocorrelation_is_its_sum(lag):
    x = np.random.default_rng(0).normal(size=(4, 12)).cumsum(axis=1)
    expected = []
    for row in x:
        centre = sum(row) / 12
        top = sum((row[t] - centre) * (row[t + lag] - centre) for t in range(12 - lag))
        expected.append(top / sum((value - centre) ** 2 for value in row))
    found = autocorrelation(torch.from_numpy(x), lag)
    torch.testing.assert_close(found, torch.tensor(expected, dtype=torch.float64))


def test_autocorrelation_knows_swings_waves_and_noise():
    swing = torch.tensor([1.0, -1.0], dtype=torch.float64).repeat(500)
    assert autocorrelation(swing).item() == pytest.approx(-1, abs=2e-3)
    wave = torch.sin(2 * torch.pi * torch.arange(10_000, dtype=torch.float64) / 100)
    assert autocorrelation(wave, 50).item() == pytest.approx(-1, abs=0.01)
    assert autocorrelation(wave, 25).item() == pytest.approx(0, abs=0.01)
    noise = torch.randn(10_000, generator=torch.Generator().manual_seed(0))
    assert abs(autocorrelation(noise).item()) < 0.04


def test_level_and_scale_do_not_matter():
    x = torch.randn(3, 50, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    torch.testing.assert_close(autocorrelation(x, 2), autocorrelation(5 - 3 * x, 2))
