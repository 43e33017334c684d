"""Run the session with the exercises that the README shows.

The page on exercises runs the session itself, whenever the book is built.
"""

import difflib

import click

from bookbuild.errors import Problem
from bookbuild.paths import ROOT
from rnnbook.exercises.transcript import transcript

README = ROOT / "README.md"
BEGIN, END = "<!-- transcript: begin -->", "<!-- transcript: end -->"


def with_session(readme: str, session: str) -> str:
    """Return the text of the README with ``session`` between its markers."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise Problem(f"README.md must hold each of {BEGIN} and {END} once")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```console\n{session}\n```\n{END}{after}"


@click.command("transcript")
@click.option("--write", is_flag=True, help="Put it into README.md, between its two markers.")
@click.option("--check", is_flag=True, help="Exit with 1 when README.md shows another one.")
def command(write: bool, check: bool) -> int:
    """Run the session that the README shows."""
    session = transcript()
    old = README.read_text("utf-8")
    new = with_session(old, session)
    if write:
        README.write_text(new, "utf-8")
    elif not check:
        print(session)
    elif old != new:
        changes = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "README.md", "the session today", lineterm=""
        )
        print(*changes, sep="\n")
        raise Problem("README.md shows an old session: make transcript")
    return 0
