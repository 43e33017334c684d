"""Show the book in the browser while it is written.

Builds what changed whenever a file of the book or its packages changes, with the settings and the
cache of `jupyter-book build .`, and has open pages load themselves again. Only this machine can
reach the pages.
"""

import subprocess
import sys
from pathlib import Path

import click
from livereload import Server

from bookbuild.errors import Problem
from bookbuild.paths import ROOT

WATCHED = ("book", "bookbuild", "rnnbook", "_config.yml", "_toc.yml")


def rebuild() -> None:
    """Build what changed."""
    subprocess.call([sys.executable, "-m", "bookbuild", "html", "--draft"], cwd=ROOT)


def passed_over(path: str) -> bool:
    """Return whether a change of this file is none of the book's."""
    return "__pycache__" in path or Path(path).name.startswith(".")


@click.command("serve")
@click.option("--port", type=click.IntRange(1024, 65535), default=8000, help="Where (8000).")
def command(port: int) -> int:
    """Show the book in the browser, and build it again on every change."""
    server = Server()
    for name in WATCHED:
        server.watch(str(ROOT / name), rebuild, ignore=passed_over)
    rebuild()
    print(f"\nThe book is at http://127.0.0.1:{port}/  (Ctrl-C ends this)", flush=True)
    try:
        server.serve(root=str(ROOT / "_build" / "html"), host="127.0.0.1", port=port)
    except OSError as error:
        raise Problem(
            f"Port {port} cannot be used ({error.strerror}). Try  make serve PORT={port + 1}"
        ) from error
    return 0
