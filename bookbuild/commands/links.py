"""Ask every web address that the book refers to, and list those that do not answer.

An address that does not answer is no fault of the book's, and often back tomorrow: so this warns.
Sphinx's builder `linkcheck` does the asking. In a GitHub workflow a warning is shown at its line.
"""

import json
import os
from pathlib import Path
from typing import Any

import click

from bookbuild import sphinx_build
from bookbuild.paths import ROOT

UNANSWERED = {"broken", "timeout"}


def changes(settings: sphinx_build.Settings) -> sphinx_build.Settings:
    """Return what is different from the settings of the site."""
    return {
        "linkcheck_timeout": 30,
        "linkcheck_retries": 3,
        "linkcheck_workers": 4,
        # Pages that scripts put together hold no anchors when they arrive.
        "linkcheck_anchors": False,
        "linkcheck_report_timeouts_as_broken": False,
    }


def annotation(entry: dict[str, Any]) -> str:
    """Return a silent address as a GitHub workflow shows it beside its line.

    >>> annotation({"filename": "a.md", "lineno": 3, "uri": "https://x.org/100%", "info": "404"})
    '::warning file=a.md,line=3,title=Link::https://x.org/100%25: 404'
    """
    text = f"{entry['uri']}: {entry['info']}"
    for mark, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(mark, code)
    return f"::warning file={entry['filename']},line={entry['lineno']},title=Link::{text}"


def report(entries: list[dict[str, Any]]) -> int:
    """Print which addresses do not answer, and where they stand; return how many."""
    silent = [one for one in entries if one["status"] in UNANSWERED]
    moved = [one for one in entries if one["status"] == "redirected" and one["code"] in (301, 308)]
    print()
    for one in silent:
        print(
            f"{one['filename']}:{one['lineno']}: {one['uri']}\n    {one['info'] or one['status']}"
        )
        if os.environ.get("GITHUB_ACTIONS"):
            print(annotation(one))
    for one in moved:
        print(f"{one['filename']}:{one['lineno']}: {one['uri']}\n    moved to {one['info']}")
    asked = len({one["uri"] for one in entries})
    print(f"\n{asked} addresses: {len(silent)} do not answer, {len(moved)} have moved for good.")
    return len(silent)


@click.command("links")
@click.option("--strict", is_flag=True, help="Exit with 1 when one does not answer.")
@click.option("--source", type=click.Path(path_type=Path), default=ROOT, help="Another book.")
@click.option("--output", type=click.Path(path_type=Path), help="The folder that holds _build.")
def command(strict: bool, source: Path, output: Path | None) -> int:
    """List the web addresses that do not answer."""
    source = source.resolve()
    os.chdir(source)
    # Its exit code is 1 for an address that is silent, too: what counts is that the list is there.
    folder, _ = sphinx_build.run(source, output or source, "linkcheck", changes, strict=False)
    found = folder / "output.json"
    if not found.is_file():
        print("\nThe addresses were NOT asked: the errors are above.")
        return 1
    entries = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    asked = [one for one in entries if one["status"] not in ("unchecked", "ignored", "local")]
    silent = report(asked)
    return int(strict and silent > 0)
