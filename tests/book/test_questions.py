"""The log of readers' questions names sections that exist."""

import re

import pytest

from bookbuild import toc
from bookbuild.paths import ROOT

PAGES = {page.short for page in toc.pages(ROOT)}
ROW = re.compile(r"^\| (\d+) \| (.*) \|$", re.MULTILINE)
MARKS = re.compile(r"[`*$\\]")


def plain(heading):
    """Return the words of a heading, whatever their marks, quotes and case."""
    return MARKS.sub("", heading).replace("’", "'").strip("… ").casefold()


def headings(name):
    text = (ROOT / "book" / f"{name}.md").read_text("utf-8")
    titled = re.findall(r"^(?:#{1,4} |\d\. |```\{exercise\} )(.+)$", text, re.MULTILINE)
    return [plain(heading) for heading in titled]


def rows():
    log = (ROOT / "docs" / "questions.md").read_text("utf-8")
    return {number: row.split(" | ") for number, row in ROW.findall(log)}


def places(cell):
    """Yield (page, part of a heading) of what a cell of the log names."""
    page = None
    for name, heading in re.findall(r"(?<![\w-])([a-z][a-z-]*)(?=,| and|:| \(|$)|“([^”]*)”", cell):
        if name in PAGES:
            page = name
        elif heading and page:
            yield page, plain(heading)


def test_the_log_has_fifty_questions_and_each_says_where_it_was_asked():
    assert len(rows()) >= 50
    for number, (_, asked, where, answered, missing) in rows().items():
        assert "https://" in asked or "http://" in asked, number
        assert answered in ("fully", "half", "not at all"), number
        assert where, number
        assert missing, number


@pytest.mark.parametrize("number", rows())
def test_the_sections_that_answer_a_question_exist(number):
    _, _, where, answered, _ = rows()[number]
    found = list(places(where))
    assert found or answered == "not at all"
    for page, heading in found:
        assert any(heading in one for one in headings(page)), f"{page} has no section {heading!r}"
