"""The directive {claims}: every claim and theorem of the book in tables, one a chapter.

Above them stands one picture of all intervals (forest_plot.py).

It leaves a mark in the page, and the tables are made when the page is written. The page is
written in every build, however little has changed: a claim anywhere may be a new one, and so may
the recorded runs.
Margins in fresh runs are recorded (`make robustness RECORD=1` writes them), not computed.
"""

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from bookbuild.evidence import forest_plot
from bookbuild.evidence.claims import MEASURED, pages
from bookbuild.evidence.margins import RECORDED, seed_sets, untouched_sets
from bookbuild.state import environment_state, in_order
from rnnbook._drawn import drawn_interval

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


def shown_numbers(claim: dict[str, Any]) -> list[str]:
    """Return estimate and interval, written as in the claim's own chapter.

    >>> shown_numbers({"shown": "mean 3.00, 95 % interval 1.80 to 4.20, n = 5", "level": 0.95})
    ['mean 3.00,', '1.80 to 4.20']
    """
    estimate, interval, _ = claim["shown"].split(", ")
    level, _, ends = interval.partition(" interval ")
    return [f"{estimate},", ends if claim["level"] == USUAL_LEVEL else f"{ends} ({level})"]


def printed(words: str) -> str:
    """Return words in small print, that stay on one line."""
    return f'<span class="claim-print">{escape(words)}</span>'


def drawing(claim: dict[str, Any]) -> str:
    """Return the interval of a claim, drawn as in its box."""
    numbers = (claim["estimate"], claim["low"], claim["high"], claim["above"], claim["below"])
    share = claim["statistic"] == "proportion"
    return drawn_interval(*numbers, share=share, holds=claim["holds"])


def paragraph(*parts: str | nodes.Node) -> nodes.paragraph:
    """Return a paragraph of texts and nodes."""
    return nodes.paragraph("", "", *(nodes.Text(p) if isinstance(p, str) else p for p in parts))


def html(text: str) -> nodes.raw:
    """Return what is written into a page as it is."""
    return nodes.raw("", text, format="html")


# On a telephone rows are blocks and cells are lines, which takes from them what they are to a
# screen reader: so each says it. Sphinx's own tables could not.
def row(cells: list[str], names: list[str], *, head: bool = False) -> str:
    """Return a table's row; each cell after the first also has the name of its column."""
    if head:
        inside = "".join(f'<th role="columnheader" scope="col">{one}</th>' for one in cells)
    else:
        first, *others = cells
        inside = f'<th role="rowheader" scope="row">{first}</th>' + "".join(
            f'<td role="cell" data-label="{name}">{one}</td>'
            for name, one in zip(names[1:], others, strict=True)
        )
    return f'<tr role="row">{inside}</tr>'


def table(names: list[str], rows: list[list[str]]) -> nodes.raw:
    """Return a table whose first column names the rows."""
    body = "\n".join(row(cells, names) for cells in rows)
    return html(
        f'<table class="claim-table" role="table"><thead role="rowgroup">'
        f'{row(names, names, head=True)}</thead>\n<tbody role="rowgroup">{body}</tbody></table>\n'
    )


def heading_id(docname: str) -> str:
    """Return the id of the heading over the claims of a page."""
    return nodes.make_id(f"claims-{docname.rpartition('/')[2]}")


class Writer:
    """Writes the tables of one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname = app, docname
        path = Path(app.srcdir, RECORDED)
        self.record = json.loads(path.read_text("utf-8")) if path.exists() else None

    def uri(self, docname: str, anchor: str) -> str:
        """Return the address of a place on another page."""
        uri = self.app.builder.get_relative_uri(self.docname, docname)
        return uri + (anchor and f"#{anchor}")

    def link(self, docname: str, anchor: str, *parts: nodes.Node) -> nodes.reference:
        """Return a link to a place on another page."""
        return nodes.reference("", "", *parts, internal=True, refuri=self.uri(docname, anchor))

    def recorded(self, docname: str, claim: dict[str, Any]) -> dict[str, Any] | None:
        """Return what the recorded runs say of a claim."""
        found: dict[str, Any] | None = None
        if self.record:
            found = self.record["claims"].get(docname, {}).get(claim["sentence"])
        return found

    def fresh(self, docname: str, claim: dict[str, Any]) -> str:
        """Return the smallest margin of the recorded runs, and how many failed."""
        runs = self.recorded(docname, claim)
        if runs is None:
            return "not yet run"
        failed = f" ({runs['flips']} of {runs['runs']} failed)" if runs["flips"] else ""
        return shown_margin(runs["smallest"]) + failed

    def section(self, docname: str, claims: list[dict[str, Any]]) -> nodes.section:
        """Return a heading that leads to the chapter, and the table of its claims."""
        names = ["Claim", "Interval", "n", "Margin", *(["Fresh runs"] if self.record else [])]
        rows = []
        for claim in claims:
            address = escape(self.uri(docname, claim["anchor"]))
            sentence = f'<a href="{address}">{escape(claim["sentence"])}</a>'
            if claim["kind"] == MEASURED:
                numbers = " ".join(map(printed, shown_numbers(claim)))
                evidence = f"{drawing(claim)} {numbers}"
                margin = shown_margin(claim["margin"])
            else:
                evidence, margin = printed("proved"), "–"
            cells = [sentence, evidence, str(claim["n"]), margin]
            rows.append([*cells, *([self.fresh(docname, claim)] if self.record else [])])
        title = self.app.env.titles[docname].deepcopy().children
        heading = nodes.title("", "", self.link(docname, "", *title))
        return nodes.section("", heading, table(names, rows), ids=[heading_id(docname)])

    def forest(self, found: dict[str, list[dict[str, Any]]]) -> list[nodes.Node]:
        """Return one picture of all intervals, each beside its threshold, chapter by chapter."""
        lines = []
        for docname, claims in found.items():
            rows = [
                forest_plot.Row(claim["sentence"], *place, self.smallest(docname, claim))
                for claim in claims
                if (place := forest_plot.placed(claim)) is not None
            ]
            if rows:
                title = self.app.env.titles[docname].astext()
                lines.append(forest_plot.Chapter(title, f"#{heading_id(docname)}", rows))
        return [html(forest_plot.drawn(lines))] if lines else []

    def smallest(self, docname: str, claim: dict[str, Any]) -> float | None:
        """Return the smallest margin of the recorded runs, None where there is none."""
        runs = self.recorded(docname, claim)
        return None if runs is None else runs["smallest"]

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
                    "The column Fresh runs gives the smallest margin in the last recorded "
                    f"runs: {seeds} with fresh seeds, and up to {others}, as many as a "
                    "processor offers, with other instructions. In these, "
                    f"{counted(failed, 'result') if failed else 'no result'} failed."
                )
            )
        for once in untouched_sets(Path(self.app.srcdir)):
            holding = once["claims"] - len(once["failed"])
            which = f" Those that did not: {'; '.join(once['failed'])}" if once["failed"] else ""
            said.append(
                paragraph(
                    f"On {once['date']} one set of seeds that nothing had been adjusted to was "
                    f"run, once. Of the {once['claims']} claims that the book made then, "
                    f"{holding} held.{which}"
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
        mark.replace_self([*writer.summary(found), *writer.forest(found), *sections])


def register(app: Sphinx) -> None:
    """Add the directive."""
    app.add_node(ClaimTables)
    app.add_directive("claims", ClaimsDirective)
