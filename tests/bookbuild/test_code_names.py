"""Names of the package in code: where they stand, what they mean, and the links they become."""

import pytest
from pygments.lexers import PythonLexer

from bookbuild.html.code_names import find, python
from bookbuild.html.highlighting import LeanFormatter

IMPORT = "from rnnbook.evidence import mean, claim as check\n"


def used(*cells):
    """Return what is found in cells that follow the imports, as (cell, start, word)."""
    found = find([IMPORT, *cells])[1:]
    return [(i, one.start, one.word) for i, cell in enumerate(found) for one in cell]


def test_an_import_says_what_each_name_means_and_where_it_stands():
    (found,) = find([IMPORT])
    assert [(IMPORT[one.start :][: len(one.word)], one.target) for one in found] == [
        ("mean", "rnnbook.evidence.mean"),
        ("claim", "rnnbook.evidence.claim"),
    ]
    assert all(one.imported for one in found)


@pytest.mark.parametrize(
    "code",
    [
        "x.mean()",
        "def f(mean): return mean(1)",
        "def f():\n    mean = 3\n    return mean",
        "[mean for mean in range(3)]",
        "lambda mean: mean",
        "'mean'",
        "# mean",
        "f(mean=3)",
        "mean = 3\nmean",
        "for mean in range(3): mean",
        "def mean(): ...\nmean()",
        "from numpy import mean\nmean(1)",
        "import mean\nmean.mean",
        "with open('x') as mean: mean",
    ],
)
def test_what_has_another_meaning_is_no_name_of_the_package(code):
    assert used(code) == []


@pytest.mark.parametrize(
    ("code", "start"),
    [
        ("mean(1)", 0),
        ("mean = mean(1)", 7),
        ("for mean in mean(1): pass", 12),
        ("[x for x in mean(1)]", 12),
        ("[mean(x) for x in y]", 1),
        ("def f(x=mean): return x", 8),
        ("def f(x):\n    return mean(x)", 21),
        ("'ü', mean(1)", 5),
        ("%matplotlib inline\nmean(1)", 19),
        ("@mean\ndef f(): ...", 1),
        ("class A(mean): ...", 8),
    ],
)
def test_what_has_its_own_meaning_is_found_at_its_place(code, start):
    assert used(code) == [(0, start, "mean")]
    assert code[start:].startswith("mean")


def test_a_name_that_a_cell_gives_away_is_lost_for_those_after_it():
    assert used("mean(1)", "mean = 2", "mean(1)", "check(1)") == [(0, 0, "mean"), (3, 0, "check")]


def test_a_name_in_an_f_string_is_used_and_has_no_place():
    assert used('f"{mean(1):.2f}"') == [(0, None, "mean")]


def test_a_cell_of_another_language_has_no_names():
    assert python("%%bash\nmean") == "      \n    "


def written(code, links):
    from pygments import highlight

    return highlight(code, PythonLexer(), LeanFormatter(links=links))


def test_links_stand_around_their_names_and_nothing_else_changes():
    code = "@mean\ndef f(a):\n    return mean(a < 3)\n"
    html = written(code, {1: ("mean", "p.html#a&b"), 27: ("mean", "q.html")})
    assert html.count("<a ") == 2
    assert '<a href="p.html#a&amp;b">mean</a>' in html
    assert '<a href="q.html">mean</a>' in html.splitlines()[2]
    plain = html.replace('<a href="p.html#a&amp;b">', "").replace('<a href="q.html">', "")
    assert plain.replace("</a>", "") == written(code, {})


@pytest.mark.parametrize("start", [1, 90])
def test_a_link_that_is_not_at_its_name_is_an_error(start):
    with pytest.raises(ValueError, match=r"does not stand|ends before"):
        written("mean(1)\n", {start: ("mean", "p.html")})
