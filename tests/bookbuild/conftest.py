"""Small books to build."""

import pytest
from minibook import MiniBook


@pytest.fixture
def book(tmp_path):
    """Return a small book in a folder of its own, whose pages have no style sheet or script."""
    return MiniBook(tmp_path / "book", bundle=False)


@pytest.fixture(scope="module")
def new_book(tmp_path_factory):
    """Return a function that makes a small book, for builds that the tests of a file share."""

    def make(**options):
        return MiniBook(tmp_path_factory.mktemp("small") / "book", **{"bundle": False, **options})

    return make
