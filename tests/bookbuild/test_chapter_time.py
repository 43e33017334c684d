"""The role that prints a chapter's recorded time: its words.

Its builds are shared with others: an unknown chapter is among test_false_greens.py, new times that
reach a page are in test_execution.py.
"""

import pytest
from sphinx.errors import ExtensionError

from bookbuild.execute import chapter_time


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
def test_times_are_rounded_up(seconds, words):
    assert chapter_time.in_words(seconds) == words


def test_a_record_that_is_none_is_named(tmp_path):
    path = tmp_path / chapter_time.RECORDED
    assert chapter_time.recorded(tmp_path) == {}
    path.parent.mkdir(parents=True)
    path.write_text('{"one": ', "utf-8")
    with pytest.raises(ExtensionError, match=r"chapter_times\.json is no record of times: "):
        chapter_time.recorded(tmp_path)
