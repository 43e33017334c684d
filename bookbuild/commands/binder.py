"""Write the folder `binder` of the published site, which makes it a place where notebooks run.

The branch that holds the site has a notebook beside each page. What Binder needs besides stands in
this folder: the wheel of the package, made from the same sources as the pages, the versions to
install with it, and the scripts of `binder` in the repository.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import click
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from bookbuild import paths
from bookbuild.commands import wheel
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

SCRIPTS = ("postBuild", "start", "overrides.json")
EXTRA = "lab"
REQUIREMENTS = """\
# What Binder installs: the package of this book, and versions that were tested with it.
--constraint constraints.txt
# torch for the processor alone. The label "+cpu" makes the build fail where this index does not
# answer; without it pip would take the build for graphics cards, which fits no Binder.
--extra-index-url https://download.pytorch.org/whl/cpu
torch=={torch}+cpu
# pip looks for a constraint beside this file, and for a package from where it was started.
./binder/{wheel}[{extra}]
"""


def pinned_versions(root: Path) -> dict[str, str]:
    """Return {name: version} of constraints.txt."""
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def oldest_python(requires_python: str) -> str:
    """Return the oldest Python that the package supports: constraints.txt is resolved for it."""
    found = re.match(r">=(3\.\d+)(,|$)", requires_python)
    if found is None:
        raise Problem(
            f"pyproject.toml: requires-python is {requires_python!r}; expected '>=3.N', the Python "
            "that Binder is to install"
        )
    return found[1]


def torch_version(root: Path, project: dict[str, Any]) -> str:
    """Return the version of torch, once everything that Binder installs is known to have one."""
    pins = pinned_versions(root)
    extras = project["optional-dependencies"]
    if EXTRA not in extras:
        raise Problem(f"pyproject.toml offers no extra {EXTRA!r}, which Binder installs")
    for line in [*project["dependencies"], *extras[EXTRA]]:
        try:
            name = Requirement(line).name
        except InvalidRequirement as error:
            raise Problem(
                f"pyproject.toml: {line!r} is no requirement that pip knows: {error}"
            ) from error
        if canonicalize_name(name) not in pins:
            raise Problem(
                f"constraints.txt pins no {name}, which Binder installs ({line!r}): `make lock`"
            )
    return pins["torch"]


def write(folder: Path, root: Path = ROOT) -> None:
    """Write the folder that the published site has under the name `binder`."""
    project = paths.project(root)
    python, torch = oldest_python(project["requires-python"]), torch_version(root, project)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in SCRIPTS:
        source = root / "binder" / name
        if not source.is_file():
            raise Problem(f"binder/{name} is missing: Binder needs it")
        shutil.copy(source, folder)
    shutil.copy(root / "constraints.txt", folder)
    (folder / "runtime.txt").write_text(f"python-{python}\n", "utf-8")
    made = wheel.build(root, folder)
    text = REQUIREMENTS.format(torch=torch, wheel=made.name, extra=EXTRA)
    (folder / "requirements.txt").write_text(text, "utf-8")


@click.command("binder")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=ROOT / "_build" / "binder",
    help="The folder to write (_build/binder).",
)
def command(output: Path) -> int:
    """Write what Binder needs beside the published notebooks."""
    write(output)
    print(f"What Binder needs beside the notebooks:\n    {output}")
    return 0
