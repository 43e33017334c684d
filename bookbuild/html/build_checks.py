"""Fail where Sphinx would be content: shown tracebacks, missing pages, pages without results.

A failing cell never gets this far (see execution.py), and a wrong formula is found by
formulas.py. These errors end the build whether or not warnings are errors, and the next one too:
Sphinx throws its record of the build away when a build fails.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

from bookbuild import toc
from bookbuild.state import build_state

logger = logging.getLogger(__name__)


def meant(node: nodes.Node | None) -> bool:
    """Return whether a traceback stands in a cell that announces it with `raises-exception`."""
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
            build_state(app).tracebacks.append(app.env.docname)


def no_tracebacks(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail when a page that was read shows a traceback."""
    found = build_state(app).tracebacks
    if found:
        names = ", ".join(sorted(set(found)))
        raise ExtensionError(f"a traceback is on the page of {names}: see above")


def wanted_pages(app: Sphinx) -> list[str]:
    """Return the documents of the table of contents, whether or not their files exist."""
    named = (name.removesuffix(".md") for name in app.config.external_site_map)
    return sorted({*named, *app.env.found_docs})


def problem_of(builder: StandaloneHTMLBuilder, docname: str) -> str | None:
    """Return what is wrong with one built page."""
    page = toc.Page(docname, Path(builder.srcdir, f"{docname}.md"))
    built = Path(builder.get_outfilename(docname))
    if not built.is_file():
        why = toc.problem_of(page)
        told = f": {why}" if why else ""
        return f"{docname}: the table of contents names it, and no page was built{told}"
    has_cells = page.path.is_file() and page.has_cells
    # myst-nb writes this class around what a cell gave.
    if has_cells and 'class="cell_output' not in built.read_text("utf-8"):
        return f"{docname}: it has code cells, and its page shows no result of any"
    return None


def check_pages(app: Sphinx, exception: Exception | None) -> None:
    """Fail when a page is missing, or has cells and no results."""
    builder = app.builder
    if exception or not isinstance(builder, StandaloneHTMLBuilder) or builder.name != "html":
        return
    problems = [found for name in wanted_pages(app) if (found := problem_of(builder, name))]
    if problems:
        raise ExtensionError("the book is not whole:\n  " + "\n  ".join(problems))
