"""What stands around the text of a page, for `bookbuild/theme/layout.html`.

`frame` in a template has the parts of the book with their pages, the contents of the page, the
menus of its header, and what the next page says of itself. Above the title of each page stands a
line: its part of the book and, of a chapter, which one it is and how long it takes; below the title
of a chapter a row of bars, one a chapter. The e-book, whose reader says where one is, and the
notebooks do without, and keep the sentence in the text that says the times.
"""

import re
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx

from bookbuild import toc
from bookbuild.errors import Problem
from bookbuild.html.reading_time import in_short
from bookbuild.state import Menu, Times, build_state, environment_state

NUMBER = re.compile(r'<span class="section-number">.*?</span>')
# A sentence of the text that says a time, and what the line above the title says as well.
SENTENCE = re.compile(r'\s*[A-Z][^.<>]*<span class="rnnbook-time">[^<]*</span>\.')


class Page(NamedTuple):
    """A page in the list of all pages; `title` is HTML."""

    name: str
    title: str
    chapter: int


class Part(NamedTuple):
    """A part of the book."""

    caption: str
    pages: list[Page]


@dataclass
class Frame:
    """What a template gets."""

    parts: list[Part]
    contents: str = ""
    next: str = ""
    menus: list[Menu] = field(default_factory=list)


def words_of(place: toc.Place) -> list[str]:
    """Return in words where a page stands.

    >>> words_of(toc.Place("Gates", 7, 12)), words_of(toc.Place("Reference", 0, 12))
    (['Gates', 'chapter 7 of 12'], ['Reference'])
    """
    chapter = f"chapter {place.chapter} of {place.chapters}" if place.chapter else ""
    return [words for words in (place.part, chapter) if words]


def in_head(times: Times) -> list[str]:
    """Return what the line above the title of a chapter says of its times.

    >>> in_head(Times(minutes=15, seconds="15 s", exercises=6, practice=85))
    ['15 min to read', '6 exercises, 1 h 25 min', 'runs in 15 s']
    """
    number = f"{times.exercises} exercise{'s' if times.exercises != 1 else ''}"
    return [
        f"{in_short(times.minutes)} to read",
        *([f"{number}, {in_short(times.practice)}"] if times.exercises else []),
        *([f"runs in {times.seconds}"] if times.seconds else []),
    ]


def prepare(app: Sphinx) -> None:
    """Find out, once a build, where each page stands."""
    try:
        build_state(app).places = toc.places(Path(app.srcdir))
    except Problem:
        return  # what is wrong with _toc.yml is said where the pages are read


def title_of(app: Sphinx, name: str) -> str:
    """Return a page's title as HTML, without its number."""
    html = app.builder.render_partial(app.env.titles[name])["title"]  # type: ignore[attr-defined]
    return NUMBER.sub("", html)


def parts(app: Sphinx) -> list[Part]:
    """Return the parts of the book with their pages, less the first, found out once a build."""
    state = build_state(app)
    if not state.parts:
        pages = [
            (place.part, Page(name, title_of(app, name), place.chapter))
            for name, place in state.places.items()
            if name != app.config.root_doc and name in app.env.titles
        ]
        state.parts = [
            Part(caption, [page for _, page in group])
            for caption, group in groupby(pages, key=lambda one: one[0])
        ]
    return state.parts


def contents(toc_html: str) -> str:
    """Return the list of a page's sections, from that of the page and its sections.

    >>> contents('<ul><li><a href="#">T</a><ul><li><a href="#a">A</a></li></ul></li></ul>')
    '<ul><li><a href="#a">A</a></li></ul>'
    """
    first, last = toc_html.find("<ul>", 1), toc_html.rfind("</ul>", 0, toc_html.rfind("</ul>"))
    return toc_html[first : last + len("</ul>")] if 0 < first < last else ""


def bars(app: Sphinx, pagename: str, pathto: Any) -> str:
    """Return a bar for each chapter, which leads there; those up to the page at hand are full.

    The list of chapters has the same links for who comes by keyboard, or hears the page.
    """
    here = build_state(app).places[pagename].chapter
    links = [
        f'<a href="{escape(pathto(page.name))}" tabindex="-1"'
        f"{' class=read' if page.chapter <= here else ''}"
        f' title="{page.chapter} {escape(re.sub("<[^>]*>", "", page.title), quote=True)}"></a>'
        for part in parts(app)
        for page in part.pages
        if page.chapter
    ]
    return f'<div class="bars" aria-hidden="true">{"".join(links)}</div>'


def dress(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Give a template the frame of its page, and put lines around the title."""
    if app.builder.name != "html":
        return
    place = build_state(app).places.get(pagename)
    context["frame"] = Frame(parts(app), contents(context.get("toc") or ""))
    for side in ("prev", "next"):
        if context.get(side):
            context[side] = {**context[side], "title": NUMBER.sub("", context[side]["title"])}
    names = list(build_state(app).places)
    if context.get("next") and pagename in names:
        after = names[names.index(pagename) + 1]
        context["frame"].next = environment_state(app.env).descriptions.get(after, "")
    if place is None or "body" not in context or pagename == app.config.root_doc:
        return
    words, body = words_of(place), NUMBER.sub("", context["body"], count=1)
    if place.chapter:
        words += in_head(environment_state(app.env).times[pagename])
        body = SENTENCE.sub("", body, count=1)
        body = body.replace("</h1>", f"</h1>\n{bars(app, pagename, context['pathto'])}", 1)
    spans = " · ".join(f"<span>{escape(one, quote=False)}</span>" for one in words)
    context["body"] = f'<p class="where">{spans}</p>\n{body}' if words else body
