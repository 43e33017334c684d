"""Renew constraints.txt: the exact versions of everything the book needs.

Asks pip to resolve the ranges of pyproject.toml afresh for the oldest Python, without installing
anything, and writes the answer. (Run it with that Python: pip judges markers by its own.) torch
stays at the version it has now unless one is named on the command line, because an open range
brings a build for graphics cards; plain `torch` asks for the newest, for use with the CPU index
(see the README). Requirements named on the command line win. Then pip checks that
every pin has a wheel for the other Pythons.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import click

from bookbuild.environment import environment
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

TARGET = ROOT / "constraints.txt"
# Some packages ask for a late 3.11, and Debian 12 has 3.11.2: so the very first of each.
OLDEST, *OTHERS = "3.11.0", "3.12.0", "3.13.0"
HEADER = """\
# Exact versions of everything the book needs, for Python 3.11 to 3.13.
# Written by `make lock` from the ranges in pyproject.toml; do not edit by hand.
"""


def requirements() -> list[str]:
    """Return every requirement that pyproject.toml names, of the package and its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    build = ["setuptools", "wheel"]
    return [*build, *project["dependencies"], *(one for extra in extras for one in extra)]


def pip(*arguments: str) -> None:
    """Run pip of this Python, and stop with its own words when it fails."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    variables = environment().pip_environment(sys.executable, os.environ)
    done = subprocess.run(command, capture_output=True, text=True, env=variables)
    if done.returncode:
        raise Problem(f"{' '.join(command)}\n{done.stderr or done.stdout}")


def resolve(wanted: list[str]) -> dict[str, str]:
    """Return {name: version} as pip would install it into an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pip(
            *("install", "--dry-run", "--ignore-installed", "--quiet", "--report", str(report)),
            *("--only-binary=:all:", "--python-version", OLDEST, "--target", folder, *wanted),
        )
        found = json.loads(report.read_text("utf-8"))["install"]
    pins = {one["metadata"]["name"]: one["metadata"]["version"] for one in found}
    # A local label ("+cpu") names one index's build: the pin must fit every index's.
    return {re.sub(r"[-_.]+", "-", name).lower(): v.split("+")[0] for name, v in pins.items()}


def check(pins: dict[str, str]) -> None:
    """Ask pip whether each pin has a wheel for every Python that the book supports."""
    lines = [f"{name}=={version}" for name, version in pins.items()]
    for python in OTHERS:
        print(f"checking Python {python} ...", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            pip(
                *("install", "--dry-run", "--no-deps", "--quiet", "--target", folder),
                *("--only-binary=:all:", "--python-version", python, *lines),
            )


@click.command("lock")
@click.argument("named", nargs=-1, metavar="[torch==X.Y.Z | torch] [REQUIREMENT ...]")
def command(named: tuple[str, ...]) -> int:
    """Renew constraints.txt from pyproject.toml."""
    wanted = [*requirements(), *named]
    if not any(re.match(r"torch\b", one) for one in named):
        current = re.search(r"^torch==\S+", TARGET.read_text("utf-8"), re.M)
        if not current:
            raise Problem("constraints.txt pins no torch: name one, as in  make lock TORCH=2.13.0")
        wanted.append(current.group())
    pins = dict(sorted(resolve(wanted).items()))
    check(pins)
    TARGET.write_text(HEADER + "".join(f"{n}=={v}\n" for n, v in pins.items()), "utf-8")
    print(f"{TARGET.name}: {len(pins)} pins")
    return 0
