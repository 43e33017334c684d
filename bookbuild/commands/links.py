"""Ask every web address that the book refers to, and list those that do not answer.

    python bookbuild/commands/links.py                 exit 0 also when some do not answer
    python bookbuild/commands/links.py --strict        exit 1 when one does not
    python bookbuild/commands/links.py --source DIR    another book, with settings as in this one

An address that does not answer is no fault of the book's, and often back tomorrow: so this warns.
Sphinx's builder `linkcheck` does the asking. In a GitHub workflow a warning is shown at its line.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from bookbuild import sphinx_build

ROOT = Path(__file__).resolve().parents[1]
SILENT = {"broken", "timeout"}


def parse(arguments):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strict", action="store_true", help="exit 1 when one does not answer")
    parser.add_argument("--source", type=Path, default=ROOT, help="folder with the book")
    parser.add_argument("--output", type=Path, help="folder to hold _build (the book's own)")
    return parser.parse_args(arguments)


def changes(settings):
    """Return what is different from the settings of the site."""
    return {
        "linkcheck_timeout": 30,
        "linkcheck_retries": 3,
        "linkcheck_workers": 4,
        # Pages that scripts put together hold no anchors when they arrive.
        "linkcheck_anchors": False,
        "linkcheck_report_timeouts_as_broken": False,
    }


def annotation(entry):
    """Return a silent address as a GitHub workflow shows it beside its line.

    >>> annotation({"filename": "a.md", "lineno": 3, "uri": "https://x.org/100%", "info": "404"})
    '::warning file=a.md,line=3,title=Link::https://x.org/100%25: 404'
    """
    text = f"{entry['uri']}: {entry['info']}"
    for mark, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(mark, code)
    return f"::warning file={entry['filename']},line={entry['lineno']},title=Link::{text}"


def report(entries):
    """Print which addresses do not answer, where they stand, and what came instead."""
    silent = [one for one in entries if one["status"] in SILENT]
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


def main(arguments=None):
    """Ask, report, and judge only when told to."""
    options = parse(arguments)
    source = options.source.resolve()
    os.chdir(source)
    output = options.output or source
    # Its exit code is 1 for an address that is silent, too: what counts is that the list is there.
    folder, _ = sphinx_build.run(source, output, "linkcheck", changes, strict=False)
    found = folder / "output.json"
    if not found.is_file():
        print("\nThe addresses were NOT asked: the errors are above.")
        return 1
    lines = found.read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    asked = [one for one in entries if one["status"] not in ("unchecked", "ignored", "local")]
    silent = report(asked)
    return int(options.strict and silent > 0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
