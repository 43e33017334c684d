"""What watch waits for: a file that changes, and keys that are pressed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from rnnbook.exercises.checker.starter import imported_files

__all__ = ["FileWatch", "KeyReader", "Signature", "helpers", "settled", "signature"]

Mark = tuple[int, int, int, int]
Signature = tuple[Mark | None, ...]
"""Of each file: when it was changed, its size, which file it is, and who may read it."""

_HEARTBEAT = 1.0
_STILL = 0.06
_PATIENCE = 1.0


def signature(path: Path, *beside: Path) -> Signature | None:
    """Return what changes when one of the files does, or None when ``path`` is not there."""
    marks = tuple(map(_mark, (path, *beside)))
    return marks if marks[0] else None


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def settled(path: Path, *beside: Path) -> Signature | None:
    """Return the signature of the files once nobody is writing them any more.

    An editor may write in several steps, and may take the file away before it puts a new one
    there; a file that does not come back within a second is gone.
    """
    end = time.monotonic() + _PATIENCE
    before = signature(path, *beside)
    while time.monotonic() < end:
        time.sleep(_STILL)
        now = signature(path, *beside)
        if now is not None and now == before:
            return now
        before = now
    return before


def helpers(path: Path) -> tuple[Path, ...]:
    """Return where the modules beside the file ``path`` are that it imports, or would be."""
    found: dict[Path, None] = {}
    waiting = [path]
    while waiting:
        for module in _imported(waiting.pop(), path.parent):
            if module != path and module not in found:
                found[module] = None
                waiting.append(module)
    return tuple(found)


def _imported(path: Path, top: Path) -> list[Path]:
    try:
        source = path.read_bytes() if path.is_file() else b""
        return imported_files(source, path.parent, top)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return []


class FileWatch:
    """Call ``changed`` whenever a file or one beside it may have changed: a hint to look, no more.

    The system's messages come at once. Some disks (network shares, folders shared with a
    virtual machine) send none, so there is one call a second besides.

    Attributes
    ----------
    heard : bool
        Whether the system has sent a message.
    trouble : str
        Why the system's messages cannot be had; empty while they can.
    """

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self.heard = False
        self.trouble = ""
        self._path = path
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> FileWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        try:
            from watchfiles import watch

            for messages in watch(
                self._path.parent,
                watch_filter=None,
                stop_event=self._stop,
                raise_interrupt=False,
                recursive=False,
                debounce=100,
                step=20,
                rust_timeout=int(1000 * _HEARTBEAT),
                yield_on_timeout=True,
            ):
                self.heard = self.heard or bool(messages)
                self._changed()
        except Exception as error:
            self.trouble = f"{error}".strip() or type(error).__name__
            self._changed()
        while not self._stop.wait(_HEARTBEAT / 2):
            self._changed()


class KeyReader:
    """Call ``pressed`` with each key, if there is a terminal; it is restored in any case.

    Attributes
    ----------
    on : bool
        Whether there are keys.
    """

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self.on = False
        self._pressed = pressed
        self._stop = threading.Event()
        self._restore: list[Callable[[], Any]] = []

    def __enter__(self) -> KeyReader:
        try:
            number = sys.stdin.fileno()
            terminal = os.isatty(number)
        except (AttributeError, OSError, ValueError):
            return self
        if not terminal:
            return self
        if sys.platform == "win32":
            self._begin(self._read_windows)
        elif os.tcgetpgrp(number) == os.getpgrp():
            self._set_up(number)
            self._begin(self._read, number)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        while self._restore:
            self._restore.pop()()

    def _begin(self, target: Callable[..., None], *arguments: int) -> None:
        self.on = True
        threading.Thread(target=target, args=arguments, daemon=True).start()

    def _set_up(self, number: int) -> None:
        """Have single keys come at once and unseen, and undo it whatever ends the program."""
        import termios
        import tty

        before = termios.tcgetattr(number)
        self._restore.append(lambda: termios.tcsetattr(number, termios.TCSADRAIN, before))
        for name in ("SIGTERM", "SIGHUP"):
            self._handle(getattr(signal, name), _leave)
        # After Ctrl-Z and fg the shell may have given the terminal back as it was before.
        self._handle(signal.SIGCONT, lambda *_: tty.setcbreak(number))
        tty.setcbreak(number)

    def _handle(self, number: int, handler: Callable[[int, FrameType | None], Any]) -> None:
        with contextlib.suppress(ValueError):  # only the main thread may
            before = signal.signal(number, handler)
            self._restore.append(lambda: signal.signal(number, before))

    def _read(self, number: int) -> None:
        while not self._stop.is_set():
            if not select.select([number], [], [], 0.2)[0]:
                continue
            try:
                found = os.read(number, 64)
            except OSError:
                return
            if not found:
                return
            # Arrows and the like come as several characters, of which the first is escape.
            if not found.startswith(b"\x1b"):
                for key in found.decode("utf-8", "ignore"):
                    self._pressed(key)

    def _read_windows(self) -> None:
        while not self._stop.is_set():
            self._pressed(click.getchar())


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
