"""What makes two builds of the same sources alike, for build.py and ebook.py."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from bookbuild.surroundings import of_build  # noqa: E402

FIT = "RNNBOOK_SURROUNDINGS"


def begin(script, arguments=None):
    """Return None in a process that is fit for a build, else the exit code of one that was.

    What Python reads of its surroundings when it starts has to be right before, or not at all. And
    the date that pages may name has to be one, before Sphinx reads it.
    """
    if FIT not in os.environ:
        again = [sys.executable, str(Path(script).resolve()), *(arguments or sys.argv[1:])]
        return subprocess.call(again, env={**of_build(os.environ, ROOT), FIT: "fixed"})
    # Imports much, which is safe only where no module of the reader's is in the way.
    from bookbuild.publish.provenance import named_moment

    try:
        named_moment(os.environ)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return None
