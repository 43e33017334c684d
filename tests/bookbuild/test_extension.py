"""The one list of steps: in which order they have their turns, and for which products."""

import re
from collections import defaultdict

import pytest

from bookbuild.commands import epub
from bookbuild.extension import FIRST, LAST, OTHERS, STEPS, Product, connect
from bookbuild.html import assets, bundle, highlighting
from bookbuild.notebook import notebooks
from bookbuild.paths import ROOT

# Of the extensions that the book uses, and Sphinx's own.
THEIR_EARLIEST, THEIR_LATEST = 400, 1000


class Recorder:
    """Stands in for Sphinx: notes what is connected, and takes whatever else comes."""

    def __init__(self):
        self.handlers = defaultdict(list)

    def connect(self, event, handler, priority):
        self.handlers[event].append((priority, handler))

    def __getattr__(self, name):
        return lambda *_, **__: None


def connected(product):
    app = Recorder()
    told = connect(app, product)
    assert told["parallel_read_safe"]
    return {event: sorted(some, key=lambda one: one[0]) for event, some in app.handlers.items()}


@pytest.mark.parametrize("product", Product)
def test_handlers_of_an_event_are_called_in_the_order_of_the_list(product):
    listed = defaultdict(list)
    for event, handler, products in STEPS:
        if event and product in products:
            listed[event].append(handler)
    found = connected(product)
    assert {event: [handler for _, handler in some] for event, some in found.items()} == listed


def test_what_stands_above_the_others_is_called_before_them_and_the_rest_after():
    before = STEPS.index(OTHERS)
    assert FIRST + before < THEIR_EARLIEST
    assert LAST > THEIR_LATEST
    early = {step.handler for step in STEPS[:before]}
    for some in connected(Product.SITE).values():
        for priority, handler in some:
            assert (priority < THEIR_EARLIEST) == (handler in early)
            assert priority < THEIR_EARLIEST or priority > THEIR_LATEST


def test_the_e_book_has_nothing_that_dresses_pages_for_a_browser():
    modules = {
        handler.__module__ for some in connected(Product.EPUB).values() for _, handler in some
    }
    for module in (assets, bundle, highlighting, notebooks):
        assert module.__name__ not in modules
    listed = epub.extensions(["myst_nb", "bookbuild"])
    assert listed == ["myst_nb", "bookbuild.ebook"]


def test_priorities_are_given_in_one_place_only():
    sources = (path for path in (ROOT / "bookbuild").rglob("*.py") if path.name != "extension.py")
    calls = [path.name for path in sources if re.search(r"\.connect\(", path.read_text("utf-8"))]
    assert calls == ["formulas.py"], "a socket's, and no other"
