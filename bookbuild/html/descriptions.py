"""What a page says of itself in a sentence.

It stands in search engines' lists of results and wherever a link to the page is shown, and at the
foot of the page before, as what comes next. Its author writes it into the page's header:

    description: What the loss is, and how one step of training changes the weights.

A page without one is described by its first sentence.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from bookbuild import toc
from bookbuild.state import environment_state

FIRST_SENTENCE = re.compile(r".+?[.?!](?=\s|$)|.+", re.DOTALL)


def described(doctree: nodes.document, written: str) -> str:
    """Return what is written in a page's header, or else the first sentence of its text."""
    paragraph = next(doctree.findall(nodes.paragraph), None)
    text = written or (paragraph.astext() if paragraph is not None else "")
    words = " ".join(text.split())
    found = FIRST_SENTENCE.match(words)
    return words if written or not found else found[0]


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the sentence of a page that has been read."""
    docname = app.env.docname
    page = toc.Page(docname, Path(app.env.doc2path(docname)))
    written = str(page.header.get("description", ""))
    environment_state(app.env).descriptions[docname] = described(doctree, written)


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what is known of a page that is read anew, or gone."""
    environment_state(env).descriptions.pop(docname, None)
    environment_state(env).times.pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process has read."""
    for name in docnames:
        environment_state(env).descriptions[name] = environment_state(other).descriptions[name]
        environment_state(env).times[name] = environment_state(other).times[name]
