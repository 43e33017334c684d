"""Small books to build."""

import pytest
from minibook import MiniBook


@pytest.fixture
def book(tmp_path):
    """Return a small book in a folder of its own."""
    return MiniBook(tmp_path / "book")
