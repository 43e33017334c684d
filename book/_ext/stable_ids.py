"""Give equations that have no label the same anchor in every build, instead of a random one."""

from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.application import Sphinx


def counted_label(renderer: SphinxRenderer) -> str:
    """Return a label from the page's name and the equation's place on it."""
    env = renderer.sphinx_env
    name = env.docname.rpartition("/")[2]
    return f"{name}-{env.new_serialno('rnnbook-equation')}"


def setup(app: Sphinx) -> dict:
    """Replace MyST's random labels."""
    if not hasattr(SphinxRenderer, "_random_label"):
        raise RuntimeError("myst_parser has changed: book/_ext/stable_ids.py has to be looked at")
    SphinxRenderer._random_label = counted_label
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
