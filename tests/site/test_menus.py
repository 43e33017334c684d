"""The menus of a page that knows its repository, in a browser."""

import pytest
from minibook import MiniBook, cell, page

pytestmark = pytest.mark.slow
MENUS = ".tools details"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return the address of a small book with every kind of button."""
    book = MiniBook(tmp_path_factory.mktemp("menus") / "book")
    book.pages({"index": page("One", cell("1 + 1")), "two": page("Two", cell("2"))})
    built = book.build("-W", GITHUB_REPOSITORY="owner/book", GITHUB_REF_NAME="main")
    assert built.code == 0, built.explain()
    return f"{(book.folder / '_build' / 'html').as_uri()}/"


@pytest.mark.parametrize("width", [320, 360, 600, 1280])
def test_every_menu_opens_within_the_screen_and_closes(width, root, visit):
    with visit("book/index.html", root=root, width=width) as one:
        menus = one.page.locator(MENUS)
        words = []
        for menu in menus.all():
            menu.locator("summary").click()
            box = menu.locator("ul").bounding_box()
            assert box["x"] >= 0, menu.inner_text()
            assert box["x"] + box["width"] <= width, menu.inner_text()
            words += menu.locator("li").all_inner_texts()
            one.page.keyboard.press("Escape")
            assert not menu.locator("ul").is_visible()
        assert {"Binder", "Colab", "Repository", "Edit", "Issue", "Notebook"} <= set(words)
        assert "Print or PDF" in words
        assert not one.wide()
