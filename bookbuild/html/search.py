"""The sections that the search finds, taken from the pages as they are written.

The site's own search replaces Sphinx's, which knows pages and not sections. tools/site/sections.mjs
takes the pages apart, finding.js of the theme ranks sections, search.js shows them. Whatever theme
dresses the pages, a section is an element <section> with an id in the page's <article>.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookbuild import toc
from bookbuild.html.bundle import run
from bookbuild.html.frame import words_of
from bookbuild.state import build_state, environment_state

TOOL = Path("tools", "site", "sections.mjs")
SECTIONS = Path("_static", "bundle", "sections.js")
PAGE = "search"


def replace_builtin(app: Sphinx) -> None:
    """Have Sphinx make no index of words: nothing would ask for it."""
    if app.builder.name == "html":
        app.builder.search = False  # type: ignore[attr-defined]


def page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page that searches."""
    if app.builder.name == "html":
        yield PAGE, {}, "search.html"


def terms(app: Sphinx) -> dict[str, dict[str, list[str]]]:
    """Return {page: {section: terms of the index that lead to it}}."""
    found: dict[str, dict[str, list[str]]] = {}
    for docname, entries in environment_state(app.env).terms.items():
        sections = found.setdefault(docname, defaultdict(list))
        for entry in entries:
            sections[entry.section].append(entry.term)
    return found


def order(app: Sphinx) -> dict[str, Any]:
    """Return what the tool is asked to do."""
    places = build_state(app).places
    return {
        "pages": [
            {
                "name": one.name,
                "place": ", ".join(words_of(places[one.name])) if one.name in places else "",
                "file": str(Path(app.outdir, f"{one.name}.html")),
            }
            for one in toc.pages(Path(app.srcdir))
        ],
        "terms": terms(app),
        "written": str(Path(app.outdir, SECTIONS)),
    }


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the sections of all pages, beside the bundle that has the script."""
    wanted = app.builder.name == "html" and app.config.bookbuild_bundle
    if exception or not wanted or not build_state(app).pages_written:
        return
    run(Path(app.srcdir, TOOL), order(app))
