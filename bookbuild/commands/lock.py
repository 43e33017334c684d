"""Renew constraints.txt, the exact versions of what the book needs, and hashes.txt, their digests.

uv resolves the ranges of pyproject.toml afresh, for all systems at once and for the oldest Python,
and newer ones get the same versions. torch stays at the version it has now unless one is named on
the command line; plain `torch` asks for the newest. Requirements named on the command line win.
Then uv looks whether every pin has a wheel for the other Pythons.

hashes.txt holds what tools/environment.py installs. torch has no digests there: it is built several
times under one name, for the processor alone and for graphics cards, and indexes differ in which
they offer, so that no list has them all. What comes with the build for graphics cards has neither
pin nor digest: torch names it itself.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from bookbuild import paths
from bookbuild.environment import environment
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

PINS, HASHES = "constraints.txt", "hashes.txt"
# Some packages ask for a late 3.11, and Debian 12 has 3.11.2: so the very first of each.
OLDEST, *OTHERS = "3.11.0", "3.12.0", "3.13.0"
HEADER = """\
# {what}, for Python 3.11 to 3.13.
# Written by `make lock` from the ranges in pyproject.toml; do not edit by hand.
"""
FOR_GRAPHICS_CARDS = ("cuda-", "nvidia-", "triton")
# One of what uv prints: name==version ; marker, and digests on lines of their own.
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\n]+)( ; [^\\\n]+?)?((?: \\\n +--hash=\S+)*)$", re.M)


def requirements(extras: list[str] | None = None) -> list[str]:
    """Return what pyproject.toml asks for: the package, how it is built, and extras (or all)."""
    project = paths.project()
    known = project["optional-dependencies"]
    wanted = known if extras is None else extras
    build = ["setuptools", "wheel"]
    return [*build, *project["dependencies"], *(one for extra in wanted for one in known[extra])]


def uv(*arguments: str, wanted: list[str] | None = None) -> str:
    """Run uv, which knows settings of its own only; stop with its own words when it fails."""
    command = [sys.executable, "-m", "uv", "--no-config", "--quiet", "pip", *arguments]
    given = "\n".join(wanted or [])
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise Problem(f"{' '.join(command)}\n{done.stderr or done.stdout}")
    return done.stdout


def resolve(wanted: list[str], *options: str) -> str:
    """Return the versions and digests of what is wanted and of all that this needs."""
    return uv(
        *("compile", "-", "--universal", "--python-version", OLDEST, "--fork-strategy", "fewest"),
        *("--only-binary", ":all:", "--generate-hashes", "--no-annotate", "--no-header", *options),
        wanted=wanted,
    )


def pinned(resolved: str) -> dict[str, tuple[str, str]]:
    r"""Return {name: (pin, pin with its marker and digests)} of what uv has resolved.

    >>> pinned("zipp==4 ; os_name == 'nt' \\\n    --hash=sha256:ab\nnvidia-nccl==2\n")
    {'zipp': ('zipp==4', "zipp==4 ; os_name == 'nt' --hash=sha256:ab")}
    >>> pinned("torch==2.0+cpu \\\n    --hash=sha256:ab\n")
    {'torch': ('torch==2.0', 'torch==2.0')}
    """
    found = {}
    for name, version, marker, digests in PIN.findall(resolved):
        if not name.startswith(FOR_GRAPHICS_CARDS):
            # A local label ("+cpu") names one index's build: the pin must fit every index's.
            pin = f"{name}=={version.partition('+')[0]}"
            known = digests.replace("\\", "").split() if name != "torch" else []
            found[name] = pin, " ".join([pin + marker, *known])
    return found


def check(hashes: Path) -> None:
    """Ask uv whether each pin has a wheel for every Python that the book supports."""
    how = ("install", "--dry-run", "--no-deps", "--only-binary", ":all:")
    for python in OTHERS:
        print(f"checking Python {python} ...", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            uv(*how, "--python-version", python, "--target", folder, "-r", str(hashes))


def write(target: Path, what: str, lines: list[str]) -> None:
    """Write one of the files."""
    text = HEADER.format(what=what) + "".join(f"{line}\n" for line in lines)
    target.write_text(text, "utf-8")


@click.command("lock")
@click.argument("named", nargs=-1, metavar="[torch==X.Y.Z | torch] [REQUIREMENT ...]")
def command(named: tuple[str, ...]) -> int:
    """Renew constraints.txt and hashes.txt from pyproject.toml."""
    wanted = [*requirements(), *named]
    if not any(re.match(r"torch\b", one) for one in named):
        current = re.search(r"^torch==\S+", (ROOT / PINS).read_text("utf-8"), re.M)
        if not current:
            raise Problem("constraints.txt pins no torch: name one, as in  make lock TORCH=2.13.0")
        wanted.append(current.group())
    pins = [pin for pin, _ in pinned(resolve(wanted)).values()]
    with tempfile.TemporaryDirectory() as folder:
        made = {name: Path(folder, name) for name in (PINS, HASHES)}
        write(made[PINS], "Exact versions of everything the book needs", pins)
        installed = requirements(environment().EXTRAS.split(","))
        found = pinned(resolve(installed, "--constraint", str(made[PINS])))
        lines = [line for _, line in found.values()]
        write(made[HASHES], "What `make` installs, with its digests", lines)
        check(made[HASHES])
        for name, file in made.items():
            (ROOT / name).write_bytes(file.read_bytes())
    print(f"{PINS}: {len(pins)} pins, {HASHES}: {len(lines)} of them")
    return 0
