"""The page that lists every claim of the book, and builds that fail without claims."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from minibook import cell, claim_cell, page

STRICT = ("-W", "-n", "--keep-going", "--all")
EVIDENCE = "# Evidence\n\n## All claims\n\n```{claims}\n```\n"
LONG = "A much longer sentence, of which an anchor cannot take every word, is claimed "


def chapter(title, *calls):
    """Return a page of claims whose header says nothing about them."""
    return page(title, claim_cell(*calls), claims="")


def tables(book):
    """Return {heading: rows of the table below it}, and the sentence above them."""
    soup = BeautifulSoup(book.html("evidence"), "html.parser")
    found = {}
    for one in soup.select("table.rnnbook-claims"):
        heading = one.find_previous("h3")
        found[heading.find("a").get_text()] = one.select("tbody tr")
    return found, soup.select_one("#all-claims > p").get_text()


def texts(row):
    """Return the text of each cell of a row."""
    return [one.get_text(strip=True) for one in row.select("th, td")]


@pytest.fixture
def claiming(book):
    """Return a book of two chapters with claims, the evidence page before them, built strictly."""
    both = (f"claim({LONG + 'first.'!r}, margin=None)", f"claim({LONG + 'second.'!r})")
    pages = {
        "index": "# A book\n",
        "evidence": EVIDENCE,
        "zebra": chapter("Zebra & co", "claim('It is so.')", "claim('It is < 1.', estimate=0.25)"),
        "ant": chapter("Ant", *both),
        "bare": page("Bare", cell("1 + 1")),
    }
    book.pages(pages)
    built = book.build(*STRICT)
    assert built.code == 0, built.explain()
    return book


def test_every_claim_is_listed_in_the_order_of_the_book_with_its_numbers(claiming):
    found, above = tables(claiming)
    assert list(found) == ["Zebra & co", "Ant"]
    assert "4 claims in 2 chapters" in above
    numbers = ["7", "mean 0.500", "0.400 to 0.600", "2.5", "holds"]
    assert texts(found["Zebra & co"][0]) == ["It is so.", *numbers]
    assert texts(found["Zebra & co"][1])[:3] == ["It is < 1.", "7", "mean 0.250"]
    assert [texts(row)[4] for row in found["Ant"]] == ["–", "2.5"]


def test_every_link_leads_to_the_chapter_or_to_the_box_of_its_claim(claiming):
    links = [a for rows in tables(claiming)[0].values() for row in rows for a in row.select("a")]
    assert len(links) == len({link["href"] for link in links}) == 4
    for link in links:
        name, _, anchor = link["href"].partition("#")
        soup = BeautifulSoup(claiming.html(name.removesuffix(".html")), "html.parser")
        assert len(soup.select(f"[id='{anchor}']")) == 1
        shown = soup.find(id=anchor).select(".rnnbook-claim")
        assert [one.get_text().startswith(link.get_text()) for one in shown] == [True]
    heading = BeautifulSoup(claiming.html("evidence"), "html.parser").select_one("#claims-ant h3 a")
    assert heading["href"] == "ant.html"


def test_a_build_of_one_changed_chapter_keeps_the_page_right(claiming):
    claiming.write("book/zebra.md", chapter("Zebra", "claim('It is otherwise.')"))
    built = claiming.build()
    assert built.code == 0, built.explain()
    read = re.findall(r"reading sources\.\.\..*(book/\w+)", built.text)
    assert read == ["book/zebra"], "this is to be a build that reads one chapter"
    found, above = tables(claiming)
    assert [texts(row)[0] for row in found["Zebra"]] == ["It is otherwise."]
    assert len(found["Ant"]) == 2, "the claims of the chapter that was not read are gone"
    assert "3 claims in 2 chapters" in above
    toc = (claiming.folder / "_toc.yml").read_text()
    for name in ("ant", "bare"):
        (claiming.folder / f"book/{name}.md").unlink()
        toc = toc.replace(f"- file: book/{name}\n", "")
    claiming.write("_toc.yml", toc)
    built = claiming.build()
    assert built.code == 0, built.explain()
    assert list(tables(claiming)[0]) == ["Zebra"], "a chapter that is gone is still listed"


def test_recorded_runs_reach_the_page_and_run_no_chapter(claiming):
    runs = {"It is so.": {"runs": 9, "flips": 2, "smallest": 0.75}}
    record = {"conditions": ["seeds from 7", "A=b", "C=d"], "claims": {"book/zebra": runs}}
    claiming.write("book/runs/robustness.json", json.dumps(record))
    built = claiming.build()
    assert built.code == 0, built.explain()
    assert "running" not in built.text, "a record for readers ran the chapters again"
    found, _ = tables(claiming)
    fresh = [texts(row)[5] for row in found["Zebra & co"]]
    assert fresh == ["0.8 (2 of 9 failed)", "not yet run"]
    page_text = claiming.html("evidence")
    assert "1 with fresh seeds, and 2 with other instructions" in page_text
    assert "2 results turned over" in page_text


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
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_claims_that_are_missing_doubled_or_false_fail_the_build_every_time(book, text, message):
    good = page("Two", claim_cell("claim('It is so.')"), claims="")
    book.pages({"index": "# A book\n", "evidence": EVIDENCE, "one": text, "two": good})
    for time in ("first", "second"):
        built = book.build()
        assert built.code != 0, f"the {time} build passed\n{built.explain()}"
        assert "\n  book/one: " in built.text, built.explain()
        assert message in built.text, built.explain()
        assert "book/two:" not in built.text, built.explain()


def test_a_chapter_that_loses_its_claim_fails_the_next_build(book):
    book.pages({"index": "# A book\n", "one": chapter("One", "claim('It is so.')")})
    assert book.build().code == 0
    book.write("book/one.md", page("One", cell("1 + 1"), claims=""))
    built = book.build()
    assert built.code != 0, built.explain()
    assert "book/one: it has code cells and makes no claim" in built.text, built.explain()


def test_a_reader_cannot_switch_claims_off_for_a_build(book):
    book.pages({"index": "# A book\n", "one": chapter("One", "claim('It is so.', False)")})
    built = book.build(RNNBOOK_CLAIMS="report")
    assert built.code != 0, built.explain()
    assert "book/one: cell 2 failed" in built.text, built.explain()
