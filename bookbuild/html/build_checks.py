"""Fail where Sphinx would be content: shown tracebacks, missing pages, pages without results.

A failing cell never gets this far (see execution.py), and a wrong formula is found by
formulas.py. These errors end the build whether or not warnings are errors, and the next one too:
Sphinx throws its record of the build away when a build fails.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

logger = logging.getLogger(__name__)

CODE_CELL = re.compile(r"^(`{3,}|:{3,}|~{3,})\{code-cell\}", re.M)


def meant(node: nodes.Node) -> bool:
    """Tell whether a traceback stands in a cell that announces it with `raises-exception`."""
    while node is not None:
        if "tag_raises-exception" in getattr(node, "attributes", {}).get("classes", []):
            return True
        node = node.parent
    return False


def find_tracebacks(app: Sphinx, doctree: nodes.document) -> None:
    """Report tracebacks on a page: an object that cannot be displayed raises no error."""
    for node in doctree.findall(nodes.literal_block):
        if "traceback" in node["classes"] and not meant(node):
            logger.error("a traceback is on the page:\n%s", node.astext(), location=node)
            app.env.strict_tracebacks.append(app.env.docname)


def begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Start a build with nothing found."""
    env.strict_tracebacks = []


def no_tracebacks(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail when a page that was read shows a traceback."""
    if env.strict_tracebacks:
        names = ", ".join(sorted(set(env.strict_tracebacks)))
        raise ExtensionError(f"a traceback is on the page of {names}: see above")


def wanted_pages(app: Sphinx) -> list[str]:
    """Return the documents of the table of contents, whether or not their files exist."""
    return sorted({*app.config.external_site_map, *app.env.found_docs})


def problems_of(app: Sphinx, docname: str) -> str | None:
    """Return what is wrong with one built page."""
    page = Path(app.builder.get_outfilename(docname))
    if not page.is_file():
        return f"{docname}: the table of contents names it, and no page was built"
    source = Path(app.env.doc2path(docname))
    if source.suffix != ".md" or not CODE_CELL.search(source.read_text("utf-8")):
        return None
    # myst-nb writes this class around what a cell gave.
    if 'class="cell_output' not in page.read_text("utf-8"):
        return f"{docname}: it has code cells, and its page shows no result of any"
    return None


def check_pages(app: Sphinx, exception: Exception | None) -> None:
    """Fail when a page is missing, or has cells and no results."""
    if exception is not None or app.builder.name != "html":
        return
    problems = [found for name in wanted_pages(app) if (found := problems_of(app, name))]
    if problems:
        raise ExtensionError("the book is not whole:\n  " + "\n  ".join(problems))


def setup(app: Sphinx) -> dict:
    """Connect the checks to the build."""
    app.connect("env-before-read-docs", begin)
    app.connect("doctree-read", find_tracebacks)
    app.connect("env-updated", no_tracebacks)
    # Before sphinxcontrib.katex, which cannot clean up twice when a later step fails.
    app.connect("build-finished", check_pages, priority=200)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
