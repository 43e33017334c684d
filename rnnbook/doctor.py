"""What this machine lacks for the exercises, and for chapters as notebooks.

The first is what the package is for, and decides the exit code. The second is told: who does
exercises in a terminal does not need it. What a build of the book needs is a matter of its builder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from rnnbook.exercises.checker.terminal import doctor
from rnnbook.exercises.checker.terminal.app import App
from rnnbook.exercises.checker.terminal.doctor import Remark

__all__ = ["diagnose", "examine", "installed", "libraries"]

_FRONT_ENDS = ("jupyterlab", "notebook")


def examine(app: App, *others: tuple[str, Iterable[Remark]]) -> bool:
    """Show what is there and what is missing; return whether the exercises work.

    Parameters
    ----------
    app : App
        The reader's folder and screen.
    *others : tuple of str and iterable of Remark
        What else to look at, with its heading.

    Returns
    -------
    bool
        Whether all that the exercises need is well.
    """
    app.show("To do the exercises", style="bold")
    well = doctor.show(app, doctor.diagnose(app))
    complete = True
    for heading, remarks in (("To run chapters as notebooks", diagnose()), *others):
        app.show("", heading, style="bold")
        complete &= doctor.show(app, remarks, amiss="missing")
    if not well:
        verdict = "See the lines marked with attention."
    elif complete:
        verdict = "All is well."
    else:
        verdict = "The exercises work. What is missing matters only for what its heading says."
    app.show("", verdict)
    return well


def diagnose() -> Iterator[Remark]:
    """Look at what chapters need that are opened as notebooks.

    Yields
    ------
    Remark
        One for each thing that was looked at.
    """
    yield libraries(None, "pip install {names}")
    kernel = installed("ipykernel")
    if kernel is None:
        yield Remark("kernel", "ipykernel is not installed", "pip install ipykernel")
    else:
        yield Remark("kernel", f"ipykernel {kernel}")
    found = [f"{name} {number}" for name in _FRONT_ENDS if (number := installed(name))]
    if found:
        yield Remark("program", ", ".join(found))
    else:
        yield Remark("program", "JupyterLab is not installed", "pip install jupyterlab")


def installed(name: str) -> str | None:
    """Return the version of a distribution, or None if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def libraries(extra: str | None, advice: str) -> Remark:
    """Look for the libraries that the package needs, or one of its extras.

    Parameters
    ----------
    extra : str or None
        The extra.
    advice : str
        What to do where some are missing; it may name them as ``{names}``.

    Returns
    -------
    Remark
        What was found.
    """
    try:
        wanted = _wanted(extra)
    except PackageNotFoundError:
        found = "rnnbook is read from a folder, and not installed"
        return Remark("libraries", found, "In the book's folder:  pip install -e .")
    missing = [name for name in wanted if installed(name) is None]
    if missing:
        names = " ".join(missing)
        return Remark("libraries", f"not installed: {names}", advice.format(names=names))
    return Remark("libraries", f"all {len(wanted)} are installed")


def _wanted(extra: str | None) -> list[str]:
    """Return the names of what the package needs, or what one of its extras does."""
    names = []
    for line in requires("rnnbook") or []:
        asked = re.search(r"""extra\s*==\s*['"]([\w-]+)['"]""", line)
        if (asked[1] if asked else None) == extra:
            names.append(re.split(r"[^\w.-]", line, maxsplit=1)[0])
    return names
