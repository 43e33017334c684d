"""The role that prints a chapter's recorded time."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chapter_time():
    path = ROOT / "book/_ext/chapter_time.py"
    spec = importlib.util.spec_from_file_location("chapter_time", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 5 s"),
        (5, "about 5 s"),
        (5.1, "about 10 s"),
        (21, "about 25 s"),
        (90, "about 90 s"),
        (91, "about 2 min"),
        (121, "about 2.5 min"),
    ],
)
def test_times_are_rounded_up(chapter_time, seconds, words):
    assert chapter_time.in_words(seconds) == words


def test_an_unknown_chapter_is_a_warning_that_names_the_known_ones(book):
    book.pages({"index": "# A book\n\nIt takes {chapter-time}`nowhere`.\n"})
    built = book.build("-W", "-n", "--keep-going", "--all")
    assert built.code != 0, built.explain()
    assert "no time is recorded for 'nowhere'" in built.text, built.explain()
    assert "recorded are: one" in built.text, built.explain()


def test_new_times_reach_the_page(book):
    book.pages({"index": "# A book\n\nIt takes {chapter-time}`one`.\n"})
    assert book.build().code == 0
    assert "It takes about 15 s." in book.html("index")
    book.write("book/runs/chapter_times.json", '{"one": 33}\n')
    assert book.build().code == 0
    assert "It takes about 35 s." in book.html("index")
