"""Anchors that are the same in every build, and stand on a page once."""

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.application import Sphinx

# sphinx-exercise gives the inner part of every exercise and solution one and the same id.
REPEATED = ({"exercise-content"}, {"solution-content"})


def counted_label(renderer: SphinxRenderer) -> str:
    """Return a label for an equation from the page's name and the equation's place on it."""
    env = renderer.sphinx_env
    name = env.docname.rpartition("/")[2]
    return f"{name}-{env.new_serialno('rnnbook-equation')}"


def drop_repeated(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove the ids that nothing refers to and that stand on a page many times."""
    for section in doctree.findall(nodes.section):
        if set(section["ids"]) in REPEATED:
            section["ids"] = []


def register(app: Sphinx) -> None:
    """Replace MyST's random labels: it has no setting for them."""
    if not hasattr(SphinxRenderer, "_random_label"):
        raise RuntimeError(
            "myst_parser has changed: bookbuild/html/stable_ids.py has to be looked at"
        )
    SphinxRenderer._random_label = counted_label  # type: ignore[method-assign, assignment]
