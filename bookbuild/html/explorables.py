"""Bring the scripts of interactive figures to the pages that have any, and to no other.

``rnnbook.explorables.explorable`` writes ``data-explorable="name"`` around a figure. A page with it
gets two deferred scripts, the one of that name and the one that all share, from a folder beside
the pages. A name without a script ends the build.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

SOURCES = Path("book", "explorables")
SHARED = "core"
FIGURE = re.compile(r'<div class="rnnbook-explorable" data-explorable="([\w-]+)"')


def names_on(doctree: nodes.document) -> list[str]:
    """Return the interactive figures of a page, each name once, in their order."""
    found = (FIGURE.findall(raw.astext()) for raw in doctree.findall(nodes.raw))
    return list(dict.fromkeys(name for names in found for name in names))


def sources(app: Sphinx, doctree: nodes.document) -> list[Path]:
    """Return the scripts that a page needs, the shared one first."""
    names = names_on(doctree)
    return [Path(app.srcdir) / SOURCES / f"{name}.js" for name in [SHARED, *names] if names]


def depend(app: Sphinx, doctree: nodes.document) -> None:
    """Have a page read anew when a script of its changes; fail when one is missing."""
    for source in sources(app, doctree):
        if not source.is_file():
            raise ExtensionError(
                f"{app.env.docname}: an interactive figure wants {SOURCES}/{source.name}: missing"
            )
        app.env.note_dependency(str(source))


def add_scripts(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give a page the scripts of its figures."""
    for source in sources(app, doctree) if doctree is not None else []:
        target = Path(app.outdir) / "_static" / "explorables"
        target.mkdir(parents=True, exist_ok=True)
        # Before the page names it, since its address holds a digest of the copy.
        shutil.copyfile(source, target / source.name)
        app.add_js_file(f"explorables/{source.name}", loading_method="defer")
