"""Make the wheel of the package, and look into it.

It is built from a copy of the sources: setuptools would put what an earlier build left beside them
into the wheel as well. Then it is compared with the sources, file by file, and its metadata are
read as strictly as an index of packages would.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import click
from packaging.metadata import Metadata
from packaging.utils import parse_wheel_filename

from bookbuild import paths
from bookbuild.errors import Problem
from bookbuild.paths import ROOT
from bookbuild.surroundings import FIXED, of_machine

PARTS = ("pyproject.toml", "README.md", "LICENSE", "rnnbook")
# What a checkout has beside the package.
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
# What setuptools writes beside the sources.
WRITTEN = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "top_level.txt", "licenses/LICENSE"}
COMMAND = "[console_scripts]\nrnnbook = rnnbook.cli:main"
LARGEST = 2 * 2**20
# Who may read a file is written into the wheel as well.
UMASK = 0o022


def sources(root: Path) -> dict[str, bytes]:
    """Return {name: bytes} of everything that belongs into the wheel."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "rnnbook").rglob("*"))
        if path.is_file() and not UNWANTED("", list(path.relative_to(root).parts))
    }


def surroundings(home: str) -> dict[str, str]:
    """Return the environment that makes the same bytes from the same sources, for everybody."""
    dated = {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH") or "1767225600"}
    # pip and setuptools look for settings at home.
    places = {"HOME": home, "USERPROFILE": home, "PIP_CONFIG_FILE": os.devnull}
    return {**of_machine(os.environ), **FIXED, **dated, **places}


def build(root: Path, output: Path) -> Path:
    """Build the wheel from a copy of the sources; return its path."""
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("rnnbook-*.whl"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "rnnbook")
        copy.mkdir()
        for part in PARTS:
            source = root / part
            if not source.exists():
                raise Problem(f"{source} is missing: the wheel cannot be made without it")
            if source.is_dir():
                shutil.copytree(source, copy / part, ignore=UNWANTED)
            else:
                shutil.copyfile(source, copy / part)
        for path in copy.rglob("*"):
            if path.is_file():
                path.chmod(0o666 & ~UMASK)
        command = [sys.executable, "-m", "pip", "wheel", str(copy), "--wheel-dir", str(output)]
        command += ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
        command += ["--disable-pip-version-check"]
        if subprocess.run(command, env=surroundings(folder), umask=UMASK).returncode:
            raise Problem("The wheel was NOT built: the errors are above.")
    (wheel,) = output.glob("rnnbook-*.whl")
    return wheel


def wrong_files(names: dict[str, bytes], wanted: dict[str, bytes], info: str) -> Iterator[str]:
    """Yield what is wrong with the files of a wheel."""
    written = {f"{info}/{name}" for name in WRITTEN}
    for name in sorted(wanted.keys() - names.keys()):
        yield f"{name} is missing: is its kind named under package-data in pyproject.toml?"
    for name in sorted(names.keys() - wanted.keys() - written):
        yield f"{name} does not belong there"
    for name in sorted(written - names.keys()):
        yield f"{name} is missing"
    for name in sorted(wanted.keys() & names.keys()):
        if names[name] != wanted[name]:
            yield f"{name} differs from the source"


def wrong_metadata(text: bytes, project: dict[str, Any], version: str) -> Iterator[str]:
    """Yield what is wrong with a wheel's metadata."""
    try:
        found = Metadata.from_email(text, validate=True)
    except ExceptionGroup as group:
        yield from (f"METADATA: {error}" for error in group.exceptions)
        return
    if str(found.version) != version:
        yield f"METADATA: version {found.version}, but rnnbook.__version__ is {version}"
    if str(found.requires_python) != project["requires-python"]:
        yield f"METADATA: Requires-Python {found.requires_python}, not {project['requires-python']}"
    if found.description_content_type != "text/markdown" or not found.description:
        yield "METADATA: the README is not its description"
    asked = [one for one in found.requires_dist or [] if not one.marker]
    if len(asked) != len(project["dependencies"]):
        yield f"METADATA: {len(asked)} dependencies, not {len(project['dependencies'])}"


def problems(wheel: Path, root: Path) -> list[str]:
    """Return what is wrong with a wheel that was made of the sources below `root`."""
    project = paths.project(root)
    version = (root / "rnnbook/_version.py").read_text("utf-8").split('"')[1]
    info = f"rnnbook-{version}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    found = list(wrong_files(files, sources(root), info))
    if f"{info}/METADATA" in files:
        found += wrong_metadata(files[f"{info}/METADATA"], project, version)
    tags = BytesParser().parsebytes(files.get(f"{info}/WHEEL", b"")).get_all("Tag")
    if tags != ["py3-none-any"]:
        found.append(f"WHEEL: the tags are {tags}, and should be ['py3-none-any']")
    if files.get(f"{info}/entry_points.txt", b"").decode().strip() != COMMAND:
        found.append("entry_points.txt: the command rnnbook is missing, or there are others")
    name, wheel_version, _, _ = parse_wheel_filename(wheel.name)
    if (name, str(wheel_version)) != ("rnnbook", version):
        found.append(f"its name says {name} {wheel_version}, not rnnbook {version}")
    if wheel.stat().st_size > LARGEST:
        found.append(f"it has {wheel.stat().st_size} bytes, more than {LARGEST}")
    return found


@click.command("wheel")
@click.option(
    "--output", type=click.Path(path_type=Path), default=ROOT / "dist", help="Where (dist)."
)
def command(output: Path) -> int:
    """Make the wheel of the package, and look into it."""
    wheel = build(ROOT, output)
    found = problems(wheel, ROOT)
    for problem in found:
        click.echo(f"{wheel.name}: {problem}", err=True)
    if found:
        return 1
    print(f"{wheel}, {wheel.stat().st_size / 1024:.0f} KiB")
    return 0
