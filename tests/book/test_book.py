"""The book itself, built once more, with every chapter run once more."""

import hashlib
import json
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


def ran(output):
    """Return the chapters that the newest cache of a build has run itself."""
    caches = (output / "_build" / ".jupyter_cache").glob("*/chapter_seconds.json")
    newest = max(caches, key=lambda path: path.parent.stat().st_mtime, default=None)
    return set(json.loads(newest.read_text("utf-8"))) if newest else set()


@pytest.mark.slow
def test_a_second_build_with_results_of_its_own_gives_the_same_bytes(site):
    # It is kept beside the first, with a cache of its own: both ran every chapter from nothing, and
    # a chapter runs here again when it, or the package, has changed.
    second = ROOT / "_build" / "second"
    command = [sys.executable, str(ROOT / "tools" / "build.py"), "--output", str(second)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ran(second) >= ran(ROOT) != set(), "the second build took results of the first"
    first, again = digests(site), digests(second / "_build" / "html")
    assert first.keys() == again.keys()
    different = [name for name in first if first[name] != again[name]]
    assert different == [], "these files differ between two builds that ran every chapter"
