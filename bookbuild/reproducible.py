"""What makes two builds of the same sources alike, whoever starts them.

Imports no more than it needs: it runs before the surroundings are known to be fit.
"""

import os
import subprocess
import sys

from bookbuild.paths import ROOT
from bookbuild.surroundings import of_build

FIT = "RNNBOOK_SURROUNDINGS"


def begin() -> int | None:
    """Return None in a process that is fit for a build, else the exit code of one that was.

    What Python reads of its surroundings when it starts has to be right before, or not at all. And
    the date that pages may name has to be one, before Sphinx reads it.
    """
    if FIT not in os.environ:
        again = [sys.executable, "-P", "-m", "bookbuild", *sys.argv[1:]]
        return subprocess.call(again, env={**of_build(os.environ, ROOT), FIT: "fixed"})
    from bookbuild.publish.provenance import named_moment

    try:
        named_moment(os.environ)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return None
