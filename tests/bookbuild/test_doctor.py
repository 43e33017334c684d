"""What a build of the book needs: what is missing, and what mends it."""

import io
import shutil

import pytest
from rich.console import Console

from bookbuild import doctor
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.terminal import doctor as exercises
from rnnbook.exercises.checker.terminal.app import App

ROOT = doctor.book_folder()


@pytest.fixture
def book(tmp_path):
    """Return a folder that looks like the book, with nothing installed for it."""
    for name in ("_toc.yml", "_config.yml"):
        (tmp_path / name).write_text("")
    (tmp_path / "book").mkdir()
    return tmp_path


def said(remarks):
    return {remark.what: (remark.found, remark.advice) for remark in remarks}


def test_this_environment_builds_the_book():
    found = said(doctor.diagnose())
    assert found["the book"] == (str(ROOT), "")
    lacking = {what for what, (_, advice) in found.items() if advice}
    assert lacking <= {"browser"}


def test_a_folder_below_the_book_is_the_books(book):
    deep = book / "book"
    assert doctor.book_folder(deep) == book.resolve()


def test_without_the_book_only_its_package_is_there(tmp_path):
    (remark,) = doctor.diagnose(tmp_path)
    assert remark.found == "only its package is here"
    assert "run this command in its folder" in remark.advice


def test_in_a_folder_that_was_removed_the_package_tells_where_the_book_is(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert doctor.book_folder() == ROOT


def test_what_comes_from_npm_is_missed(book):
    found = said(doctor.diagnose(book))
    assert found["formulas"] == (
        "katex is not in tools/katex",
        "In the book's folder:  make environment",
    )
    assert found["style, scripts"][0] == "esbuild is not in tools/site"
    (book / "tools/katex/node_modules/katex").mkdir(parents=True)
    assert said(doctor.diagnose(book))["formulas"] == ("katex is in tools/katex", "")


def test_libraries_of_the_build_are_missed_by_name(book, without):
    without("jupyter-book", "sphinx-design")
    found = said(doctor.diagnose(book))
    assert found["libraries"] == (
        "not installed: jupyter-book sphinx-design",
        "In the book's folder:  make environment",
    )
    assert found["jupyter-book"][0] == "not installed"


def test_a_jupyter_book_that_is_too_new_is_named(book, without):
    without(jupyter_book="2.1.0")
    found, advice = said(doctor.diagnose(book))["jupyter-book"]
    assert found == "2.1.0, which does not read _config.yml: version 1 is needed"
    assert advice


def test_a_missing_browser_and_make_are_told(book, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("CHROME_PATH", raising=False)
    found = said(doctor.diagnose(book))
    assert found["make"] == ("not found", "Install it with your system's packages.")
    assert "For the tests of pages only" in found["browser"][1]


def test_it_stands_below_what_the_package_looks_at(tmp_path, monkeypatch):
    # What takes seconds has tests of its own.
    remarks = [exercises.Remark("Python", "3.11")]
    monkeypatch.setattr(exercises, "diagnose", lambda app: iter(remarks))
    app = App(tmp_path, Console(file=io.StringIO(), width=78, color_system=None), CATALOGUE)
    assert doctor.examine(app, tmp_path)
    text = app.console.file.getvalue()
    headings = ("To do the exercises", "To run chapters as notebooks", "To build the book")
    assert [line for line in text.split("\n") if line in headings] == list(headings)
    assert "missing    the book        only its package is here" in text
    assert text.endswith("What is missing matters only for what its heading says.\n")
    remarks.append(exercises.Remark("torch", "does not work", "Install it again"))
    assert not doctor.examine(app, tmp_path)
