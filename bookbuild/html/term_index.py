"""The index: which section says what a term means, from `{index}` directives in the pages.

    ```{index} initial state, h_0, hx
    ```

stands below a heading, and its terms lead to that section. A term that has commas stands on a line
of its own, between the two. What somebody may look up, other people's words and the messages of
programs included, is a term. `{term-index}` puts the index on a page, a section a letter; that
page is written in every build, since a term anywhere may be new.

Sphinx's own directive would lead to an empty element below the heading, and its page of the index
numbers the places where the terms stand, and does not name them.
"""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from bookbuild import toc
from bookbuild.state import Entry, environment_state

SYMBOLS = "Symbols and numbers"
# Names of programs: h_n, nn.RNN, CrossEntropyLoss, model.eval().
CODE = re.compile(r"[\w.]*(?:_|\w\.\w|\(|[a-z][A-Z])[\w.()]*|[\w.]+\[.*\]")


class Place(NamedTuple):
    """Where a term is explained."""

    docname: str
    section: str
    title: str


class IndexDirective(SphinxDirective):
    """Note terms of the section that it stands in."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a node that shows nothing."""
        listed = self.arguments[0].split(",") if self.arguments else []
        found = [term.strip() for term in (*listed, *self.content)]
        entries = [("single", term, "", "", None) for term in found if term]
        node = addnodes.index(entries=entries, inline=False)
        self.set_source_info(node)
        return [node]


class TermIndex(nodes.General, nodes.Element):
    """The place where the index is to stand."""


class TermIndexDirective(SphinxDirective):
    """Leave a mark, and note the page as one to write in every build."""

    def run(self) -> list[nodes.Node]:
        """Return the mark."""
        environment_state(self.env).term_indexes.add(self.env.docname)
        return [TermIndex()]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the terms of a page that is gone, or about to be read again."""
    state = environment_state(env)
    state.terms.pop(docname, None)
    state.term_indexes.discard(docname)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over what another process has read."""
    state, theirs = environment_state(env), environment_state(other)
    state.terms.update({name: theirs.terms[name] for name in docnames if name in theirs.terms})
    state.term_indexes.update(theirs.term_indexes & set(docnames))


def to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages that are written in every build."""
    return sorted(environment_state(env).term_indexes)


def section_of(node: nodes.Node) -> nodes.section | None:
    """Return the innermost section around a node."""
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note which section each term of a page leads to."""
    found: list[Entry] = []
    for node in doctree.findall(addnodes.index):
        section = section_of(node)
        if section is None or (node.get("entries") and node["entries"][0][2]):
            continue  # an entry that another extension has made
        title = " ".join(section[0].astext().split())
        found += [Entry(term, section["ids"][0], title) for _, term, *_ in node["entries"]]
    environment_state(app.env).terms[app.env.docname] = found


def order(term: str) -> tuple[str, str]:
    """Return what terms are sorted by: letters and figures alone, whatever their case.

    >>> sorted(["h_n", "Hidden state", "h_0", "`hx`"], key=order)
    ['h_0', 'Hidden state', 'h_n', '`hx`']
    """
    plain = unicodedata.normalize("NFKD", term).casefold()
    return "".join(letter for letter in plain if letter.isalnum()), term


def letter_of(term: str) -> str:
    """Return the heading that a term stands below.

    >>> letter_of("_flat_weights"), letter_of("épsilon"), letter_of("0.693")
    ('F', 'E', 'Symbols and numbers')
    """
    first = order(term)[0][:1].upper()
    return first if "A" <= first <= "Z" else SYMBOLS


def places(env: BuildEnvironment) -> dict[str, list[Place]]:
    """Return where each term of the book is explained, in the order of the book."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    terms = environment_state(env).terms
    for page in toc.pages(Path(env.srcdir)):
        for entry in terms.get(page.name, []):
            found[entry.term].append(Place(page.name, entry.section, entry.title))
    return dict(found)


class Writer:
    """Writes the index of one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname = app, docname

    def link(self, place: Place) -> nodes.reference:
        """Return a link to a section, with the page that it stands on before it."""
        page = self.app.env.titles[place.docname].astext()
        words = page if place.title == page else f"{page}: {place.title}"
        uri = self.app.builder.get_relative_uri(self.docname, place.docname)
        target = f"{uri}#{place.section}"
        return nodes.reference("", "", nodes.Text(words), internal=True, refuri=target)

    def item(self, term: str, found: list[Place]) -> nodes.list_item:
        """Return a term with its links."""
        name = nodes.literal if CODE.fullmatch(term) else nodes.strong
        line = nodes.paragraph("", "", name("", "", nodes.Text(term)))
        for number, place in enumerate(found):
            line += [nodes.Text("; " if number else " – "), self.link(place)]
        return nodes.list_item("", line)

    def index(self, found: dict[str, list[Place]]) -> list[nodes.Node]:
        """Return a line that leads to the letters, and a section for each."""
        letters: defaultdict[str, list[str]] = defaultdict(list)
        for term in sorted(found, key=order):
            letters[letter_of(term)].append(term)
        names = sorted(letters, key=lambda letter: (letter != SYMBOLS, letter))
        line = nodes.paragraph(classes=["rnnbook-letters"])
        sections: list[nodes.Node] = []
        for name in names:
            anchor = f"terms-{nodes.make_id(name)}"
            if sections:
                line += nodes.Text(" ")
            line += nodes.reference("", "", nodes.Text(name), internal=True, refid=anchor)
            items = (self.item(term, found[term]) for term in letters[name])
            terms = nodes.bullet_list("", *items, bullet="-", classes=["rnnbook-terms"])
            sections.append(nodes.section("", nodes.title("", name), terms, ids=[anchor]))
        return [line, *sections]


def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the index where the mark is."""
    for mark in list(doctree.findall(TermIndex)):
        mark.replace_self(Writer(app, docname).index(places(app.env)))


def register(app: Sphinx) -> None:
    """Replace Sphinx's directive, and add the one that shows the index."""
    app.add_node(TermIndex)
    app.add_directive("index", IndexDirective, override=True)
    app.add_directive("term-index", TermIndexDirective)
