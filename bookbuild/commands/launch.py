"""Prove that every chapter opens and runs on Binder, without Binder.

Makes what Binder would make, in _build/launch: the built site with the folder `binder` that is
published beside it, an environment from its requirements.txt, and what its postBuild does to that.
Then it starts JupyterLab through binder/start, opens each chapter by the path of its own Binder
button in a browser, runs all its cells from the menu, and tries the exercises. Peak memory is that
of the server, the kernel and the exercises' processes together; it must stay under 1.5 GB, of the
2 GB that Binder gives.

What differs from Binder: Python comes from here, not from conda, and where the index for torch's
CPU build cannot be reached its line is left out; then pip has to find the same build elsewhere.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bookbuild import browser
from bookbuild.commands import binder
from bookbuild.errors import Problem
from bookbuild.launch import local_binder
from bookbuild.launch.buttons import launch_paths
from bookbuild.launch.jupyterlab_driver import Driver, Visit
from bookbuild.launch.memory import Watch
from bookbuild.paths import ROOT

LIMIT = 1.5e9


def chosen(paths: dict[str, str], names: list[str]) -> list[str]:
    """Return the launch paths of the chapters that were asked for."""
    known = {page.rpartition("/")[2]: path for page, path in paths.items()}
    for name in names:
        if name not in known:
            raise Problem(f"there is no chapter {name!r}; there are {', '.join(known)}")
    return [known[name] for name in names or known]


def browser_path() -> str:
    """Return the path of the system's browser."""
    found = browser.find()
    if found is None:
        raise Problem(f"no browser was found (looked for {', '.join(browser.BROWSERS)})")
    return found


def walk(
    server: local_binder.Server, watch: Watch, paths: list[str], console: Console
) -> tuple[list[Visit], list[str]]:
    """Visit every chapter, and what is no chapter; return what was seen, and what went wrong."""
    from playwright.sync_api import Error, sync_playwright

    seen: list[Visit] = []
    problems: list[str] = []

    def attempt(step: Callable[[str], Any], path: str) -> Any:
        try:
            return step(path)
        except (Problem, Error) as problem:
            told = str(problem) if isinstance(problem, Problem) else f"{path}: {problem}"
            console.print(told, style="red", markup=False)
            problems.append(told)
            return None
        finally:
            server.forget()

    with sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        driver = Driver(chromium, server.address)
        for path in paths:
            watch.restart()
            one = attempt(driver.visit, path)
            if one:
                one.peak, one.at_peak = watch.peak, watch.at_peak
                console.print(f"{path}: {one.code} cells ran in {one.ran:.0f} s", style="dim")
                seen.append(one)
        attempt(driver.refuses, "book/no-such-chapter.ipynb")
        chromium.close()
    return seen, problems


def table(seen: list[Visit]) -> Table:
    """Return what was seen of the chapters as a table."""
    shown = Table(title="Every chapter by its Binder path")
    shown.add_column("path", no_wrap=True)
    kinds = ("server", "kernels", "exercises")
    for name in ("opens", "runs", "cells", "tasks", "solutions", "peak", *kinds):
        shown.add_column(name, justify="right", no_wrap=True)
    for one in seen:
        shown.add_row(
            *(one.path, f"{one.opened:.1f} s", f"{one.ran:.0f} s", str(one.code)),
            *(str(one.exercises), str(one.folded), f"{one.peak / 1e6:.0f} MB"),
            *(f"{one.at_peak.get(kind, 0) / 1e6:.0f}" for kind in kinds),
        )
    return shown


def publish(site: Path, target: Path) -> None:
    """Put together what the published branch holds and Binder gets."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(site, target)
    binder.write(target / "binder")


def launch(site: Path, folder: Path, names: list[str], limit: float, console: Console) -> None:
    """Make a Binder here, walk through the chapters, and say what was measured."""
    found, with_buttons = launch_paths(site)
    paths = chosen(found, names)
    if not with_buttons:
        console.print("The site has no Binder buttons: built without knowing its repository.")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    publish(site, folder / "site")
    console.print("Making the environment (some minutes, when it is new) ...")
    took, gone = local_binder.make_environment(folder)
    for line in gone:
        console.print(f"Not reachable from here, and left out: {line}")
    local_binder.post_build(folder)
    watch = Watch()
    watch.start()
    server = None
    try:
        server = local_binder.Server(folder, watch.environment)
        seen, problems = walk(server, watch, paths, console)
    finally:
        if server:
            server.stop()
        watch.stop()
    console.print(table(seen))
    if problems:
        raise Problem("\n".join(problems))
    most = judge(seen, limit)
    made = f"made in {took:.0f} s" if took else "from an earlier run"
    for name, value in (
        ("Environment", f"{local_binder.size(folder / 'environment') / 1e9:.2f} GB, {made}"),
        ("Start-up", f"{server.seconds:.1f} s until JupyterLab answers"),
        ("Peak memory", f"{most.peak / 1e6:.0f} MB of {limit / 1e6:.0f} ({most.path})"),
    ):
        console.print(f"{name:<12} {value}")


def judge(seen: list[Visit], limit: float) -> Visit:
    """Return the visit that took most memory, unless it took too much."""
    most = max(seen, key=lambda one: one.peak)
    if most.peak >= limit:
        raise Problem(f"{most.path} takes {most.peak / 1e6:.0f} MB of memory")
    return most


@click.command("launch")
@click.argument("chapters", nargs=-1)
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    default=ROOT / "_build" / "html",
    help="The built book.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=ROOT / "_build" / "launch",
    help="Where to work.",
)
@click.option("--limit", default=LIMIT, help="How many bytes of memory are allowed.")
def command(chapters: tuple[str, ...], site: Path, folder: Path, limit: float) -> int:
    """Open and run every chapter, or those that are named, as Binder would."""
    console = Console(soft_wrap=True, width=max(Console().width, 120))
    launch(site, folder, list(chapters), limit, console)
    console.print("Every chapter opens as a notebook and runs.")
    return 0
