"""What this machine lacks for building the book, beside what the package itself looks at."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from bookbuild import browser
from rnnbook import doctor
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.terminal.app import App, console_for
from rnnbook.exercises.checker.terminal.doctor import Remark

__all__ = ["book_folder", "diagnose", "examine"]

_NPM = (("katex", "katex", "formulas"), ("site", "esbuild", "style, scripts"))
_ENVIRONMENT = "In the book's folder:  make environment"


def examine(app: App | None = None, here: Path | None = None) -> bool:
    """Show what ``rnnbook doctor`` does, and then what a build of the book needs.

    Parameters
    ----------
    app : App, optional
        The folder of answers and the screen; by default ``exercises`` here, and standard output.
    here : Path, optional
        Where to look for the book; see ``book_folder``.

    Returns
    -------
    bool
        Whether all that the exercises need is well.
    """
    app = app or App(Path("exercises"), console_for(plain=False), CATALOGUE)
    return doctor.examine(app, ("To build the book", diagnose(here)))


def book_folder(here: Path | None = None) -> Path | None:
    """Return the folder that holds the whole book, or None.

    Parameters
    ----------
    here : Path, optional
        Where to begin: this folder and those above it. The default is the current folder, and then
        the folder of this file.

    Returns
    -------
    Path or None
        The first folder, from ``here`` upwards, with the book's settings and its pages.
    """
    begin = [Path(__file__).parent] if here is None else [here]
    if here is None:
        with contextlib.suppress(OSError):  # the current folder may have been removed
            begin.insert(0, Path.cwd())
    for start in map(Path.resolve, begin):
        for folder in (start, *start.parents):
            if all((folder / name).is_file() for name in ("_toc.yml", "_config.yml")):
                return folder
    return None


def diagnose(here: Path | None = None) -> Iterator[Remark]:
    """Look at what a build of the book needs.

    Parameters
    ----------
    here : Path, optional
        Where to look for the book; see ``book_folder``.

    Yields
    ------
    Remark
        One for each thing that was looked at.
    """
    folder = book_folder(here)
    if folder is None:
        advice = "Get the book's repository, and run this command in its folder."
        yield Remark("the book", "only its package is here", advice)
        return
    yield Remark("the book", str(folder))
    yield _command("make", "Install it with your system's packages.")
    yield doctor.libraries("book", _ENVIRONMENT)
    yield _jupyter_book()
    for tool, package, what in _NPM:
        place = folder / "tools" / tool / "node_modules" / package
        if place.is_dir():
            yield Remark(what, f"{package} is in tools/{tool}")
        else:
            yield Remark(what, f"{package} is not in tools/{tool}", _ENVIRONMENT)
    found = browser.find()
    advice = "For the tests of pages only. Debian and Ubuntu:  apt install chromium"
    yield Remark("browser", found) if found else Remark("browser", "none was found", advice)


def _command(name: str, advice: str) -> Remark:
    found = shutil.which(name)
    return Remark(name, found) if found else Remark(name, "not found", advice)


def _jupyter_book() -> Remark:
    found = doctor.installed("jupyter-book")
    if found is None:
        return Remark("jupyter-book", "not installed", _ENVIRONMENT)
    if not found.startswith("1."):
        said = f"{found}, which does not read _config.yml: version 1 is needed"
        return Remark("jupyter-book", said, _ENVIRONMENT)
    return Remark("jupyter-book", found)
