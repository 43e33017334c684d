"""Recorded sequences that come inside installed packages: nothing is ever downloaded.

The packages are imported inside the functions, so that ``rnnbook.data`` stays light. The data
have no seed: every call returns the same values.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib
import io
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rnnbook.arguments import one_of

__all__ = [
    "LabelledSequences",
    "Recording",
    "builtin_text",
    "daily_temperatures",
    "monthly_prices",
    "motion_sensors",
    "spoken_vowels",
]


@dataclass(frozen=True, eq=False)
class Recording:
    """One long series of measurements, evenly spaced in time.

    Attributes
    ----------
    values : Tensor of shape (T, D)
        The measurements in order of time, of torch's default dtype.
    times : array of shape (T,)
        When each was made, ``datetime64[D]``.
    names : tuple of D str
        What the features are.
    unit : str
        What they are measured in.
    source : str
        Where they come from.
    """

    values: Tensor
    times: np.ndarray
    names: tuple[str, ...]
    unit: str
    source: str

    def __getitem__(self, name: str) -> Tensor:
        """Return the series of one feature, of shape (T,)."""
        return self.values[:, self.names.index(one_of("name", name, self.names))]


@dataclass(frozen=True, eq=False)
class LabelledSequences:
    """Many sequences, perhaps of different lengths, each with a label.

    Attributes
    ----------
    sequences : tuple of N tensors of shape (T_n, D)
        The sequences, of torch's default dtype.
    labels : Tensor of shape (N,)
        Their classes, numbers from 0, int64.
    classes : tuple of C str
        What the classes are.
    names : tuple of D str
        What the features are.
    unit : str
        What they are measured in.
    source : str
        Where they come from.
    """

    sequences: tuple[Tensor, ...]
    labels: Tensor
    classes: tuple[str, ...]
    names: tuple[str, ...]
    unit: str
    source: str


def daily_temperatures() -> Recording:
    """Return the highest and the lowest temperature of every day in Seattle, 2012 to 2015.

    Returns
    -------
    Recording
        ``values`` of shape (1461, 2), the features ``maximum`` and ``minimum``, in degrees
        Celsius. No day is missing.

    Raises
    ------
    ModuleNotFoundError
        If the package ``vega_datasets`` is not installed; the data are a file in it.

    Examples
    --------
    >>> weather = daily_temperatures()
    >>> weather.values.shape, weather["maximum"][:2]
    (torch.Size([1461, 2]), tensor([12.8000, 10.6000]))
    """
    table = _package("vega_datasets").local_data.seattle_weather()
    return Recording(
        values=_tensor(table[["temp_max", "temp_min"]]),
        times=table["date"].to_numpy().astype("datetime64[D]"),
        names=("maximum", "minimum"),
        unit="degrees Celsius",
        source="NOAA, in the package vega_datasets (seattle-weather.csv)",
    )


def monthly_prices() -> Recording:
    """Return the share prices of four companies at the start of each month, 2000 to March 2010.

    The package's own description says "daily"; the dates in the file say monthly. A fifth
    company of the file, GOOG, was first traded in 2004 and is left out.

    Returns
    -------
    Recording
        ``values`` of shape (123, 4), the features ``AAPL``, ``AMZN``, ``IBM`` and ``MSFT``, in
        US dollars.

    Raises
    ------
    ModuleNotFoundError
        If the package ``vega_datasets`` is not installed; the data are a file in it.

    Examples
    --------
    >>> prices = monthly_prices()
    >>> prices.values.shape, str(prices.times[-1])
    (torch.Size([123, 4]), '2010-03-01')
    """
    names = ("AAPL", "AMZN", "IBM", "MSFT")
    table = _package("vega_datasets").local_data.stocks()
    wide = table.pivot(index="date", columns="symbol", values="price").sort_index()
    return Recording(
        values=_tensor(wide[list(names)]),
        times=wide.index.to_numpy().astype("datetime64[D]"),
        names=names,
        unit="US dollars",
        source="the package vega_datasets (stocks.csv)",
    )


def motion_sensors(part: str = "train") -> LabelledSequences:
    """Return what a wrist watch's sensors recorded during four activities.

    Four students wore the watch while standing, walking, running and playing badminton. Each
    sequence is 10 seconds long, with 10 readings a second. The file does not say in what units.

    Parameters
    ----------
    part : {'train', 'test'}
        Which half; each has ten sequences of every activity.

    Returns
    -------
    LabelledSequences
        40 sequences of shape (100, 6): three directions of the accelerometer, then three of the
        gyroscope.

    Raises
    ------
    TypeError, ValueError
        If ``part`` is unknown.
    ModuleNotFoundError
        If the package ``sktime`` is not installed; the data are a file in it.

    Examples
    --------
    >>> motion = motion_sensors()
    >>> torch.stack(motion.sequences).shape, motion.classes
    (torch.Size([40, 100, 6]), ('badminton', 'running', 'standing', 'walking'))
    """
    part = one_of("part", part, ("train", "test"))
    panel, labels = _package("sktime.datasets").load_basic_motions(split=part)
    axes = tuple(f"{device} {axis}" for device in ("acceleration", "rotation") for axis in "xyz")
    source = "BasicMotions, in the package sktime"
    return _labelled(panel, labels, names=axes, unit="not stated", source=source)


def spoken_vowels(part: str = "train") -> LabelledSequences:
    """Return recordings of nine speakers who say two Japanese vowels, of different lengths.

    The sound was cut into short frames, and 12 coefficients of a linear prediction analysis
    describe each. The data are those of Kudo, Toyama and Shimbo (1999), "Multidimensional curve
    classification using passing-through regions".

    Parameters
    ----------
    part : {'train', 'test'}
        270 sequences, 30 of each speaker, or another 370.

    Returns
    -------
    LabelledSequences
        Sequences of shape (T_n, 12), with T_n from 7 to 29; the label is the speaker.

    Raises
    ------
    TypeError, ValueError
        If ``part`` is unknown.
    ModuleNotFoundError
        If the package ``sktime`` is not installed; the data are a file in it.

    Examples
    --------
    >>> vowels = spoken_vowels()
    >>> [tuple(sequence.shape) for sequence in vowels.sequences[:3]], len(vowels.classes)
    ([(20, 12), (26, 12), (22, 12)], 9)
    """
    part = one_of("part", part, ("train", "test"))
    panel, labels = _package("sktime.datasets").load_japanese_vowels(split=part)
    names = tuple(f"coefficient {i}" for i in range(1, 13))
    source = "JapaneseVowels (Kudo, Toyama and Shimbo, 1999), in the package sktime"
    return _labelled(panel, labels, names=names, unit="none", source=source)


def builtin_text(name: str = "pictographs") -> str:
    """Return a text that comes with Python itself.

    Parameters
    ----------
    name : {'pictographs', 'zen', 'help'}
        ``'pictographs'`` are the names that Unicode gives to the 848 characters from U+1F300 to
        U+1F64F, one a line, in capitals; such names never change. ``'zen'`` is what ``import
        this`` prints. ``'help'`` is the language reference behind ``help('while')`` and its
        like, long, and another one in each version of Python.

    Returns
    -------
    str
        The text.

    Raises
    ------
    TypeError, ValueError
        If ``name`` is unknown.
    ModuleNotFoundError
        If a cut-down Python comes without the module that holds the text.

    Examples
    --------
    >>> builtin_text("pictographs").splitlines()[:3]
    ['CYCLONE', 'FOGGY', 'CLOSED UMBRELLA']
    >>> len(builtin_text("zen"))
    856
    """
    name = one_of("name", name, ("pictographs", "zen", "help"))
    if name == "pictographs":
        return "\n".join(unicodedata.name(chr(code)) for code in range(0x1F300, 0x1F650))
    if name == "zen":
        with contextlib.redirect_stdout(io.StringIO()):  # the module prints itself
            return codecs.decode(_package("this").s, "rot13")
    topics = _package("pydoc_data.topics").topics
    return "\n".join(topics[topic] for topic in sorted(topics))


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = (error.name or name).partition(".")[0]
        raise ModuleNotFoundError(
            f"these data come inside the package {missing}, which is not installed; "
            f"try: pip install {missing}",
            name=error.name,
        ) from error


def _tensor(table: Any) -> Tensor:
    return torch.tensor(np.asarray(table, dtype=float), dtype=torch.get_default_dtype())


def _labelled(panel: Any, labels: np.ndarray, **words: Any) -> LabelledSequences:
    """Take the nested table of sktime apart: a row for each sequence, a series in each field."""
    classes, codes = np.unique(labels.astype(str), return_inverse=True)
    sequences = tuple(
        _tensor(np.stack([np.asarray(series) for series in row], axis=1))
        for row in panel.itertuples(index=False, name=None)
    )
    return LabelledSequences(
        sequences=sequences,
        labels=torch.from_numpy(codes.astype(np.int64)),
        classes=tuple(str(each) for each in classes),
        **words,
    )
