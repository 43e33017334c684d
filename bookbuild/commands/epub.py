"""Build the book as one EPUB file, for e-readers and for printing.

Warnings are errors, as in `make html`, whose results of cells it takes over.
"""

import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import click
import yaml

from bookbuild import sphinx_build
from bookbuild.paths import ROOT


def people(citation: dict[str, Any]) -> str:
    """Return the authors of a citation file, as a title page names them.

    >>> people({"authors": [{"given-names": "Ada", "family-names": "King"}, {"name": "Others"}]})
    'Ada King, Others'
    """
    return ", ".join(
        one.get("name") or f"{one['given-names']} {one['family-names']}"
        for one in citation["authors"]
    )


def extensions(listed: list[str]) -> list[str]:
    """Return the extensions of the e-book, from those of the site.

    >>> extensions(["myst_nb", "bookbuild"])
    ['myst_nb', 'bookbuild.ebook']
    """
    return ["bookbuild.ebook" if name == "bookbuild" else name for name in listed]


def changes(settings: sphinx_build.Settings) -> sphinx_build.Settings:
    """Return what is different from the settings of the site."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    author = people(citation)
    title = citation["title"]
    return {
        "extensions": extensions(settings["extensions"]),
        "project": title,
        "author": author,
        "version": str(citation["version"]),
        "release": str(citation["version"]),
        "templates_path": ["book/_ebook"],
        "html_static_path": [],
        "html_css_files": [],
        "formulas_output": "mathml",
        "pygments_style": "a11y-high-contrast-light",
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


@click.command("epub")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=ROOT,
    help="The folder that holds _build, and the results of cells in it.",
)
def command(output: Path) -> int:
    """Build the e-book, and say where it is."""
    output = output.resolve()
    os.chdir(ROOT)
    shutil.rmtree(output / "_build" / "epub", ignore_errors=True)
    folder, code = sphinx_build.run(ROOT, output, "epub", changes)
    target = folder / "rnnbook.epub"
    if code or not target.is_file():
        print("\nThe e-book was NOT built: the errors are above.", flush=True)
        return code or 1
    print(f"\nThe e-book, {target.stat().st_size / 1e6:.1f} MB:\n    {target}", flush=True)
    return 0
