"""The pages of the book, as _toc.yml names them; and what is said of one that is wrong."""

import re

import pytest

from bookbuild import commands, toc
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

HEADER = "---\nkernelspec:\n  name: python3\n---\n\n"
CELL = "```{code-cell} python\n1\n```\n"
PARTS = """\
format: jb-book
root: book/index
parts:
  - caption: One
    chapters:
      - file: book/one
        sections:
          - file: book/deep
      - file: book/two.md
  - caption: Two
    chapters:
      - file: book/three
      - url: https://example.org
"""


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a book's files and its table of contents."""

    def write(contents, **pages):
        (tmp_path / "book").mkdir()
        (tmp_path / "_toc.yml").write_text(contents, "utf-8")
        for name, text in pages.items():
            (tmp_path / "book" / f"{name}.md").write_text(text, "utf-8")
        return tmp_path

    return write


def test_pages_come_in_the_order_of_reading(book):
    names = ("index", "one", "deep", "two", "three")
    root = book(PARTS, **dict.fromkeys(names, "# A page\n"))
    assert [page.short for page in toc.pages(root)] == list(names)
    assert [page.name for page in toc.pages(root)] == [f"book/{name}" for name in names]
    assert all(page.path.is_file() for page in toc.pages(root))


@pytest.mark.parametrize(
    ("text", "has_cells", "is_notebook"),
    [
        (HEADER + CELL, True, True),
        (HEADER + CELL.replace("```", ":::"), True, True),
        (HEADER, False, False),
        (CELL, True, False),
        ("---\nkey: 1\n---\n" + CELL, True, False),
        ("````\nkernelspec\n" + CELL + "````\n", True, False),
        ("# Words\n", False, False),
    ],
)
def test_a_notebook_has_cells_and_a_kernel(book, text, has_cells, is_notebook):
    root = book("format: jb-book\nroot: book/index\n", index=text)
    (page,) = toc.pages(root)
    assert (page.has_cells, page.is_notebook) == (has_cells, is_notebook)
    assert toc.notebooks(root) == [page] * is_notebook


def test_the_books_own_chapters_are_notebooks():
    names = [page.short for page in toc.notebooks(ROOT)]
    assert {"sequences", "training", "probing"} <= set(names)
    assert not {"notation", "bibliography"} & set(names)


ONE = "format: jb-book\nroot: book/index\nchapters:\n  - file: book/{}\n"


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("format: jb-book\nroot: [", "is no table of contents: while parsing"),
        ("- one\n- two\n", "is no table of contents: toc is not a mapping"),
        ("format: book\nroot: book/index\n", "is no table of contents: 'format'"),
        ("format: jb-book\n", "is no table of contents: 'root' key not found"),
        (
            "format: jb-book\nroot: book/index\nchapters:\n  - fille: book/one\n",
            "is no table of contents: entry does not contain one of",
        ),
        (ONE.format("index"), "is no table of contents: document file used multiple times"),
        (ONE.format("gone"), "_toc.yml:\n  it names book/gone, but there is no book/gone.md"),
        (ONE.format("_one"), "  it names book/_one, but what begins with an underscore or a dot"),
        (
            "format: jb-book\nroot: book/index\nchapters:\n  - glob: book/o*\n",
            "  it names pages by the pattern 'book/o*': name each",
        ),
    ],
)
def test_what_is_wrong_with_the_contents_is_said(book, contents, said):
    root = book(contents, index="# A book\n", one="# One\n", _one="# A draft\n")
    with pytest.raises(Problem) as caught:
        toc.pages(root)
    assert said in str(caught.value)
    assert str(root / "_toc.yml") in str(caught.value)


def test_a_missing_table_of_contents_is_named(tmp_path):
    with pytest.raises(Problem, match=r"_toc\.yml cannot be read: No such file"):
        toc.pages(tmp_path)


def test_every_page_that_is_wrong_is_named_before_anything_runs(book, capsys, monkeypatch):
    contents = PARTS.replace("book/three", "book/_three")
    root = book(contents, index="# A book\n", one="# One\n", deep="# Deep\n")
    monkeypatch.chdir(root)
    assert commands.run(["html", "--book", str(root)]) == 1
    said = capsys.readouterr()
    named = re.findall(r"^  it names (\S+?),", said.err, re.MULTILINE)
    assert named == ["book/two", "book/_three"]
    assert "Running Jupyter-Book" not in said.out
