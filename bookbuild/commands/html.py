"""Build the book, strictly, and say where it is.

    python bookbuild/commands/html.py                 every page is read anew; a warning is an error
    python bookbuild/commands/html.py --lenient       likewise, but warnings are only shown
    python bookbuild/commands/html.py --draft         only what changed; warnings are only shown
    python bookbuild/commands/html.py --output DIR    into DIR/_build/html, with a cache of its own there
    python bookbuild/commands/html.py --book DIR      the book in DIR

It is `jupyter-book build .` with the options that leave no fault unseen.
"""

import argparse
import errno
import os
import shutil
import sys
from pathlib import Path

from bookbuild import reproducible

ROOT = Path(__file__).resolve().parents[1]
STRICT = ("-W", "-n", "--keep-going", "--all")
LENIENT = ("-n", "--all")
DRAFT = ()


def parse(arguments):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.set_defaults(how=STRICT)
    for name, how in (("--lenient", LENIENT), ("--draft", DRAFT)):
        parser.add_argument(name, action="store_const", const=how, dest="how")
    parser.add_argument("--book", type=Path, default=ROOT, help="folder of the book (this one)")
    parser.add_argument("--output", type=Path, help="folder to hold _build (the book's)")
    options = parser.parse_args(arguments)
    options.output = options.output or options.book
    return options


def is_full(error):
    """Tell whether an error, or one that led to it, is a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return True
        error = error.__cause__ or error.__context__
    return False


def build(options):
    """Run Jupyter Book in this process; return its exit code."""
    from jupyter_book.cli.main import main as jupyter_book
    from sphinx.util.console import nocolor

    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        nocolor()
    if options.how is not DRAFT:
        # What an earlier build left would stay as a page, or change how files are referred to.
        shutil.rmtree(options.output / "_build" / "html", ignore_errors=True)
    command = ["build", str(options.book), "--path-output", str(options.output)]
    try:
        jupyter_book([*command, *options.how], standalone_mode=False)
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


def main(arguments=None):
    """Build; print the path of the first page, or that there is none."""
    ended = reproducible.begin(__file__, arguments)
    if ended is not None:
        return ended
    options = parse(arguments)
    options.book, options.output = options.book.resolve(), options.output.resolve()
    os.chdir(options.book)
    code = build(options)
    sys.stderr.flush()
    index = options.output / "_build" / "html" / "index.html"
    if code:
        print("\nThe book was NOT built: the errors are above.", flush=True)
    else:
        print(f"\nThe book is built. Open it in a browser:\n    {index}", flush=True)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
