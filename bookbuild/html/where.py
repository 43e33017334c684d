"""The line above the title of each page: its part of the book, and which chapter it is.

It is put before the page's body and not into a template, so that every layout shows it. The
e-book, whose reader says where one is, and the notebooks do without.
"""

from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookbuild import toc
from bookbuild.errors import Problem
from bookbuild.state import build_state

FIRST_PAGE = "The first page"


def words_of(place: toc.Place) -> list[str]:
    """Return the line's words, from the book to the page.

    >>> words_of(toc.Place("Gates", 7, 12)), words_of(toc.Place("Reference", 0, 12))
    (['Gates', 'chapter 7 of 12'], ['Reference'])
    """
    chapter = f"chapter {place.chapter} of {place.chapters}" if place.chapter else ""
    return [words for words in (place.part, chapter) if words]


def prepare(app: Sphinx) -> None:
    """Find out, once a build, what each page says."""
    try:
        places = toc.places(Path(app.srcdir))
    except Problem:
        return  # what is wrong with _toc.yml is said where the pages are read
    build_state(app).places = {name: words_of(place) for name, place in places.items()}


def say(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Put the line above the title."""
    words = build_state(app).places.get(pagename)
    if app.builder.name != "html" or words is None or "body" not in context:
        return
    if pagename == app.config.root_doc:
        line = FIRST_PAGE
    else:
        address, title = context["pathto"](app.config.root_doc), context["docstitle"]
        book = f'<a href="{address}">{title}</a>'
        line = ", ".join([book, *(escape(one, quote=False) for one in words)])
    context["body"] = f'<p class="rnnbook-where">{line}</p>\n{context["body"]}'
