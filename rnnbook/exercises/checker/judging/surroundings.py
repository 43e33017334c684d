"""What a reader's code sets for its whole process: in force while it runs, and set aside otherwise.

An answer may set torch's default dtype or device, switch gradients off, turn warnings into errors,
replace a function of torch or remove a module. It goes on to see all of that each time it is
called. The check in between, and the book's own solution, see what was there before.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import inspect
import json
import linecache
import math
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import numpy as np
import torch
from torch import nn

__all__ = ["Surroundings", "active"]

_SPACES: tuple[Any, ...] = (
    *(copy, inspect, json, linecache, math, os, re, sys, warnings, np, torch, torch.autograd),
    *(torch.linalg, torch.random, nn, nn.functional, torch.Tensor, nn.Module, nn.RNNBase, nn.RNN),
    *(nn.Linear, sys.modules),
)
_BUILTINS = vars(builtins)
_ABSENT = object()


def _set_filters(kept: list[Any]) -> None:
    warnings.filters[:] = kept  # type: ignore[index]
    with warnings.catch_warnings():
        """What was decided by the filters before is forgotten here."""


def _set_device(kept: torch.device) -> None:
    # None switches off what is asked at every call of torch.
    torch.set_default_device(None if kept == torch.device("cpu") else kept)


_SETTINGS: tuple[tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (lambda: list(warnings.filters), _set_filters),
    (np.geterr, lambda kept: np.seterr(**kept)),
    (torch.get_default_device, _set_device),
    (torch.get_default_dtype, torch.set_default_dtype),
    (torch.is_grad_enabled, torch.set_grad_enabled),
    (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
    (torch.get_deterministic_debug_mode, torch.set_deterministic_debug_mode),
)


class Surroundings:
    """What the code of one answer has set, and what it has put in the place of something else.

    Within ``with surroundings:`` all of that is in force, and what changes there is kept in it.

    Parameters
    ----------
    dtype : torch.dtype, optional
        torch's default dtype to begin with.
    """

    def __init__(self, dtype: torch.dtype | None = None) -> None:
        self._settings: list[Any] = [
            dtype if get is torch.get_default_dtype else None for get, _ in _SETTINGS
        ]
        self._names: list[dict[str, Any]] = [{} for _ in _SPACES]
        self._builtins: dict[str, Any] = {}
        self._outside: list[tuple[list[Any], list[dict[str, Any]], dict[str, Any]]] = []

    def __enter__(self) -> None:
        """Let code of the answer run in its own surroundings."""
        settings = [get() for get, _ in _SETTINGS]
        names = [dict(_names(space)) for space in _SPACES]
        self._outside.append((settings, names, _BUILTINS.copy()))
        for space, changes in zip(_SPACES, self._names, strict=True):
            _put(space, changes)
        _set(self._settings, settings)
        _BUILTINS.update(self._builtins)

    # Not a generator with a decorator: that would need the builtins to come back here.
    def __exit__(self, *error: object) -> None:
        """Put back what was there before, and keep what the answer had instead."""
        settings, names, own_builtins = self._outside.pop()
        theirs = _BUILTINS.copy()
        _BUILTINS.update(own_builtins)
        self._builtins = {
            n: theirs[n] for n in own_builtins.keys() & theirs if theirs[n] is not own_builtins[n]
        }
        self._names = []
        for space, before in zip(_SPACES, names, strict=True):
            changes = _changes(space, before)
            self._names.append(changes)
            _put(space, {name: before.get(name, _ABSENT) for name in changes})
        self._settings = [get() for get, _ in _SETTINGS]
        _set(settings, self._settings)

    @contextlib.contextmanager
    def for_one_check(self) -> Iterator[None]:
        """Make these the surroundings of whatever answer is called within."""
        token = _active.set(self)
        try:
            yield
        finally:
            _active.reset(token)


_active: ContextVar[Surroundings | None] = ContextVar("_active", default=None)


def active() -> Surroundings | None:
    """Return the surroundings of the answer that is being checked, if one is."""
    return _active.get()


def _names(space: Any) -> Any:
    return space if isinstance(space, dict) else vars(space)


def _changes(space: Any, before: dict[str, Any]) -> dict[str, Any]:
    """Return what was replaced or removed, and what was added to a class."""
    now = _names(space)
    found = {}
    for name, old in before.items():
        new = now.get(name, _ABSENT)
        # Other values of a module are its own to change, such as what it has imported so far.
        if new is not old and (callable(old) or not inspect.ismodule(space)) and name != "answer":
            found[name] = new
    new_names = now.keys() - before.keys()
    if inspect.isclass(space):
        found |= {name: now[name] for name in new_names}
    elif space is sys.modules:
        # What is imported stays; None keeps a module from being imported.
        found |= {name: None for name in new_names if now[name] is None}
    return found


def _put(space: Any, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        # What cannot be set was not what was changed.
        with contextlib.suppress(Exception):
            if isinstance(space, dict):
                space.pop(name, None) if value is _ABSENT else space.update({name: value})
            elif value is _ABSENT:
                delattr(space, name)
            else:
                setattr(space, name, value)


def _set(wanted: list[Any], now: list[Any]) -> None:
    for (_, put), value, old in zip(_SETTINGS, wanted, now, strict=True):
        if value is not None and value != old:
            # A limit on recursion may be lower than where we stand.
            with contextlib.suppress(Exception):
                put(value)
