"""The page for addresses that lead nowhere, in a browser, as a server shows it at any depth."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from minibook import MiniBook
from pages import AXE

pytestmark = pytest.mark.slow


class Pages(SimpleHTTPRequestHandler):
    """Serves a folder below /deep/, as GitHub Pages does: 404.html for whatever is not there."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix("/deep"))

    def send_error(self, code, message=None, explain=None):
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Return the address of a small book that is served below /deep/."""
    book = MiniBook(tmp_path_factory.mktemp("lost") / "book")
    book.pages({"index": "# A small book\n\nWords.\n", "two": "# Two\n\nOther words.\n"})
    built = book.build("-W", RNNBOOK_SITE_URL="https://example.org/deep/")
    assert built.code == 0, built.explain()
    handler = functools.partial(Pages, directory=str(book.folder / "_build" / "html"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/deep/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", ["nothing.html", "a/b/c/nothing", "book/two"])
def test_it_is_styled_and_leads_home_from_any_depth(place, root, visit):
    with visit(place, root=root) as one:
        # The browser itself says that the page was not there; the page adds no complaint.
        assert [text for text in one.complaints if "404" not in text] == []
        assert all(url.startswith(root) for url in one.requests), one.requests
        assert one.page.evaluate("document.styleSheets[0].cssRules.length") > 50
        assert one.page.locator("article h1").inner_text() == "Nothing is here"
        links = one.page.locator("article a")
        assert links.all_inner_texts() == ["The first page", "Two"]
        links.last.click()
        assert one.page.locator("article h1").inner_text().startswith("Two")


def test_its_contents_and_its_search_lead_into_the_book(root, visit):
    with visit("a/b/nothing", root=root) as one:
        contents = one.page.locator("#book nav a")
        assert [link.evaluate("one => one.href") for link in contents.all()] == [
            f"{root}book/two.html",
        ]
        assert one.page.locator("#book .brand a").evaluate("one => one.href") == (
            f"{root}book/index.html"
        )
        one.page.keyboard.press("Control+k")
        one.page.keyboard.type("words")
        one.page.keyboard.press("Enter")
        one.page.wait_for_url(f"{root}search.html?q=words")


def test_it_names_no_address_of_its_own(root, visit):
    with visit("nothing", root=root) as one:
        assert one.page.locator("link[rel=canonical], meta[property='og:url']").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_it(width, theme, root, visit):
    with visit("gone", root=root, width=width, theme=theme, bypass_csp=True) as one:
        assert not one.wide()
        one.page.evaluate(AXE.read_text("utf-8"))
        found = one.page.evaluate(
            "axe.run(document).then(all => all.violations.map(one => one.id))"
        )
        assert found == []
        ground = one.page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
        assert (int(ground.split("(")[1].split(",")[0]) < 60) == (theme == "dark")
