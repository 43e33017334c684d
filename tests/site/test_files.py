"""What the built files say, without a browser: valid HTML, links that lead somewhere."""

import functools
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup
from pages import CHAPTERS, PAGES

pytestmark = pytest.mark.slow


@functools.cache
def soup_of(path):
    """Return a page, read once for all tests, which only look at it."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.mark.parametrize("name", PAGES)
def test_the_html_is_valid(name, site):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse((site / name).read_text("utf-8"))
    assert [(place, kind, *info.values()) for place, kind, info in parser.errors] == []


def test_ids_stand_once_and_links_lead_somewhere(site):
    pages = {name: soup_of(site / name) for name in PAGES}
    ids = {}
    for name, soup in pages.items():
        found = [tag["id"] for tag in soup.select("[id]")]
        assert len(found) == len(set(found)), f"{name}: an id stands twice"
        ids[(site / name).resolve()] = set(found)
    for name, soup in pages.items():
        for link in soup.select("a[href]"):
            parts = urlsplit(link["href"])
            if parts.scheme:
                continue
            target = (site / name).resolve()
            if parts.path:
                target = (target.parent / unquote(parts.path)).resolve()
            assert target.is_file(), f"{name}: {link['href']}"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in ids[target], f"{name}: {link['href']}"


@pytest.mark.parametrize("name", PAGES)
def test_pictures_from_files_have_their_size(name, site):
    soup = soup_of(site / name)
    for image in soup.select("article img"):
        assert image.get("width"), image
        assert image.get("height"), image


@pytest.mark.parametrize("name", CHAPTERS)
def test_code_has_the_colours_that_the_style_sheet_knows(name, site):
    soup = soup_of(site / name)
    cells = soup.select("div.highlight-ipython3")
    kinds = {
        kind for cell in cells for mark in cell.select("pre span[class]") for kind in mark["class"]
    }
    style = (site / "_static" / "bundle" / "site.css").read_text("utf-8")
    assert kinds <= {"c", "k", "s"}, "fewer marks, fewer bytes: see html/highlighting.py"
    if cells:
        assert len(kinds) >= 2, f"keywords, strings and comments look alike: {sorted(kinds)}"
    for kind in kinds:
        assert f".highlight .{kind}{{" in style, kind
