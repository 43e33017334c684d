"""Mark-up that assistive technology understands, where docutils and MyST-NB write other.

Citations: docutils gives each a role that is deprecated, and not allowed on its element; here they
are the items of the list that they stand in. Admonitions of the class `dropdown`, such as
solutions: a script would fold them, and browsers open only their own folds for a link, a search in
the page, and readers without scripts; so here they are <details>. (Folds of code: code_folds.py.)
Pictures from files: their size is written down, so that no line moves when they arrive, and all
but a page's first are fetched when they come near the screen.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

FOLDED = re.compile(r'class="(?=[^"]*\badmonition\b)[^"]*\bdropdown\b')
# What matters for folds in a page: boxes, and titles of admonitions.
PART = re.compile(r'<div\b[^>]*>|</div>|<p class="admonition-title">(.*?)</p>', re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")


def same_kind(node: nodes.Node, step: int) -> bool:
    """Return whether the neighbour of a node is of its kind."""
    place = node.parent.index(node) + step
    return 0 <= place < len(node.parent) and isinstance(node.parent[place], type(node))


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Open an item, and before the first one the list."""
    if not same_kind(node, -1):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Close an item, and after the last one the list."""
    self.body.append("</div>\n" if same_kind(node, 1) else "</div>\n</div>\n")


def visit_table(self: HTML5Translator, node: nodes.table) -> None:
    """Open a box, and the table in it."""
    self.body.append('<div class="wide-table">')
    HTML5Translator.visit_table(self, node)


def depart_table(self: HTML5Translator, node: nodes.table) -> None:
    """Close both."""
    HTML5Translator.depart_table(self, node)
    self.body.append("</div>\n")


def folded(body: str) -> str:
    """Return a page's body whose `dropdown` admonitions are folds, with their titles as lids.

    A link in the title is left out: it would lie in the way of who wants to open the fold.
    """
    boxes: list[str] = []  # what closes each open box

    def part(found: re.Match[str]) -> str:
        text = found[0]
        if text == "</div>":
            return (boxes and boxes.pop()) or text
        if text.startswith("<div"):
            boxes.append("" if FOLDED.search(text) else "</div>")
            return text
        if not boxes or boxes[-1]:
            return text
        boxes[-1] = "</details></div>"
        return f'<details>\n<summary class="admonition-title">{LINK.sub("", found[1])}</summary>'

    return PART.sub(part, body)


def fold(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Fold what a page of the site wants folded; an e-reader may not be able to open it."""
    if app.builder.name == "html" and "body" in context:
        context["body"] = folded(context["body"])


def measure_images(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give every picture from a file its size, and leave all but the first for later."""
    if app.builder.format != "html":
        return
    for place, image in enumerate(doctree.findall(nodes.image)):
        size = get_image_size(str(Path(app.srcdir, image["uri"])))
        if size and not {"width", "height", "scale"} & set(image.attributes):
            image["width"], image["height"] = map(str, size)
        if place:
            image["loading"] = "lazy"


def register(app: Sphinx) -> None:
    """Take over how these parts of a page are written."""
    # docutils has no setting for the roles that it writes.
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    # docutils has no setting for a box around a table, which scrolls where the table is too wide.
    app.add_node(nodes.table, override=True, html=(visit_table, depart_table))
