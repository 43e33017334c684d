"""What this machine lacks for the exercises, for chapters as notebooks, and for building the book.

The first is what the package is for, and decides the exit code. The other two are told: who does
exercises in a terminal needs neither.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from rnnbook.exercises.checker.terminal import doctor
from rnnbook.exercises.checker.terminal.app import App
from rnnbook.exercises.checker.terminal.doctor import Remark

__all__ = ["book_folder", "building", "examine", "notebooks"]

_FRONT_ENDS = ("jupyterlab", "notebook")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_NPM = (("katex", "katex", "formulas"), ("site", "esbuild", "style, scripts"))
_ENVIRONMENT = "In the book's folder:  make environment"


def examine(app: App, here: Path | None = None) -> bool:
    """Show what is there and what is missing; tell whether the exercises work.

    Parameters
    ----------
    app : App
        The reader's folder and screen.
    here : Path, optional
        Where to look for the book: this folder and those above it. The default is the current
        folder, and then the folder that the package was installed from.

    Returns
    -------
    bool
        Whether all that the exercises need is well.
    """
    app.show("To do the exercises", style="bold")
    well = doctor.show(app, doctor.remarks(app.workspace.folder, app.console))
    app.show("", "To run chapters as notebooks", style="bold")
    complete = doctor.show(app, notebooks(), amiss="missing")
    app.show("", "To build the book", style="bold")
    complete &= doctor.show(app, building(here), amiss="missing")
    if not well:
        verdict = "See the lines marked with attention."
    elif complete:
        verdict = "All is well."
    else:
        verdict = "The exercises work. What is missing matters only for what its heading says."
    app.show("", verdict)
    return well


def _wanted(extra: str | None) -> list[str]:
    """Return the names of what the package needs, or what one of its extras does."""
    names = []
    for line in requires("rnnbook") or []:
        asked = re.search(r"""extra\s*==\s*['"]([\w-]+)['"]""", line)
        if (asked[1] if asked else None) == extra:
            names.append(re.split(r"[^\w.-]", line, maxsplit=1)[0])
    return names


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _libraries(extra: str | None, advice: str) -> Remark:
    """Look for the libraries of an extra; the advice may name them as ``{names}``."""
    try:
        wanted = _wanted(extra)
    except PackageNotFoundError:
        found = "rnnbook is read from a folder, and not installed"
        return Remark("libraries", found, "In the book's folder:  pip install -e .")
    missing = [name for name in wanted if _installed(name) is None]
    if missing:
        names = " ".join(missing)
        return Remark("libraries", f"not installed: {names}", advice.format(names=names))
    return Remark("libraries", f"all {len(wanted)} are installed")


def notebooks() -> Iterator[Remark]:
    """Yield what chapters need that are opened as notebooks.

    Yields
    ------
    Remark
        One for each thing that was looked at.
    """
    yield _libraries(None, "pip install {names}")
    kernel = _installed("ipykernel")
    if kernel is None:
        yield Remark("kernel", "ipykernel is not installed", "pip install ipykernel")
    else:
        yield Remark("kernel", f"ipykernel {kernel}")
    found = [f"{name} {number}" for name in _FRONT_ENDS if (number := _installed(name))]
    if found:
        yield Remark("program", ", ".join(found))
    else:
        yield Remark("program", "JupyterLab is not installed", "pip install jupyterlab")


def book_folder(here: Path | None = None) -> Path | None:
    """Return the folder that holds the whole book, or None.

    Parameters
    ----------
    here : Path, optional
        Where to begin; see `examine`.

    Returns
    -------
    Path or None
        The first folder, from `here` upwards, with the book's settings and its pages.
    """
    begin = [Path(__file__).parent] if here is None else [here]
    if here is None:
        with contextlib.suppress(OSError):  # the current folder may have been removed
            begin.insert(0, Path.cwd())
    for start in map(Path.resolve, begin):
        for folder in (start, *start.parents):
            if (folder / "_toc.yml").is_file() and (folder / "book" / "_ext").is_dir():
                return folder
    return None


def building(here: Path | None = None) -> Iterator[Remark]:
    """Yield what a build of the book needs.

    Parameters
    ----------
    here : Path, optional
        Where to look for the book; see `examine`.

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
    yield _libraries("book", _ENVIRONMENT)
    yield _jupyter_book()
    for tool, package, what in _NPM:
        place = folder / "tools" / tool / "node_modules" / package
        if place.is_dir():
            yield Remark(what, f"{package} is in tools/{tool}")
        else:
            yield Remark(what, f"{package} is not in tools/{tool}", _ENVIRONMENT)
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    advice = "For the tests of pages only. Debian and Ubuntu:  apt install chromium"
    yield Remark("browser", browser) if browser else Remark("browser", "none was found", advice)


def _command(name: str, advice: str) -> Remark:
    found = shutil.which(name)
    return Remark(name, found) if found else Remark(name, "not found", advice)


def _jupyter_book() -> Remark:
    found = _installed("jupyter-book")
    if found is None:
        return Remark("jupyter-book", "not installed", _ENVIRONMENT)
    if not found.startswith("1."):
        said = f"{found}, which does not read _config.yml: version 1 is needed"
        return Remark("jupyter-book", said, _ENVIRONMENT)
    return Remark("jupyter-book", found)
