"""Run the session with the exercises that the README shows.

    python tools/transcript.py            print it
    python tools/transcript.py --write    put it into README.md, between its two markers
    python tools/transcript.py --check    exit 1 when README.md shows another one

The page on exercises runs the session itself, whenever the book is built.
"""

import argparse
import difflib
import sys
from pathlib import Path

from rnnbook.exercises.transcript import transcript

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- transcript: begin -->", "<!-- transcript: end -->"


def with_session(readme: str, session: str) -> str:
    """Return the text of the README with ``session`` between its markers."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        sys.exit(f"README.md must hold each of {BEGIN} and {END} once")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```console\n{session}\n```\n{END}{after}"


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    session = transcript()
    old = README.read_text("utf-8")
    new = with_session(old, session)
    if chosen.write:
        README.write_text(new, "utf-8")
    elif not chosen.check:
        print(session)
    elif old != new:
        changes = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "README.md", "the session today", lineterm=""
        )
        print(*changes, sep="\n")
        sys.exit("README.md shows an old session: python tools/transcript.py --write")


if __name__ == "__main__":
    main()
