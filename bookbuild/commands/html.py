"""Build the book, strictly, and say where it is: `jupyter-book build .`, with every check."""

import errno
import os
import shutil
import sys
from pathlib import Path

import click

from bookbuild import toc
from bookbuild.paths import ROOT

STRICT = ("-W", "-n", "--keep-going", "--all")
LENIENT = ("-n", "--all")
DRAFT = ()
HOW = {"lenient": LENIENT, "draft": DRAFT}


def is_full(error: BaseException | None) -> bool:
    """Return whether an error, or one that led to it, is a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return True
        error = error.__cause__ or error.__context__
    return False


def build(book: Path, output: Path, how: tuple[str, ...] = STRICT) -> int:
    """Run Jupyter Book in this process; return its exit code."""
    from jupyter_book.cli.main import main as jupyter_book
    from sphinx.util.console import nocolor

    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        nocolor()
    if how is not DRAFT:
        # What an earlier build left would stay as a page, or change how files are referred to.
        shutil.rmtree(output / "_build" / "html", ignore_errors=True)
    command = ["build", str(book), "--path-output", str(output)]
    try:
        jupyter_book([*command, *how], standalone_mode=False)
    except SystemExit as exit_:
        return int(exit_.code or 0)
    except (RuntimeError, OSError) as error:
        # Jupyter Book has printed the cause, and raises its own error after it.
        if is_full(error):
            print("\nThe disk is full: free some space and run the same command again.")
        elif not isinstance(error, RuntimeError):
            raise
        return 1
    return 0


@click.command("html")
@click.option("--lenient", "how", flag_value="lenient", help="Warnings are only shown.")
@click.option("--draft", "how", flag_value="draft", help="Likewise, and only what changed is read.")
@click.option("--book", type=click.Path(path_type=Path), default=ROOT, help="The book's folder.")
@click.option("--output", type=click.Path(path_type=Path), help="The folder that holds _build.")
def command(how: str | None, book: Path, output: Path | None) -> int:
    """Build the site, and say where its first page is."""
    book, output = book.resolve(), (output or book).resolve()
    # Before any chapter runs, for minutes.
    toc.pages(book)
    os.chdir(book)
    code = build(book, output, HOW.get(how or "", STRICT))
    sys.stderr.flush()
    index = output / "_build" / "html" / "index.html"
    if code:
        print("\nThe book was NOT built: the errors are above.", flush=True)
    else:
        print(f"\nThe book is built. Open it in a browser:\n    {index}", flush=True)
    return code
