"""The commands of the book: `python -m bookbuild` lists them."""

import sys

from bookbuild import reproducible

# What they make has to be the same for everybody.
REPRODUCIBLE = ("html", "epub")


def main() -> int:
    """Run a command, in a process whose surroundings are fit for it; return its exit code."""
    if sys.argv[1:] and sys.argv[1] in REPRODUCIBLE:
        ended = reproducible.begin()
        if ended is not None:
            return ended
    # Imports much, which is safe only where no module of the reader's is in the way.
    from bookbuild.commands import run

    return run()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
