"""A browser, a server for the built book, and its pages."""

import functools
import os
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bookbuild.browser import BROWSERS, find

# Their assertions are to tell what they compared, too.
pytest.register_assert_rewrite("visits", "axe")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HEIGHT = 900


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
    found = find()
    if found is None:
        message = f"no browser was found (looked for {', '.join(BROWSERS)})"
        (pytest.fail if os.environ.get("RNNBOOK_CI") else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


# Counts what the page's script has put off until the browser has nothing else to do.
PUT_OFF = """(() => {
    const ask = window.requestIdleCallback;
    window.putOff = 0;
    window.requestIdleCallback = (act, ...rest) => {
        window.putOff += 1;
        return ask((idle) => { try { act(idle); } finally { window.putOff -= 1; } }, ...rest);
    };
})()"""
# Boxes are measured, and media queries answered, before a frame is drawn: the second one shows all.
FRAMES = "async () => { for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame) }"
FONTS = "() => document.fonts.ready.then(() => true)"


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
        """Return whether the page has to be scrolled sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")

    def settle(self):
        """Wait until the page's script has been everywhere and what it did is drawn."""
        self.page.evaluate(FONTS)
        self.page.wait_for_function("() => window.putOff === 0", polling=20)
        self.page.evaluate(FRAMES)

    def show(self, *, width, theme):
        """Give the same page another width and another colour scheme of the system."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(FRAMES)

    def open_folds(self):
        """Open every fold."""
        self.page.evaluate(
            """() => {
                window.opened ??= [];
                for (const one of document.querySelectorAll("details:not([open])")) {
                    one.open = true;
                    opened.push(one);
                }
            }"""
        )

    def close_folds(self):
        """Close the folds that `open_folds` opened."""
        self.page.evaluate("for (const one of window.opened.splice(0)) one.open = false")


@pytest.fixture
def visit(browser, address):
    """Return a context manager that opens a page of the book, and waits for its script.

    With `until="networkidle"` it also waits for half a second without a request, for tests that
    say what a page does *not* ask for.
    """

    @contextmanager
    def opened(page, *, width=1280, theme="light", root=address, until="load", **options):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=theme, **options
        )
        context.set_default_timeout(60_000)
        context.add_init_script(PUT_OFF)
        try:
            one = Visit(context.new_page())
            one.page.goto(root + page, wait_until=until)
            if options.get("java_script_enabled", True):
                one.settle()
            yield one
        finally:
            context.close()

    return opened
