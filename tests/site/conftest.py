"""A browser, a server for the built book, and its pages."""

import functools
import os
import shutil
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Quiet(SimpleHTTPRequestHandler):
    """A handler that prints nothing."""

    def log_message(self, *arguments):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that does not mind a browser that has left."""

    def handle_error(self, request, client_address):
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site):
    """Return the address at which the built book is served, below a path of its own."""
    server = Server(("127.0.0.1", 0), functools.partial(Quiet, directory=site.parent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    """Return the system's browser; skip, or in CI fail, where there is none."""
    found = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = f"no browser was found (looked for {', '.join(NAMES)})"
        (pytest.fail if os.environ.get("RNNBOOK_CI") else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """An open page, and what it complained of and asked for."""

    def __init__(self, page):
        self.page, self.complaints, self.requests = page, [], []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def wide(self):
        """Tell whether the page has to be scrolled sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")

    def wait_for_buttons(self):
        """Wait until the page's script has been everywhere: all code can be copied."""
        self.page.wait_for_function(
            "() => !document.querySelector('div.highlight > pre:not(:has(+ .copybtn))')"
        )
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")

    def open_folds(self):
        """Open every fold."""
        self.page.evaluate(
            "for (const one of document.querySelectorAll('details')) one.open = true"
        )


@pytest.fixture
def visit(browser, address):
    """Return a context manager that opens a page of the book."""

    @contextmanager
    def opened(page, *, width=1280, theme="light", root=address, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, **options
        )
        context.set_default_timeout(60_000)
        try:
            one = Visit(context.new_page())
            one.page.goto(root + page)
            one.page.wait_for_load_state("networkidle")
            yield one
        finally:
            context.close()

    return opened
