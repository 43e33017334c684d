"""The page that lists every claim of the book, and builds that fail without claims."""

import json
import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from minibook import cell, claim_cell, page

from bookbuild.commands.html import STRICT

pytestmark = pytest.mark.slow
EVIDENCE = "# Evidence\n\n## All claims\n\n```{claims}\n```\n"
LONG = "A much longer sentence, of which an anchor cannot take every word, is claimed "


def chapter(title, *calls):
    """Return a page of claims whose header says nothing about them."""
    return page(title, claim_cell(*calls), claims="")


def texts(row):
    """Return the text of each cell of a row, without the words of its drawing."""
    cells = BeautifulSoup(str(row), "html.parser")
    for drawn in cells.select("svg"):
        drawn.decompose()
    return [one.get_text().strip() for one in cells.select("th, td")]


class Seen:
    """What a build said, and the evidence page and chapters that it wrote."""

    def __init__(self, book, built):
        assert built.code == 0, built.explain()
        names = ("evidence", "zebra", "ant")
        self.text = built.text
        self.pages = {
            name: BeautifulSoup(book.html(name), "html.parser")
            for name in names
            if (book.folder / f"book/{name}.md").exists()
        }
        page = self.pages["evidence"]
        self.above = page.select_one("#all-claims > p").get_text()
        self.forest = page.select_one("figure.claim-forest")
        self.tables = {
            one.find_previous("h3").find("a").get_text(): one.select("tbody tr")
            for one in page.select("table.claim-table")
        }


@pytest.fixture(scope="module")
def builds(new_book):
    """Return what came of builds of one book of claims, the evidence page before its chapters."""
    zebra = ("claim('It is so.')", "claim('It is < 1.', estimate=0.55)")
    both = (f"claim({LONG + 'first.'!r}, margin=None)", f"proved({LONG + 'second.'!r})")
    book = new_book()
    book.pages(
        {
            "index": "# A book\n",
            "evidence": EVIDENCE,
            "zebra": chapter("Zebra & co", *zebra),
            "ant": chapter("Ant", *both),
            "bare": page("Bare", cell("1 + 1")),
        }
    )
    seen = SimpleNamespace(whole=Seen(book, book.build(*STRICT)))
    runs = {"It is so.": {"runs": 9, "flips": 2, "smallest": 0.75}}
    large = {LONG + "first.": {"runs": 9, "flips": 0, "smallest": 9.0}}
    record = {
        "conditions": ["seeds from 7", "A=b", "C=d"],
        "claims": {"book/zebra": runs, "book/ant": large},
    }
    once = {"first_seed": 9, "date": "2020-02-20", "claims": 4, "failed": ["book/ant: So."]}
    book.write("book/runs/robustness.json", json.dumps(record))
    book.write("book/runs/untouched.json", json.dumps({"sets": [once]}))
    seen.recorded = Seen(book, book.build())
    for name in ("robustness", "untouched"):
        (book.folder / f"book/runs/{name}.json").unlink()
    book.write("book/zebra.md", chapter("Zebra", "claim('It is otherwise.')"))
    seen.changed = Seen(book, book.build())
    toc = (book.folder / "_toc.yml").read_text()
    for name in ("ant", "bare"):
        (book.folder / f"book/{name}.md").unlink()
        toc = toc.replace(f"- file: book/{name}\n", "")
    book.write("_toc.yml", toc)
    seen.fewer = Seen(book, book.build())
    book.write("book/zebra.md", page("Zebra", cell("1 + 1"), claims=""))
    seen.lost = book.build()
    book.write("book/zebra.md", chapter("Zebra", "claim('It is so.', False)"))
    seen.switched_off = book.build(RNNBOOK_CLAIMS="report")
    return seen


def test_every_claim_is_listed_in_the_order_of_the_book_with_its_numbers(builds):
    found = builds.whole.tables
    assert list(found) == ["Zebra & co", "Ant"]
    assert "3 claims on 2 pages, and states 1 theorem." in builds.whole.above
    numbers = ["mean 0.500, 0.400 to 0.600", "7", "2.5"]
    assert texts(found["Zebra & co"][0]) == ["It is so.", *numbers]
    assert texts(found["Zebra & co"][1])[1].startswith("mean 0.550")
    assert [texts(row)[3] for row in found["Ant"]] == ["–", "–"]
    assert texts(found["Ant"][1])[1:] == ["proved", "7", "–"]


def test_every_claim_is_drawn_with_its_threshold_and_no_theorem_is(builds):
    found = builds.whole.tables
    words = [
        [one.get_text() for one in row.select("svg.claim-drawn title")]
        for rows in found.values()
        for row in rows
    ]
    above = ["The interval, 0.4 to 0.6, lies above the threshold, 0.25."]
    assert words == [above, above, ["The interval, 0.4 to 0.6."], []]


def test_rows_say_what_they_are_where_they_stand_as_blocks(builds):
    for rows in builds.whole.tables.values():
        for row in rows:
            assert row["role"] == "row"
            assert row.find("th")["role"] == "rowheader"
            cells = row.select("td")
            assert {one["role"] for one in cells} == {"cell"}
            assert [one["data-label"] for one in cells] == ["Interval", "n", "Margin"]


def test_one_picture_has_a_line_for_each_claim_about_a_threshold(builds):
    forest = builds.whole.forest
    assert [one.get_text() for one in forest.select("a")] == ["Zebra & co"]
    assert forest.find("a")["href"] == "#claims-zebra"
    titles = [one.get_text() for one in forest.select("title")]
    assert titles == ["It is so. Margin 2.5.", "It is < 1. Margin 2.5."]
    assert not forest.select(".claim-fresh")
    assert "of which there are 0 among 2" in forest.get_text()
    # The dot lies at the margin, 2.5 of 10, and the near end of its bar at 1.5.
    bar = forest.select_one("g line")
    assert (bar["x1"], forest.select_one("g circle")["cx"]) == ("16.6%", "25.8%")
    assert len(builds.recorded.forest.select(".claim-fresh")) == 1


