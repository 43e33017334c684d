"""A look at everything that the exercises need, and what to do about what is amiss."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.report import clean
from rnnbook.exercises.checker.runner.client import connection
from rnnbook.exercises.checker.terminal.app import App
from rnnbook.exercises.checker.terminal.atomic import os_error_text
from rnnbook.exercises.checker.terminal.events import FileWatch
from rnnbook.exercises.checker.terminal.progress import Progress, ProgressError

__all__ = ["Remark", "diagnose", "show"]

_OLDEST = (3, 11)
_SPACE = 100 * 2**20
_NARROW = 60
_PATIENCE = 180
_SUM = "import torch; print(int((torch.ones(2, 3) @ torch.ones(3, 2)).sum()))"


@dataclass(frozen=True)
class Remark:
    """One line: what was looked at, what was found, and what to do if it is amiss.

    Attributes
    ----------
    what : str
        What was looked at.
    found : str
        What was found.
    advice : str
        What to do; empty where all is well.
    """

    what: str
    found: str
    advice: str = ""


def show(app: App, found: Iterable[Remark], *, amiss: str = "attention") -> bool:
    """Show remarks, ``amiss`` beside those with advice; return whether none has any."""
    well = True
    for remark in found:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=9)
        table.add_column(width=14)
        table.add_column(overflow="fold")
        mark = Text(amiss, "yellow") if remark.advice else Text("ok", "green")
        table.add_row(mark, remark.what, Text(clean(remark.found)))
        if remark.advice:
            well = False
            table.add_row("", "", Text(clean(remark.advice), style="bold"))
        app.show(table)
    return well


def diagnose(app: App) -> Iterator[Remark]:
    """Look at all that the exercises need, quick things first.

    Parameters
    ----------
    app : App
        The reader's folder and screen.

    Yields
    ------
    Remark
        One for each thing that was looked at.
    """
    folder = app.workspace.folder
    yield _python()
    yield Remark(app.catalogue.name, app.catalogue.version)
    yield from _folder(folder)
    yield _progress(app.progress)
    yield _terminal(app.console)
    yield _watching(_existing(folder))
    yield _torch()
    yield _fork_server(app.catalogue)


def _existing(folder: Path) -> Path:
    """Return the nearest folder at or above ``folder`` that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _python() -> Remark:
    found = f"{platform.python_version()}, {sys.executable}"
    if sys.version_info[:2] < _OLDEST:
        return Remark("Python", found, "Install Python 3.11 or newer.")
    return Remark("Python", found)


def _folder(folder: Path) -> Iterator[Remark]:
    place = _existing(folder)
    there = "" if place == folder else ", not made yet"
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor-") as file:
            file.write(b"written")
            file.flush()
    except OSError as error:
        yield Remark(
            "folder", f"{folder}{there}: {os_error_text(error)}", "Name another: --folder FOLDER"
        )
        return
    yield Remark("folder", f"{folder}{there}, can be written")
    free = shutil.disk_usage(place).free
    found = f"{free / 2**30:.1f} GB free"
    yield Remark("disk", found, "Free some space." if free < _SPACE else "")


def _progress(progress: Progress) -> Remark:
    try:
        exercises = progress.exercises()
    except ProgressError as error:
        return Remark("progress", str(error), "Your answers are not concerned.")
    if progress.notices:
        return Remark("progress", " ".join(progress.notices), "Run doctor again.")
    if not progress.path.exists():
        return Remark("progress", f"{progress.path}, not begun yet")
    solved = sum(one.status == "solved" for one in exercises.values())
    return Remark("progress", f"{progress.path}, {solved} solved")


def _terminal(console: Console) -> Remark:
    if not console.is_terminal:
        return Remark("terminal", f"none: plain text, {console.width} columns")
    found = f"{console.width} columns, colours: {console.color_system or 'none'}"
    if not console.encoding.lower().startswith("utf"):
        return Remark(
            "terminal",
            f"{found}, {console.encoding}",
            "Marks are shown as letters. PYTHONUTF8=1 may help.",
        )
    if console.width < _NARROW:
        return Remark("terminal", found, "A wider window makes messages easier to read.")
    return Remark("terminal", found)


def _watching(folder: Path) -> Remark:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            path = Path(file.name)
            with FileWatch(path, lambda: None) as watch:
                for number in range(20):
                    if watch.heard or watch.trouble:
                        break
                    path.write_bytes(bytes([number]))
                    time.sleep(0.2)
    except OSError as error:
        return Remark(
            "watching", f"not tried: {os_error_text(error)}", "See the line on the folder."
        )
    if watch.trouble:
        found = f"the system sends no messages ({watch.trouble}); watch looks twice a second"
    elif not watch.heard:
        found = "the system sends no messages about this folder; watch looks once a second"
    else:
        found = "changes are seen at once"
    return Remark("watching", found)


def _torch() -> Remark:
    try:
        installed = version("torch")
    except PackageNotFoundError:
        return Remark("torch", "not installed", "Install the book again: make environment")
    return Remark("torch", *_tried(installed, lambda: _output([sys.executable, "-P", "-c", _SUM])))


def _tried(installed: str, attempt: Callable[[], str]) -> tuple[str, str]:
    try:
        output = attempt()
    except subprocess.TimeoutExpired:
        return (
            f"{installed}, not ready after {_PATIENCE} seconds",
            "The machine is busy or the disk is slow. Try again.",
        )
    except OSError as error:
        return f"{installed}, could not be started: {os_error_text(error)}", "Try again."
    if output.splitlines()[-1:] != ["12"]:
        last = output.strip().splitlines()[-1:] or ["it printed nothing"]
        return (
            f"{installed}, does not work: {last[0]}",
            "Install torch again: pip install --force-reinstall torch",
        )
    return f"{installed}, works", ""


def _output(command: list[str]) -> str:
    """Return what a command prints, errors included."""
    return subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        timeout=_PATIENCE,
        # Torch does not load where the current folder was removed.
        cwd=os.sep,
        check=False,
    ).stdout


def _fork_server(catalogue: Catalogue) -> Remark:
    switch = catalogue.variable("WARM")
    if os.environ.get(switch) == "0":
        return Remark("quick checks", f"turned off by {switch}=0")
    made = connection(catalogue)
    if made is None:
        return Remark(
            "quick checks",
            "not to be had here: every check takes a few seconds",
            "Checks work all the same. The folder for temporary files may be full or closed.",
        )
    made.close()
    return Remark("quick checks", "ready")
