"""The book itself, built once more."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        # Sphinx's note of its own settings, with the paths of the machine in it.
        if path.is_file() and path.name != ".buildinfo"
    }


@pytest.mark.slow
def test_a_second_build_gives_the_same_bytes(site, tmp_path):
    # From the results of the first: that the chapters give the same when they run once more is seen
    # where that is done anyway, by `make notebooks`.
    results, second = site.parent / ".jupyter_cache", tmp_path / "_build"
    shutil.copytree(results, second / ".jupyter_cache")
    command = [sys.executable, "-m", "bookbuild", "html", "--output", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    first, again = digests(site), digests(second / "html")
    assert first.keys() == again.keys()
    different = [name for name in first if first[name] != again[name]]
    assert different == [], "these files differ between two builds"
