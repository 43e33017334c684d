"""The example of the README, run as it stands, and its picture."""

import re
from xml.etree import ElementTree

from bookbuild.commands.readme import EXAMPLE, PICTURE, README, picture_of

TEXT = README.read_text("utf-8")


def test_the_example_runs_and_gives_the_numbers_beside_it():
    (example,) = EXAMPLE.findall(TEXT)
    setup, *shown = re.split(r"^(?=accuracy\()", example, flags=re.MULTILINE)
    names = {}
    exec(setup, names)
    for line in shown:
        expected = re.search(r"# (\d\.\d) ", line).group(1)
        assert eval(line, names) == float(expected), line
    assert len(shown) == 2


def test_its_picture_is_that_of_the_example_and_has_words():
    (alt, path), *others = re.findall(r"!\[(.+)\]\((.+)\)", TEXT)
    assert not others
    assert README.parent / path == PICTURE
    assert len(alt.split()) > 20
    # Another processor may draw a line a hair further on, and says the same of it.
    words = [
        [element.text for element in ElementTree.fromstring(svg).iter() if element.text]
        for svg in (PICTURE.read_text("utf-8"), picture_of(TEXT))
    ]
    assert words[0] == words[1], "docs/picture.svg is old: make readme"
    assert "rising" in words[0][0]
