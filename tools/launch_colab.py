"""Prove that the notebook of every page runs by itself, as on Colab or wherever it was saved.

    python tools/launch_colab.py [PAGE ...]      for example  training  order

Makes the wheel, and from it an environment that has nothing else of this book, in
_build/launch-colab. Tries the commands of the package there, and runs each page's notebook from the
built site, in folders that are empty. Each cell has to print and show there what it does on the
page: the two were run at different times, by different environments.
What differs from Colab: the package comes from the wheel and not from the repository, and the
versions of what it needs are those of constraints.txt.
"""

import argparse
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

import environment
import make_wheel
import nbformat
from launch.outputs import difference, of_page
from launch.pages import ROOT, Problem, chapters
from rich.console import Console
from rich.table import Table
from surroundings import of_machine

RUNNER = ROOT / "tools" / "run_notebook.py"
COMMANDS = ("--version", "doctor", "exercises", "exercises start sequences_last_state")


def notebooks(root: Path, site: Path, chosen: list[str]) -> list[Path]:
    """Return the notebooks of the pages that are asked for, of all pages when none is."""
    short = {Path(name).name: name for name in chapters(root)}
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
    variables = environment.surroundings(os.environ)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, env=variables)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["-c", str(ROOT / "constraints.txt"), str(made), "nbclient", "ipykernel"]
    variables = environment.pip_environment(str(python), os.environ)
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


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks; show a table, and what failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", nargs="*", help="names of pages; all where none is given")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "launch-colab")
    parser.add_argument("--python", type=Path, help="use this environment, and make none")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at a time")
    options = parser.parse_args(arguments)
    table = Table("notebook", *("cells ran", "seconds", "peak MiB"))
    failed = []
    try:
        paths = notebooks(ROOT, options.site, options.pages)
        pages = [of_page(options.site, path.relative_to(options.site)) for path in paths]
        python = options.python and options.python.absolute()
        if python is None:
            made = make_wheel.build(ROOT, options.folder / "wheel")
            python = make_environment(options.folder / "environment", made)
            try_commands(python)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    with ThreadPoolExecutor(options.jobs) as pool:
        for path, report in zip(paths, pool.map(partial(run, python), paths, pages), strict=True):
            verdict = "FAILED" if report["problem"] else "all"
            print(f"{path.name}: {verdict}, {report['seconds']} s", flush=True)
            table.add_row(path.name, verdict, f"{report['seconds']:.1f}", str(report["peak"]))
            if report["problem"]:
                failed.append(report["problem"])
    Console().print(table)
    for one in failed:
        print(f"\n{one}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
