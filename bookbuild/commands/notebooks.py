"""Prove that the notebook of every page runs by itself, as on Colab or wherever it was saved.

Makes the wheel, and from it an environment that has nothing else of this book, in
_build/launch-colab. Tries the commands of the package there, and runs each page's notebook from the
built site, in folders that are empty. Each cell has to print and show there what it does on the
page: the two were run at different times, by different environments.
What differs from Colab: the package comes from the wheel and not from the repository, and the
versions of what it needs are those of constraints.txt.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import click
import nbformat
from rich.console import Console
from rich.table import Table

from bookbuild import toc
from bookbuild.commands import wheel
from bookbuild.environment import environment
from bookbuild.errors import Problem
from bookbuild.launch.outputs import difference, of_page
from bookbuild.paths import ROOT
from bookbuild.surroundings import of_machine

RUNNER = ROOT / "bookbuild" / "launch" / "run_notebook.py"
COMMANDS = ("--version", "doctor", "exercises", "exercises start sequences_last_state")


def notebooks(root: Path, site: Path, chosen: list[str]) -> list[Path]:
    """Return the notebooks of the pages that are asked for, of all pages when none is."""
    short = {page.short: page.name for page in toc.notebooks(root)}
    for name in chosen:
        if name not in short:
            raise Problem(f"no page with cells is called {name!r}; there are {', '.join(short)}")
    paths = [site / f"{short[name]}.ipynb" for name in chosen or short]
    for path in paths:
        if not path.is_file():
            raise Problem(f"{path} is missing: `make html` makes it")
    return paths


def clean(variables: dict[str, str], scratch: str) -> dict[str, str]:
    """Return the environment of a process that knows nothing of this checkout."""
    own = {"IPYTHONDIR": scratch, "MATPLOTLIBRC": os.devnull}
    return {**of_machine(variables), **own, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def make_environment(folder: Path, made: Path) -> Path:
    """Install the wheel and what runs notebooks into a new environment; return its Python."""
    shutil.rmtree(folder, ignore_errors=True)
    tool = environment()
    variables = tool.surroundings(os.environ)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, env=variables)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["-c", str(ROOT / "constraints.txt"), str(made), "nbclient", "ipykernel"]
    variables = tool.pip_environment(str(python), os.environ)
    if subprocess.run(command, cwd=folder, env=variables).returncode:
        raise Problem(f"{made.name} cannot be installed: the errors are above")
    return python


def try_commands(python: Path) -> None:
    """Run the commands of the package, of which a notebook makes no use, in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="rnnbook-commands-") as folder:
        for command in COMMANDS:
            done = subprocess.run(
                [str(python.with_name("rnnbook")), *command.split()],
                cwd=folder,
                env=clean(dict(os.environ), folder),
                capture_output=True,
                text=True,
            )
            if done.returncode:
                said = (done.stdout + done.stderr)[-2000:]
                raise Problem(f"rnnbook {command}: ended with {done.returncode}\n{said}")


def run(python: Path, path: Path, page: nbformat.NotebookNode | None = None) -> dict[str, Any]:
    """Run one notebook in an empty folder; return what its runner reports.

    ``page`` is what the build ran: a cell that gives something else is a problem as well.
    """
    with tempfile.TemporaryDirectory(prefix="rnnbook-notebook-") as folder:
        copy = Path(folder, path.name)
        shutil.copyfile(path, copy)
        scratch = Path(folder, "ipython")
        done = subprocess.run(
            [str(python), str(RUNNER), path.name],
            cwd=folder,
            env=clean(dict(os.environ), str(scratch)),
            capture_output=True,
            text=True,
        )
        try:
            report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            end = (done.stdout + done.stderr)[-2000:]
            return {"seconds": 0, "peak": 0, "problem": f"{path.name}: it could not be run\n{end}"}
        if page is not None and report["problem"] is None:
            found = difference(page, nbformat.read(copy, as_version=4))
            report["problem"] = found and f"{path.name}: {found}"
    return report


@click.command("notebooks")
@click.argument("names", metavar="[PAGES]...", nargs=-1)
@click.option("--site", type=click.Path(path_type=Path), default=ROOT / "_build" / "html")
@click.option("--folder", type=click.Path(path_type=Path), default=ROOT / "_build" / "launch-colab")
@click.option("--python", type=click.Path(path_type=Path), help="Use this Python, and make none.")
@click.option("--jobs", default=os.cpu_count() or 1, help="How many run at a time.")
def command(
    names: tuple[str, ...], site: Path, folder: Path, python: Path | None, jobs: int
) -> int:
    """Run the notebook of every page, or of those that are named, by itself."""
    paths = notebooks(ROOT, site, list(names))
    pages = [of_page(site, path.relative_to(site)) for path in paths]
    if python is None:
        made = wheel.build(ROOT, folder / "wheel")
        python = make_environment(folder / "environment", made)
        try_commands(python)
    table = Table("notebook", *("cells ran", "seconds", "peak MiB"))
    failed = []
    with ThreadPoolExecutor(jobs) as pool:
        reports = pool.map(partial(run, python.absolute()), paths, pages)
        for path, report in zip(paths, reports, strict=True):
            verdict = "FAILED" if report["problem"] else "all"
            print(f"{path.name}: {verdict}, {report['seconds']} s", flush=True)
            table.add_row(path.name, verdict, f"{report['seconds']:.1f}", str(report["peak"]))
            if report["problem"]:
                failed.append(report["problem"])
    Console().print(table)
    if failed:
        raise Problem("\n" + "\n\n".join(failed))
    return 0
