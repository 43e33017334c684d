"""A copy of the book as a fresh clone has it."""

import shutil
import subprocess
from pathlib import Path

from bookbuild.errors import Problem
from bookbuild.paths import ROOT


def copy_repository(target: Path, root: Path = ROOT) -> None:
    """Copy what git tracks, and new files that it does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if listed.returncode:
        raise Problem(f"git ls-files failed:\n{listed.stderr[-4000:]}")
    shutil.rmtree(target, ignore_errors=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)
