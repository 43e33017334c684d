"""Build the book as one EPUB file, for e-readers and for printing.

    python bookbuild/commands/epub.py                 into _build/epub/rnnbook.epub
    python bookbuild/commands/epub.py --output DIR    into DIR/_build/epub/, with a cache of its own there

Warnings are errors, as in `make html`, whose results of cells it takes over.
"""

import argparse
import os
import shutil
import sys
import uuid
from pathlib import Path

from bookbuild import sphinx_build
from bookbuild import reproducible
import yaml

ROOT = Path(__file__).resolve().parents[1]
# They dress pages for a browser.
FOR_BROWSERS = {
    "sphinx_book_theme", "sphinx_togglebutton", "sphinx_copybutton", "light_pages", "bundle",
    "explorables", "lean_code", "notebooks",
}  # fmt: skip
# Settings of theirs, which Sphinx would not know without them.
THEIR_SETTINGS = ("togglebutton_", "copybutton_")


def parse(arguments):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT, help="folder to hold _build")
    return parser.parse_args(arguments)


def people(citation):
    """Return the authors of a citation file, as a title page names them.

    >>> people({"authors": [{"given-names": "Ada", "family-names": "King"}, {"name": "Others"}]})
    'Ada King, Others'
    """
    return ", ".join(
        one.get("name") or f"{one['given-names']} {one['family-names']}"
        for one in citation["authors"]
    )


def changes(settings):
    """Return what is different from the settings of the site."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    author = people(citation)
    title = citation["title"]
    kept = [name for name in settings["extensions"] if name not in FOR_BROWSERS]
    return {
        "extensions": [*kept, "e_reader"],
        "project": title,
        "author": author,
        "version": str(citation["version"]),
        "release": str(citation["version"]),
        "templates_path": ["book/_ebook"],
        "html_static_path": [],
        "html_css_files": [],
        "formulas_output": "mathml",
        "pygments_style": settings["html_theme_options"]["pygments_light_style"],
        "epub_basename": "rnnbook",
        "epub_title": title,
        "epub_author": author,
        "epub_publisher": author,
        "epub_contributor": author,
        "epub_language": "en",
        "epub_description": "A textbook on recurrent neural networks that computes what it shows.",
        "epub_copyright": "Text and figures: CC BY 4.0. Code: MIT.",
        # One book in all its versions has one name.
        "epub_identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, title)}",
        "epub_scheme": "UUID",
        "epub_uid": "BookId",
        "epub_cover": ("_static/cover.png", "epub-cover.html"),
        "epub_post_files": [("colophon.xhtml", "About this copy")],
        "epub_tocdepth": 2,
        "epub_tocdup": False,
        "epub_tocscope": "includehidden",
        "epub_show_urls": "no",
        "epub_use_index": False,
    }


def main(arguments=None):
    """Build; print the path of the file, or that there is none."""
    ended = reproducible.begin(__file__, arguments)
    if ended is not None:
        return ended
    options = parse(arguments)
    options.output = options.output.resolve()
    os.chdir(ROOT)
    shutil.rmtree(options.output / "_build" / "epub", ignore_errors=True)
    folder, code = sphinx_build.run(ROOT, options.output, "epub", changes)
    target = folder / "rnnbook.epub"
    if code or not target.is_file():
        print("\nThe e-book was NOT built: the errors are above.", flush=True)
        return code or 1
    print(f"\nThe e-book, {target.stat().st_size / 1e6:.1f} MB:\n    {target}", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
