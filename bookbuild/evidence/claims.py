"""Collect every chapter's claims and theorems: what each says, and where it stands on its page.

A claim is an output of a cell that carries, beside its text, a record of the type CLAIM_MIME
(rnnbook.evidence writes it). A renderer of ours keeps that record in the document. Once a page is
read, its records go into the environment, and each such output gets an anchor. Both are stored
with the page: a build that reads one page anew still knows the claims of all others.

The build fails where a page with code cells makes no claim and does not say `claims: none` in its
header, where a page claims one sentence twice, where a claim does not hold or rests on values that
are all equal, and where a page prints a number so rounded that it is no longer true.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from myst_nb.core import render
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.errors import ExtensionError

from bookbuild.evidence import roundings
from bookbuild.execute.execution import executed
from bookbuild.state import environment_state
from rnnbook._mime import CLAIM_MIME

LONGEST_ANCHOR = 60
HEADER_KEY = "claims"
MEASURED = "measured"
# The class of the box that a claim stands in, with its anchor.
PLACE = "rnnbook-claim-place"


class ClaimRenderer:
    """Have MyST-NB keep the record of a claim, which it would pass over with a warning."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(
        renderer: render.NbElementRenderer, data: render.MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Return a node with the record of a claim, and None for any other type."""
        if inline or data.mime_type != CLAIM_MIME:
            return None
        content = data.content
        record = json.loads(content) if isinstance(content, str) else dict(content)
        return [nodes.container(rnnbook_claim=record)]


def pages(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Return what is kept of all pages read: `EnvironmentState.pages`."""
    return environment_state(env).pages


def anchor(sentence: str, taken: set[str]) -> str:
    """Return an id made of the claim's first words, that is not taken.

    Made of words, so that a link holds when a claim is put before this one.
    """
    name = nodes.make_id(f"claim-{sentence}")
    if len(name) > LONGEST_ANCHOR:
        name = name[:LONGEST_ANCHOR].rpartition("-")[0]
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return unique


def is_code_cell(node: nodes.Node) -> bool:
    """Return whether a node is what MyST-NB makes of a code cell."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def is_record(node: nodes.Node) -> bool:
    """Return whether a node holds the record of a claim."""
    return isinstance(node, nodes.container) and "rnnbook_claim" in node


class ClaimCollector(EnvironmentCollector):
    """Take the claims out of each page that is read, and keep them."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that is gone, or about to be read again."""
        pages(env).pop(docname, None)

    def merge_other(
        self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        """Take over the pages that another process has read."""
        pages(env).update({name: pages(other)[name] for name in docnames if name in pages(other)})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the page's claims, and wrap each in a box with an anchor."""
        claims = []
        taken = set(doctree.ids)
        for marker in list(doctree.findall(is_record)):
            record = marker["rnnbook_claim"]
            name = anchor(record["sentence"], taken)
            taken.add(name)
            claims.append({**record, "anchor": name})
            form = marker.parent
            bundle = form.parent
            bundle.remove(form)
            place = nodes.container(ids=[name], classes=[PLACE])
            bundle.replace_self(place)
            place += bundle
        cells = next(doctree.findall(is_code_cell), None) is not None
        docname = app.env.docname
        notebook = executed(app.env, docname) if cells else None
        rounded = list(roundings.problems(notebook.cells)) if notebook else []
        pages(app.env)[docname] = {"cells": cells, "claims": claims, "rounded": rounded}


def problems_of(docname: str, page: dict[str, Any], header: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the claims of one page."""
    claims = page["claims"]
    none_wanted = header.get(HEADER_KEY) == "none"
    if HEADER_KEY in header and not none_wanted:
        yield f"its header says `{HEADER_KEY}: {header[HEADER_KEY]}`; only `none` is known"
    elif none_wanted and claims:
        yield f"its header says `{HEADER_KEY}: none`, and it makes {len(claims)}: remove the line"
    elif page["cells"] and not claims and not none_wanted:
        yield (
            "it has code cells and makes no claim. End a cell with claim(...) from "
            f"rnnbook.evidence, or write `{HEADER_KEY}: none` in the page's header"
        )
    for sentence, times in Counter(claim["sentence"] for claim in claims).items():
        if times > 1:
            yield f"it claims this {times} times, so say how they differ: {sentence}"
    for claim in claims:
        if not claim["holds"]:
            yield f"this claim does not hold: {claim['sentence']} Evidence: {claim['shown']}"
        elif claim["kind"] == MEASURED and claim["low"] == claim["high"]:
            yield (
                f"this claim rests on values that are all equal: {claim['sentence']} "
                "Count outcomes with proportion(...), or state a theorem with proved(...)"
            )
    yield from page["rounded"]


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail when claims are missing, doubled or false, on pages read now or earlier."""
    problems = [
        f"{docname}: {problem}"
        for docname, page in sorted(pages(env).items())
        for problem in problems_of(docname, page, env.metadata[docname])
    ]
    if problems:
        raise ExtensionError("the claims are not in order:\n  " + "\n  ".join(problems))


def register(app: Sphinx) -> None:
    """Have the records kept and collected."""
    # MyST-NB finds renderers by entry points, which only installed distributions have.
    renderers = render.load_mime_renders()
    if ClaimRenderer not in renderers:
        renderers.append(ClaimRenderer)
    app.add_env_collector(ClaimCollector)
