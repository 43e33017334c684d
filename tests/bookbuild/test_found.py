"""The index, the line above titles, the reading time, and the sections for the search."""

import json
import re
from types import SimpleNamespace

import pytest
import yaml
from bs4 import BeautifulSoup
from minibook import cell, page

from bookbuild import toc
from bookbuild.commands.html import DRAFT, STRICT
from bookbuild.html import reading_time

pytestmark = pytest.mark.slow

TOC = {
    "format": "jb-book",
    "root": "book/index",
    "parts": [
        {"caption": "Odds & ends", "chapters": [{"file": "book/one"}, {"file": "book/prose"}]},
        {"caption": "Reference", "chapters": [{"file": "book/table"}, {"file": "book/terms"}]},
    ],
}
ONE = (
    "It runs in {chapter-time}`this`.\n",
    "## A *section* & more\n\n```{index} alpha, h_n\nout[:, -1], as it stands\n```\n",
    "Prose about $h_t$, $W^2$ and $\\frac{a + b + c + d + e}{f + g + h + i + j}$.\n",
    "word " * 400 + "\n",
    cell("x = 1\nprint('what it prints')"),
    # No prose, for the time that reading takes.
    cell("# " + "code " * 400),
    "```text\n" + "code " * 400 + "\n```\n",
    "### Deeper\n\n```{index} h_n, Épsilon\n```\n",
    "```{exercise} A guess\n:label: ex-guess\n\nGuess it." + " again" * 400 + "\n```\n",
    "````{solution-start} ex-guess\n:class: dropdown\n````\nA secret.\n````{solution-end}\n````\n",
)
TERMS = "# Index\n\n```{term-index}\n```\n"


def article(book, name):
    """Return the article of a built page."""
    return BeautifulSoup(book.html(name), "html.parser").find("article")


def listed(book):
    """Return {term: its links} of the index, by letter."""
    found = {}
    for section in article(book, "terms").select("section section"):
        letter = section.find("h2").find(string=True)
        found[letter] = {
            item.find(["strong", "code"]).get_text(): [
                (link.get_text(), link["href"]) for link in item.select("a")
            ]
            for item in section.select("li")
        }
    return found


@pytest.fixture(scope="module")
def builds(new_book):
    """Return what came of builds of one book, the later ones of what had changed."""
    book = new_book(bundle=True)
    book.pages(
        {
            "index": "# A <b>book</b>\n\nIt takes {part-time}`Odds & ends`.\n",
            "one": page("First page", *ONE),
            "prose": "# Prose\n\n```{index} alpha\n```\n\nIt has no cells.\n",
            "table": page("A table", cell("1")),
            "terms": TERMS,
        }
    )
    book.write("_toc.yml", yaml.safe_dump(TOC, sort_keys=False))
    built = book.build(*STRICT)
    assert built.code == 0, built.explain()
    script = book.folder / "_build/html/_static/bundle/sections.js"
    sections = json.loads(re.fullmatch(r"Search\.setSections\((.*)\)\n", script.read_text())[1])
    names = ("index", "one", "prose", "table", "terms")
    seen = SimpleNamespace(
        pages={name: article(book, name) for name in names},
        notebook=(book.folder / "_build/html/book/one.ipynb").read_text("utf-8"),
        sections={name: (place, parts) for name, place, parts in sections},
        terms=listed(book),
        places=toc.places(book.folder),
        files=book.files(),
    )
    book.write("book/prose.md", "# Prose\n\n```{index} beta\n```\n\nIt has no cells.\n")
    built = book.build(*DRAFT)
    assert built.code == 0, built.explain()
    seen.changed, seen.read = listed(book), built.text
    return seen


def test_terms_lead_to_the_sections_that_they_stand_in(builds):
    section = ("First page: A section & more", "one.html#a-section-more")
    deeper = ("First page: Deeper", "one.html#deeper")
    assert builds.terms == {
        "A": {"alpha": [section, ("Prose", "prose.html#prose")]},
        "E": {"Épsilon": [deeper]},
        "H": {"h_n": [section, deeper]},
        "O": {"out[:, -1], as it stands": [section]},
    }
    jumps = builds.pages["terms"].select(".rnnbook-letters a")
    assert [one["href"] for one in jumps] == [f"#terms-{letter}" for letter in "aeho"]


def test_terms_are_in_the_index_and_nowhere_else(builds):
    assert "alpha" not in builds.pages["one"].get_text()
    assert "alpha" not in builds.notebook
    ids = [tag["id"] for tag in builds.pages["one"].select("[id]")]
    assert not any(one.startswith("index-") for one in ids)
    assert "genindex.html" not in builds.files
    assert "searchindex.js" not in builds.files


def test_the_index_follows_a_page_that_has_changed(builds):
    assert re.findall(r"reading sources\.\.\..*(book/\w+)", builds.read) == ["book/prose"]
    assert list(builds.changed) == ["A", "B", "E", "H", "O"]
    assert len(builds.changed["A"]["alpha"]) == 1


def test_each_page_says_where_it_stands(builds):
    said = {
        name: found.get_text() if (found := page.select_one(":scope > .where")) else None
        for name, page in builds.pages.items()
    }
    assert said == {
        "index": None,
        "one": "Odds & ends · chapter 1 of 1 · 3 min to read · runs in 15 s",
        "prose": "Odds & ends",
        "table": "Reference",
        "terms": "Reference",
    }
    assert "chapter 1 of 1" not in builds.notebook
    assert builds.places["book/one"] == toc.Place("Odds & ends", 1, 1)


def test_a_page_says_how_long_it_takes_to_read(builds):
    words = "It runs in about 15 s and takes about 3 minutes to read."
    assert words in builds.notebook
    # On the page the line above the title says it, and nothing says it twice.
    assert "It runs in" not in builds.pages["one"].get_text()


def test_a_page_says_how_long_a_part_takes_to_read(builds):
    assert "It takes 3 minutes." in builds.pages["index"].get_text()


def test_sections_have_the_words_that_a_reader_sees(builds):
    place, parts = builds.sections["book/one"]
    assert place == "Odds & ends, chapter 1 of 1"
    assert [part[:3] for part in parts] == [
        ["first-page", "First page", []],
        ["a-section-more", "A section & more", ["alpha", "h_n", "out[:, -1], as it stands"]],
        ["deeper", "Deeper", ["h_n", "Épsilon"]],
        ["ex-guess", "Exercise 1.1 (A guess)", []],
    ]
    _, _, _, prose, code = parts[1]
    assert prose.startswith("Prose about h_t, W^2 and …. word word")
    assert code.startswith("what it prints print")
    assert parts[3][3].startswith("Guess it. again")
    assert "secret" not in json.dumps(parts)
    assert all(name in builds.sections for name in ("book/index", "book/terms"))


@pytest.mark.parametrize(
    ("words", "minutes", "said"),
    [
        (1, 0, " and takes about 1 minute to read"),
        (1801, 0, " and takes about 10 minutes to read"),
        (6000, 63, ", takes about 30 minutes to read, and has exercises for about 65 minutes"),
    ],
)
def test_minutes_are_said_as_people_say_them(words, minutes, said):
    assert reading_time.sentence(words, minutes) == said
