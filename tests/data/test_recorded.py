"""Recorded data: what is in them, and that nothing is fetched."""

import builtins
import contextlib
import io
import socket
import subprocess
import sys
import urllib.request

import numpy as np
import pytest
import torch

from rnnbook.data import (
    _recorded,
    builtin_text,
    daily_temperatures,
    monthly_prices,
    motion_sensors,
    spoken_vowels,
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("something was fetched from the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)


def test_no_day_is_missing_from_the_temperatures():
    weather = daily_temperatures()
    assert weather.values.shape == (1461, 2)
    assert weather.values.dtype == torch.float32
    assert bool(torch.isfinite(weather.values).all())
    assert bool((np.diff(weather.times) == np.timedelta64(1, "D")).all())
    assert str(weather.times[0]) == "2012-01-01"
    # The first line of the file: 2012/01/01,0.0,12.8,5.0,4.7,drizzle
    assert weather.values[0].tolist() == pytest.approx([12.8, 5.0])
    assert torch.equal(weather["minimum"], weather.values[:, 1])
    assert bool((weather["maximum"] >= weather["minimum"]).all())
    with pytest.raises(ValueError, match=r"name must be one of 'maximum', 'minimum', got 'noon'"):
        weather["noon"]


def test_prices_are_monthly_and_in_the_columns_that_are_named():
    prices = monthly_prices()
    assert prices.values.shape == (123, 4)
    months = prices.times.astype("datetime64[M]")
    assert bool((np.diff(months) == np.timedelta64(1, "M")).all())
    # Lines of the file: MSFT,Jan 1 2000,39.81 and MSFT,Feb 1 2000,36.35
    assert prices["MSFT"][:2].tolist() == pytest.approx([39.81, 36.35])
    assert prices["AAPL"][-1].item() == pytest.approx(223.02)
    assert bool((prices.values > 0).all())


@pytest.mark.parametrize("part", ["train", "test"])
def test_motion_sensors_are_ten_recordings_of_each_activity(part):
    motion = motion_sensors(part)
    assert {tuple(s.shape) for s in motion.sequences} == {(100, 6)}
    assert motion.labels.bincount().tolist() == [10, 10, 10, 10]
    assert len(motion.names) == 6
    x = torch.stack(motion.sequences)
    swing = {name: x[motion.labels == c].std() for c, name in enumerate(motion.classes)}
    assert swing["standing"] < swing["walking"] < swing["running"]


def test_time_and_channels_are_not_mixed_up():
    # The start of the first line of BasicMotions_TRAIN.ts: its first channel, over time.
    first = motion_sensors().sequences[0]
    expected = [0.079106, 0.079106, -0.903497, 1.116125]
    assert first[:4, 0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize(("part", "count", "longest"), [("train", 270, 26), ("test", 370, 29)])
def test_vowels_have_different_lengths_and_nine_speakers(part, count, longest):
    vowels = spoken_vowels(part)
    lengths = [len(s) for s in vowels.sequences]
    assert (len(lengths), min(lengths), max(lengths)) == (count, 7, longest)
    assert all(s.shape[1] == 12 and bool(torch.isfinite(s).all()) for s in vowels.sequences)
    assert vowels.labels.unique().tolist() == list(range(9))
    assert vowels.classes == tuple("123456789")


def test_every_speaker_has_thirty_training_sequences():
    assert spoken_vowels().labels.bincount().tolist() == [30] * 9


def test_texts_are_what_they_are_called():
    pictographs = builtin_text("pictographs")
    assert pictographs.count("\n") == 847
    assert "GRINNING FACE\n" in pictographs
    assert pictographs.isupper()
    zen = builtin_text("zen")
    assert zen.startswith("The Zen of Python")
    assert "while" in builtin_text("help")


def test_the_zen_is_not_printed():
    sys.modules.pop("this", None)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        builtin_text("zen")
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("function", "package"),
    [(daily_temperatures, "vega_datasets"), (motion_sensors, "sktime"), (spoken_vowels, "sktime")],
)
def test_a_missing_package_is_named_with_the_cure(monkeypatch, function, package):
    for name in [n for n in sys.modules if n.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def blocked(name, *rest):
        if name.partition(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", blocked)
    monkeypatch.setattr(_recorded.importlib, "import_module", blocked)
    with pytest.raises(ModuleNotFoundError, match=f"pip install {package}"):
        function()


def test_importing_the_data_room_does_not_import_the_packages():
    code = (
        "import rnnbook.data, sys; "
        "print(sorted({'pandas', 'sktime', 'vega_datasets', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
