"""The book itself, built once more from nothing."""

import hashlib
import re
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
def test_a_second_cold_build_gives_the_same_bytes(site, tmp_path):
    command = [sys.executable, str(ROOT / "tools" / "build.py"), "--output", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\bran \d+ chapters", done.stdout), "the second build was not cold"
    first, second = digests(site), digests(tmp_path / "_build" / "html")
    assert first.keys() == second.keys()
    different = [name for name in first if first[name] != second[name]]
    assert different == [], "these files differ between two cold builds"
