"""What a build takes from its surroundings: where things are on this machine, and what was asked.

All else that a reader has set stays outside: a search path with modules of their own, a style of
pictures, a language, options of Python, Node.js or git. It would show on the pages, or stop the
build. What matters and is not asked for is fixed here, the same for everybody.
"""

import os
from collections.abc import Mapping
from pathlib import Path

# Where programs find libraries, and put what they need for a while.
MACHINE = {
    "PATH", "HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    # Windows starts no program without these.
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "HOMEDRIVE",
    "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "NUMBER_OF_PROCESSORS",
}  # fmt: skip
# What is said to the book itself, and, of the messages of a build, how they look.
ASKED = ("RNNBOOK_", "GITHUB_", "SOURCE_DATE_EPOCH", "TERM", "NO_COLOR")
FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "COLUMNS": "80",
    "LINES": "24",
    # Else matplotlib looks for one at home.
    "MATPLOTLIBRC": os.devnull,
}


def of_machine(variables: Mapping[str, str]) -> dict[str, str]:
    """Return what a program has to know of this machine."""
    return {name: value for name, value in variables.items() if name in MACHINE}


def of_build(variables: Mapping[str, str], source: Path) -> dict[str, str]:
    """Return the environment of a build, in which the package in `source` comes first."""
    asked = {name: value for name, value in variables.items() if name.startswith(ASKED)}
    return {**of_machine(variables), **asked, **FIXED, "PYTHONPATH": str(source)}
