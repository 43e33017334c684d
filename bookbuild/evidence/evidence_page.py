"""The directive {claims}: every claim and theorem of the book in tables, one a chapter.

It leaves a mark in the page, and the tables are made when the page is written. The page is
written in every build, however little has changed: a claim anywhere may be a new one, and so may
the recorded runs.
Margins in fresh runs are recorded (`make robustness RECORD=1` writes them), not computed.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from bookbuild.evidence.claims import MEASURED, pages
from bookbuild.evidence.margins import RECORDED, seed_sets, untouched_sets
from bookbuild.state import environment_state, in_order

USUAL_LEVEL = 0.95


class ClaimTables(nodes.General, nodes.Element):
    """The mark."""


class ClaimsDirective(SphinxDirective):
    """Leave the mark, and note the page as one to write in every build."""

    def run(self) -> list[nodes.Node]:
        """Return the mark."""
        pages_with_tables(self.env).add(self.env.docname)
        return [ClaimTables()]


def pages_with_tables(env: BuildEnvironment) -> set[str]:
    """Return the names of the pages that have the directive."""
    return environment_state(env).claim_tables


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is gone, or about to be read again."""
    pages_with_tables(env).discard(docname)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over the pages that another process has read."""
    pages_with_tables(env).update(pages_with_tables(other) & set(docnames))


def to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages that are written in every build."""
    return sorted(pages_with_tables(env))


def counted(number: int, what: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "claim"), counted(3, "chapter")
    ('1 claim', '3 chapters')
    """
    return f"{number} {what}{'s' if number != 1 else ''}"


def shown_margin(margin: float | None) -> str:
    """Return a margin as the tables show it."""
    return "–" if margin is None else f"{margin:.1f}"


def shown_numbers(claim: dict[str, Any]) -> tuple[str, str]:
    """Return estimate and interval, written as in the claim's own chapter.

    >>> shown_numbers({"shown": "mean 3.00, 95 % interval 1.80 to 4.20, n = 5", "level": 0.95})
    ('mean 3.00', '1.80 to 4.20')
    """
    estimate, interval, _ = claim["shown"].split(", ")
    level, _, ends = interval.partition(" interval ")
    return estimate, ends if claim["level"] == USUAL_LEVEL else f"{ends} ({level})"


def paragraph(*parts: str | nodes.Node) -> nodes.paragraph:
    """Return a paragraph of texts and nodes."""
    return nodes.paragraph("", "", *(nodes.Text(p) if isinstance(p, str) else p for p in parts))


def row(cells: list[str | nodes.Node]) -> nodes.row:
    """Return a table's row."""
    return nodes.row("", *(nodes.entry("", paragraph(cell)) for cell in cells))


def table(head: list[str], rows: list[list[str | nodes.Node]]) -> nodes.table:
    """Return a table whose first column names the rows."""
    group = nodes.tgroup("", cols=len(head))
    group += [nodes.colspec(colwidth=1, stub=int(column == 0)) for column in range(len(head))]
    group += [nodes.thead("", row(head)), nodes.tbody("", *map(row, rows))]
    return nodes.table("", group, classes=["rnnbook-claims", "colwidths-auto"])


class Writer:
    """Writes the tables of one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname = app, docname
        path = Path(app.srcdir, RECORDED)
        self.record = json.loads(path.read_text("utf-8")) if path.exists() else None

    def link(self, docname: str, anchor: str, *parts: nodes.Node) -> nodes.reference:
        """Return a link to a place on another page."""
        uri = self.app.builder.get_relative_uri(self.docname, docname)
        target = uri + (anchor and f"#{anchor}")
        return nodes.reference("", "", *parts, internal=True, refuri=target)

    def smallest(self, docname: str, claim: dict[str, Any], record: dict[str, Any]) -> str:
        """Return the smallest margin, of this and the recorded runs, and how many failed."""
        runs = record["claims"].get(docname, {}).get(claim["sentence"])
        if runs is None:
            return "not yet run"
        failed = f" ({runs['flips']} of {runs['runs']} failed)" if runs["flips"] else ""
        margins = [one for one in (runs["smallest"], claim.get("margin")) if one is not None]
        return shown_margin(min(margins, default=None)) + failed

    def section(self, docname: str, claims: list[dict[str, Any]]) -> nodes.section:
        """Return a heading that leads to the chapter, and the table of its claims."""
        recorded = ["Smallest"] if self.record else []
        head = ["Claim", "n", "Estimate", "Interval", "Margin", *recorded, "Verdict"]
        rows = []
        for claim in claims:
            sentence = self.link(docname, claim["anchor"], nodes.Text(claim["sentence"]))
            measured = claim["kind"] == MEASURED
            numbers = (*shown_numbers(claim), shown_margin(claim["margin"])) if measured else "–––"
            smallest = [self.smallest(docname, claim, self.record)] if self.record else []
            verdict = ("holds" if measured else "proved") if claim["holds"] else "fails"
            rows.append([sentence, str(claim["n"]), *numbers, *smallest, verdict])
        title = self.app.env.titles[docname].deepcopy().children
        name = nodes.make_id(f"claims-{docname.rpartition('/')[2]}")
        heading = nodes.title("", "", self.link(docname, "", *title))
        return nodes.section("", heading, table(head, rows), ids=[name])

    def summary(self, found: dict[str, list[dict[str, Any]]]) -> list[nodes.Node]:
        """Return the number of claims in a sentence, and what the recorded runs came to."""
        every = [claim for claims in found.values() for claim in claims]
        measured = sum(claim["kind"] == MEASURED for claim in every)
        book = f"The book makes {counted(measured, 'claim')} on {counted(len(found), 'page')}"
        theorems = len(every) - measured
        book += f", and states {counted(theorems, 'theorem')}." if theorems else "."
        said = [paragraph(book)]
        if self.record:
            conditions = self.record["conditions"]
            seeds = len(seed_sets(conditions))
            others = len(conditions) - seeds
            chapters = self.record["claims"].values()
            failed = sum(claim["flips"] for chapter in chapters for claim in chapter.values())
            said.append(
                paragraph(
                    "The column Smallest gives the smallest margin in this run and the last "
                    f"recorded ones: {seeds} with fresh seeds, and up to {others}, as many "
                    "as a processor offers, with other instructions. In these, "
                    f"{counted(failed, 'result') if failed else 'no result'} failed."
                )
            )
        for once in untouched_sets(Path(self.app.srcdir)):
            holding = once["claims"] - len(once["failed"])
            which = f" Those that did not: {'; '.join(once['failed'])}" if once["failed"] else ""
            said.append(
                paragraph(
                    f"On {once['date']} one set of seeds that nothing had been adjusted to was "
                    f"run, once: {holding} of {once['claims']} held.{which}"
                )
            )
        return list(said)


def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the tables where the marks are."""
    for mark in list(doctree.findall(ClaimTables)):
        writer = Writer(app, docname)
        known = pages(app.env)
        found = {
            name: known[name]["claims"]
            for name in in_order(app.env)
            if name in known and known[name]["claims"]
        }
        sections = [writer.section(name, claims) for name, claims in found.items()]
        mark.replace_self([*writer.summary(found), *sections])


def register(app: Sphinx) -> None:
    """Add the directive."""
    app.add_node(ClaimTables)
    app.add_directive("claims", ClaimsDirective)
