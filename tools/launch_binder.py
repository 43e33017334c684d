"""Prove that every chapter opens and runs on Binder, without Binder.

    python tools/launch_binder.py [CHAPTER ...]      for example  training  order

Makes what Binder would make, in _build/launch: a copy of the files that git knows, an environment
from binder/requirements.txt, and what binder/postBuild does to it. Then it starts JupyterLab
through binder/start, opens each chapter by the path of its own Binder button in a browser, runs
all its cells from the menu, and tries the exercises. Peak memory is that of the server, the kernel
and the exercises' processes together; it must stay under 1.5 GB, of the 2 GB that Binder gives.

What differs from Binder: Python comes from here, not from conda, and where the index for torch's
CPU build cannot be reached its line is left out; then pip has to find the same build elsewhere.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from launch import files, place
from launch.files import ROOT, Problem
from launch.lab import Reader
from launch.memory import Watch
from rich.console import Console
from rich.table import Table

LIMIT = 1.5e9
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NOT_CHAPTERS = ("README.md", "CONTRIBUTING.md")


def parse(arguments):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="names of chapters; all where none is given")
    parser.add_argument(
        "--site", type=Path, default=ROOT / "_build" / "html", help="the built book"
    )
    parser.add_argument("--place", type=Path, default=place.default_place(), help="where to work")
    parser.add_argument(
        "--limit", type=float, default=LIMIT, help="bytes of memory that are allowed"
    )
    return parser.parse_args(arguments)


def chosen(paths, names):
    """Return the launch paths of the chapters that were asked for."""
    known = {page.rpartition("/")[2]: path for page, path in paths.items()}
    for name in names:
        if name not in known:
            raise Problem(f"there is no chapter {name!r}; there are {', '.join(known)}")
    return [known[name] for name in names or known]


def browser():
    """Return the path of the system's browser."""
    found = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Problem(f"no browser was found (looked for {', '.join(BROWSERS)})")
    return found


def walk(server, watch, paths, console):
    """Visit every chapter, and what is no chapter; return what was seen, and what went wrong."""
    from playwright.sync_api import Error, sync_playwright

    seen, problems = [], []

    def attempt(step, *arguments):
        try:
            return step(*arguments)
        except (Problem, Error) as problem:
            told = str(problem) if isinstance(problem, Problem) else f"{arguments[0]}: {problem}"
            console.print(told, style="red", markup=False)
            problems.append(told)
            return None
        finally:
            server.forget()

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        reader = Reader(chromium, server.address)
        for path in paths:
            watch.restart()
            one = attempt(reader.visit, path)
            if one:
                one.peak, one.at_peak = watch.peak, watch.at_peak
                console.print(f"{path}: {one.code} cells ran in {one.ran:.0f} s", style="dim")
                seen.append(one)
        for name in NOT_CHAPTERS:
            attempt(reader.stays_text, name)
        attempt(reader.refuses, "book/no-such-chapter.md")
        chromium.close()
    return seen, problems


def table(seen):
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


def launch(options, console):
    """Make the place, walk through the chapters, and say what was measured."""
    files.check()
    paths, with_buttons = files.launch_paths(options.site)
    paths = chosen(paths, options.chapters)
    if not with_buttons:
        console.print("The site has no Binder buttons: built without knowing its repository.")
    work = options.place.resolve()
    work.mkdir(parents=True, exist_ok=True)
    place.copy_repository(work / "repository")
    console.print("Making the environment (some minutes, when it is new) ...")
    took, gone = place.make_environment(work)
    for line in gone:
        console.print(f"Not reachable from here, and left out: {line}")
    place.post_build(work)
    watch = Watch()
    watch.start()
    server = None
    try:
        server = place.Server(work, watch.environment)
        seen, problems = walk(server, watch, paths, console)
    finally:
        if server:
            server.stop()
        watch.stop()
    console.print(table(seen))
    if problems:
        raise Problem("\n".join(problems))
    most = judge(seen, options.limit)
    made = f"made in {took:.0f} s" if took else "from an earlier run"
    for name, value in (
        ("Environment", f"{place.size(work / 'environment') / 1e9:.2f} GB, {made}"),
        ("Start-up", f"{server.seconds:.1f} s until JupyterLab answers"),
        ("Peak memory", f"{most.peak / 1e6:.0f} MB of {options.limit / 1e6:.0f} ({most.path})"),
    ):
        console.print(f"{name:<12} {value}")


def judge(seen, limit):
    """Return the visit that took most memory, unless it took too much."""
    most = max(seen, key=lambda one: one.peak)
    if most.peak >= limit:
        raise Problem(f"{most.path} takes {most.peak / 1e6:.0f} MB of memory")
    return most


def main(arguments=None):
    """Run the command."""
    console = Console(soft_wrap=True, width=max(Console().width, 120))
    try:
        launch(parse(arguments), console)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    console.print("Every chapter opens as a notebook and runs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
