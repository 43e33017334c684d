"""The role that prints a chapter's recorded time: its words.

Its builds are shared with others: an unknown chapter is among test_false_greens.py, new times that
reach a page are in test_execution.py.
"""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chapter_time():
    path = ROOT / "bookbuild/execute/chapter_time.py"
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
