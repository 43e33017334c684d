"""What makes two builds of the same sources alike, for build.py and ebook.py."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "book" / "_ext"))

from verified import named_moment


def begin(script, arguments=None):
    """Return None in a process that is fit for a build, else the exit code of one that was.

    The order of sets must not reach a page: it is fixed before Python starts or not at all. And
    the date that pages may name has to be one, before Sphinx reads it.
    """
    try:
        named_moment(os.environ)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if os.environ.get("PYTHONHASHSEED") == "0":
        return None
    again = [sys.executable, str(Path(script).resolve()), *(arguments or sys.argv[1:])]
    return subprocess.call(again, env={**os.environ, "PYTHONHASHSEED": "0"})