def test_every_link_leads_to_the_chapter_or_to_the_box_of_its_claim(builds):
    rows = [row for rows in builds.whole.tables.values() for row in rows]
    links = [link for row in rows for link in row.select("a")]
    assert len(links) == len({link["href"] for link in links}) == 4
    pages = builds.whole.pages
    for link in links:
        name, _, anchor = link["href"].partition("#")
        soup = pages[name.removesuffix(".html")]
        assert len(soup.select(f"[id='{anchor}']")) == 1
        shown = soup.find(id=anchor).select(".rnnbook-claim")
        assert [one.get_text().startswith(link.get_text()) for one in shown] == [True]
    assert pages["evidence"].select_one("#claims-ant h3 a")["href"] == "ant.html"


def test_recorded_runs_reach_the_page_and_run_no_chapter(builds):
    assert "running" not in builds.recorded.text, "a record for readers ran the chapters again"
    rows = builds.recorded.tables["Zebra & co"]
    assert [texts(row)[4] for row in rows] == ["0.8 (2 of 9 failed)", "not yet run"]
    shown = str(builds.recorded.pages["evidence"])
    assert "1 with fresh seeds, and up to 2, as many as a processor offers, with other" in shown
    assert "2 results failed" in shown
    assert "On 2020-02-20 one set of seeds" in shown
    assert (
        "Of the 4 claims that the book made then, 3 held. Those that did not: book/ant: So."
        in shown
    )


def test_the_margin_of_this_run_stands_beside_the_smallest_of_the_recorded_ones(builds):
    rows = builds.recorded.tables["Zebra & co"]
    assert texts(rows[0])[3:5] == ["2.5", "0.8 (2 of 9 failed)"]
    assert texts(builds.recorded.tables["Ant"][0])[3:5] == ["–", "9.0"]


def test_a_build_of_one_changed_chapter_keeps_the_page_right(builds):
    read = re.findall(r"reading sources\.\.\..*(book/\w+)", builds.changed.text)
    assert read == ["book/zebra"], "this is to be a build that reads one chapter"
    found = builds.changed.tables
    assert [texts(row)[0] for row in found["Zebra"]] == ["It is otherwise."]
    assert len(found["Ant"]) == 2, "the claims of the chapter that was not read are gone"
    assert "2 claims on 2 pages, and states 1 theorem." in builds.changed.above
    assert list(builds.fewer.tables) == ["Zebra"], "a chapter that is gone is still listed"


def test_a_chapter_that_loses_its_claim_fails_the_next_build(builds):
    built = builds.lost
    assert built.code != 0, built.explain()
    assert "book/zebra: it has code cells and makes no claim" in built.text, built.explain()


def test_a_reader_cannot_switch_claims_off_for_a_build(builds):
    built = builds.switched_off
    assert built.code != 0, built.explain()
    assert "book/zebra: cell 2 failed" in built.text, built.explain()


WRONG = {
    "none": (page("One", cell("1 + 1"), claims=""), "it has code cells and makes no claim"),
    "doubled": (
        chapter("One", "claim('It is so.')", "claim('It is so.', estimate=0.4)"),
        "it claims this 2 times, so say how they differ: It is so.",
    ),
    "unneeded": (page("One", claim_cell("claim('It is so.')")), "and it makes 1: remove the line"),
    "unknown": (page("One", cell("1 + 1"), claims="claims: few\n"), "only `none` is known"),
    "false": (
        chapter("One", "import os; os.environ['RNNBOOK_CLAIMS'] = 'report'", "claim('No.', False)"),
        "this claim does not hold: No. Evidence: mean 0.500",
    ),
    "refuted": (
        chapter(
            "One", "import os; os.environ['RNNBOOK_CLAIMS'] = 'report'", "proved('No.', 1 > 2)"
        ),
        "this claim does not hold: No. Evidence: checked in 7 cases",
    ),
    "all_equal": (
        chapter("One", "claim('It is so.', low=0.6)"),
        "this claim rests on values that are all equal: It is so. Count outcomes",
    ),
    "rounded": (
        page(
            "One",
            claim_cell("claim('It is so.')", "from rnnbook.evidence import glue; glue('a', 99.9)"),
            "All of them, {glue:text}`a:.0f` %.\n",
            claims="",
        ),
        "the number a: it prints 100 %, and the value is 99.9",
    ),
}


@pytest.fixture(scope="module")
def wrong(new_book):
    """Return what two builds said of a book with a chapter for each way to be wrong."""
    book = new_book()
    good = page("Good", claim_cell("claim('It is so.')"), claims="")
    pages = {name: text for name, (text, _) in WRONG.items()}
    book.pages({"index": "# A book\n", "evidence": EVIDENCE, "good": good, **pages})
    return [book.build(), book.build()]


@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("name", WRONG)
def test_claims_that_are_missing_doubled_or_false_fail_the_build_every_time(wrong, name, time):
    built = wrong[time]
    assert built.code != 0, f"the build passed\n{built.explain()}"
    # A build ends when this list is not empty: each line of it would do.
    (listed,) = set(re.findall(r"the claims are not in order:\n((?:  book/.*\n)+)", built.text))
    found = [line for line in listed.splitlines() if line.startswith(f"  book/{name}: ")]
    assert len(found) == 1, built.explain()
    assert WRONG[name][1] in found[0], built.explain()
    assert len(listed.splitlines()) == len(WRONG), built.explain()
