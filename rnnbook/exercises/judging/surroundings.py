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

    Parameters
    ----------
    dtype : torch.dtype, optional
        torch's default dtype to begin with.
    """

    def __init__(self, dtype: torch.dtype | None = None) -> None:
        self._settings: list[Any] = [dtype if get is torch.get_default_dtype else None
                                     for get, _ in _SETTINGS]  # fmt: skip
        self._builtins: dict[str, Any] = {}
        self._names: list[dict[str, Any]] = [{} for _ in _SPACES]

    @contextlib.contextmanager
    def in_force(self) -> Iterator[None]:
        """Let code of the answer run in its own surroundings, and keep what it changes in them."""
        settings = [get() for get, _ in _SETTINGS]
        before = [dict(_names(space)) for space in _SPACES]
        own_builtins = _BUILTINS.copy()
        for space, changes in zip(_SPACES, self._names, strict=True):
            _put(space, changes)
        _set(self._settings, settings)
        _BUILTINS.update(self._builtins)
        try:
            yield
        finally:
            # First, and without any of them.
            theirs = _BUILTINS.copy()
            _BUILTINS.update(own_builtins)
            self._builtins = {
                n: theirs[n]
                for n in own_builtins.keys() & theirs
                if theirs[n] is not own_builtins[n]
            }
            for number, (space, was) in enumerate(zip(_SPACES, before, strict=True)):
                changes = _changes(space, was)
                self._names[number] = changes
                _put(space, {name: was.get(name, _ABSENT) for name in changes})
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
