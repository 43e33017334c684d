"""Bring the scripts of interactive figures to the pages that have any, and to no other.

``rnnbook.explorables.explorable`` writes ``data-explorable="name"`` around a figure. A page with it
gets two deferred scripts, the one of that name and the one that all share, from a folder beside
the pages. A name without a script ends the build.

Words of the text can set a figure of their page: {sets}`1, 5, 1 <hidden-state x1=1 x2=5 x3=1>`
gives it these settings, and {sets}`swap <order press=swap>` presses the button of that name. The
figure's script makes buttons of such words; without scripts they are words.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

SOURCES = Path("book", "explorables")
SHARED = "core"
FIGURE = re.compile(r'<div class="rnnbook-explorable" data-explorable="([\w-]+)"')


class SetsFigure(nodes.inline):
    """Words that set a figure: `figure` is its name, `values` its settings, `press` a button."""


class SetsRole(ReferenceRole):
    """Words, and behind them in angle brackets a figure's name and what to set."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the words with what they set."""
        name, *pairs = self.target.split()
        settings = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        if not self.has_explicit_title or not settings or len(settings) < len(pairs):
            message = "sets: %r does not read `words <figure name=value …>`"
            logger.warning(message, self.text, location=self.get_location(), type="sets")
        press = settings.pop("press", "")
        words = SetsFigure(self.rawtext, self.title, figure=name, press=press)
        words["values"] = {key: number_or_word(value) for key, value in settings.items()}
        self.set_source_info(words)
        return [words], []


def number_or_word(value: str) -> float | str:
    """Return what a setting is set to."""
    try:
        return float(value)
    except ValueError:
        return value


def visit_sets(self: HTML5Translator, node: SetsFigure) -> None:
    """Open words that know what they set."""
    told = {"data-sets": node["figure"]}
    if node["values"]:
        told["data-values"] = json.dumps(node["values"])
    if node["press"]:
        told["data-press"] = node["press"]
    self.body.append(self.starttag(node, "span", "", **told))


def depart_sets(self: HTML5Translator, node: SetsFigure) -> None:
    """Close them."""
    self.body.append("</span>")


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
    there = names_on(doctree)
    for words in doctree.findall(SetsFigure):
        if words["figure"] not in there:
            message = "sets: no figure %r is on this page; there are: %s"
            told = (words["figure"], ", ".join(there) or "none")
            logger.warning(message, *told, location=words, type="sets")


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


def register(app: Sphinx) -> None:
    """Add the role for words that set a figure."""
    app.add_role("sets", SetsRole())
    app.add_node(SetsFigure, html=(visit_sets, depart_sets), epub=(visit_sets, depart_sets))
