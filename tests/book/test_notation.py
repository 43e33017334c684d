"""The notation page's words: each stands on the page to which its row leads."""

import re

import pytest

from bookbuild.paths import ROOT

PAGE = (ROOT / "book" / "notation.md").read_text("utf-8")
WORDS = PAGE[PAGE.index("(our-words)=") :]
ROWS = re.findall(
    r"^\| ([^|]*\*\*[^|]+) \| ([^|]+) \| \[[^]]+\]\((\S+\.md)\) \|$", WORDS, re.MULTILINE
)


def test_there_are_rows():
    assert len(ROWS) == WORDS.count("\n| ") - 1  # the table's head


@pytest.mark.parametrize(("ours", "theirs", "page"), ROWS)
def test_a_word_stands_where_the_page_says(ours, theirs, page):
    text = (ROOT / "book" / page).read_text("utf-8").lower()
    for word in re.findall(r"\*\*([^*]+)\*\*", ours):
        assert re.search(rf"\b{re.escape(word.lower())}", text), word
    assert theirs.strip()
