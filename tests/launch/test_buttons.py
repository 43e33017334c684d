"""The paths of the Binder buttons of a site; each that leads nowhere is told with its page."""

import shutil

import pytest

from bookbuild import toc
from bookbuild.errors import Problem
from bookbuild.launch.buttons import launch_paths
from bookbuild.paths import ROOT


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the pages and their table of contents."""
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    shutil.copytree(ROOT / "book", tmp_path / "book", ignore=lambda *_: {"_static", "runs"})
    return tmp_path


def page(folder, name, *paths):
    """Write a built page with Binder buttons for some paths."""
    links = "".join(
        f'<a href="https://mybinder.org/v2/gh/o/r/gh-pages?urlpath={one}">Binder</a>'
        for one in paths
    )
    target = folder / f"{name}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"<html><body>{links}</body></html>", "utf-8")
    if paths:
        target.with_suffix(".ipynb").write_text("{}")


@pytest.fixture
def built(copy):
    """Return a site whose chapters have the buttons they should have."""
    folder = copy / "site"
    for one in toc.pages(copy):
        page(folder, one.name, *([f"lab/tree/{one.name}.ipynb"] if one.is_notebook else []))
    return folder


def test_paths_come_from_the_buttons(copy, built):
    found, with_buttons = launch_paths(built, copy)
    assert with_buttons
    assert found["book/order"] == "lab/tree/book/order.ipynb"
    assert "book/notation" not in found, "a page without cells is no chapter"


def test_a_button_may_be_written_with_escapes(copy, built):
    page(built, "book/order", "lab%2Ftree%2Fbook%2Forder.ipynb")
    assert launch_paths(built, copy)[0]["book/order"] == "lab/tree/book/order.ipynb"


def test_without_buttons_the_paths_are_what_they_would_ask_for(copy, built):
    for one in toc.pages(copy):
        page(built, one.name)
    found, with_buttons = launch_paths(built, copy)
    assert not with_buttons
    assert found["book/order"] == "lab/tree/book/order.ipynb"


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (
            ["lab/tree/book/ordre.ipynb"],
            "book/order.html launches 'lab/tree/book/ordre.ipynb', and the site has no",
        ),
        (["tree/book/order.ipynb"], "book/order.html launches 'tree/book/order.ipynb'; expected"),
        (["lab/tree/book/order.html"], "expected 'lab/tree/' and a notebook"),
        ([""], "book/order.html launches ''; expected"),
        (["lab/tree/book/order.ipynb", "lab/tree/book/testing.ipynb"], "different paths"),
        ([], "book/order.html has no Binder button, others have"),
    ],
)
def test_a_button_that_leads_nowhere_is_named(copy, built, paths, told):
    page(built, "book/order", *paths)
    with pytest.raises(Problem) as caught:
        launch_paths(built, copy)
    assert told in str(caught.value)


def test_a_page_that_was_not_built_is_named(copy, built):
    (built / "book" / "order.html").unlink()
    with pytest.raises(Problem, match=r"no book/order\.html"):
        launch_paths(built, copy)
