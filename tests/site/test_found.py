"""What readers look for is found: sections by the search, terms by the index, and the next page."""

import gzip
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import axe
import pytest
from bs4 import BeautifulSoup
from pages import CHAPTERS

from bookbuild import toc
from bookbuild.paths import ROOT

pytestmark = pytest.mark.slow

PLACES = toc.places(ROOT)
TERMS = "book/terms.html"
HITS = 3
LEAST_SEARCHES, LEAST_TERMS = 60, 150
MOST_BYTES_OF_SECTIONS = 250 * 1024


@cache
def soup_of(path):
    """Return a page, read once for all tests, which only look at it."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def heading_of(section):
    """Return the words of a section's heading, without the mark that links to it."""
    heading = section.find(re.compile("^h[1-6]$")) or section.find(class_="exercise-title")
    words = heading.find_all(string=True)
    return "".join(one for one in words if "headerlink" not in (one.parent.get("class") or ()))


def is_named(pattern, heading):
    """Return whether a heading is the one that is written down, in which * stands for any words."""
    parts = map(re.escape, pattern.split("*"))
    return re.fullmatch(".*".join(parts), " ".join(heading.split())) is not None


def names_of(entry):
    """Return the pages on which a section may stand."""
    page = entry["page"]
    return [page] if isinstance(page, str) else page


@pytest.fixture(scope="module")
def searches(site):
    """Return {what is searched for: the addresses that answer it}, and the sections not there."""
    entries = tomllib.loads(Path(__file__).with_name("searches.toml").read_text("utf-8"))
    wanted, missing = defaultdict(set), []
    for entry in entries["section"]:
        found = {
            f"book/{name}.html#{section['id']}"
            for name in names_of(entry)
            if f"book/{name}.html" in CHAPTERS
            for section in soup_of(site / "book" / f"{name}.html").select("article section[id]")
            if is_named(entry["heading"], heading_of(section))
        }
        if len(found) != 1:
            missing.append((entry["page"], entry["heading"], found))
        for words in entry["searches"]:
            wanted[words] |= found
    return dict(wanted), missing


def test_every_section_that_a_search_should_find_is_there(searches):
    wanted, missing = searches
    assert missing == []
    assert len(wanted) >= LEAST_SEARCHES


def address_of(hit, root):
    """Return page and place of a hit, without the words that are marked there."""
    parts = urlsplit(hit.removeprefix(root))
    return f"{parts.path}#{unquote(parts.fragment)}"


TYPE = """async (words) => {
    const field = document.querySelector("main input[type=search]");
    field.value = words;
    const list = () => document.querySelector("#search-results ol");
    const before = list()?.firstChild;
    const summary = () => document.querySelector(".search-summary");
    const said = new Promise((resolve) => {
        const watch = new MutationObserver(() => {
            const said = summary()?.textContent ?? "";
            if (!/^$|Searching/.test(said)) resolve(watch.disconnect());
        });
        watch.observe(document.getElementById("search-results"),
            { childList: true, subtree: true, characterData: true });
    });
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await said;
    return [...document.querySelectorAll("#search-results li a")].slice(0, 10).map(one => one.href);
}"""


@pytest.mark.parametrize("where", ["server", "folder"])
def test_what_readers_search_for_is_among_the_first_hits(where, searches, visit, address, site):
    root = address if where == "server" else f"{site.as_uri()}/"
    wanted, _ = searches
    missed = {}
    with visit("search.html", root=root) as one:
        for words, targets in wanted.items():
            hits = [address_of(hit, root) for hit in one.page.evaluate(TYPE, words)]
            if not targets & set(hits[:HITS]):
                missed[words] = (sorted(targets), hits[:HITS])
        assert one.complaints == []
    assert missed == {}


def test_what_is_found_says_where_it_stands_and_shows_a_line(visit):
    with visit("search.html?q=vanishing%20gradient") as one:
        items = one.page.locator("#search-results li")
        items.first.wait_for()
        assert one.page.locator(".search-summary").get_attribute("role") == "status"
        assert "Found" in one.page.locator(".search-summary").inner_text()
        first = items.first
        assert "chapter" in first.locator(".where").inner_text()
        assert first.locator(".context .highlighted").count() > 0
        link = first.locator("a")
        heading = link.inner_text()
        link.click()
        one.page.wait_for_url("**/book/*.html*#*")
        place = one.page.locator(f"[id='{unquote(urlsplit(one.page.url).fragment)}']")
        assert heading in place.inner_text()


def test_what_is_found_can_be_used_by_everybody(visit):
    with visit("search.html?q=vanishing%20gradient", width=360, bypass_csp=True) as one:
        one.page.locator("#search-results li").first.wait_for()
        assert not one.wide()
        settings = [{"width": 360, "theme": theme} for theme in ("light", "dark")]
        axe.prepare(one, settings)
        for setting in settings:
            assert axe.finds(one, **setting) == []


def test_the_search_page_is_light_until_somebody_searches(visit, site):
    with visit("search.html", until="networkidle") as one:
        assert not any("sections.js" in url for url in one.requests)
    sections = (site / "_static" / "bundle" / "sections.js").read_bytes()
    assert len(gzip.compress(sections)) <= MOST_BYTES_OF_SECTIONS


def test_the_index_leads_from_terms_to_sections(site):
    page = soup_of(site / TERMS)
    items = page.select(".rnnbook-terms li")
    assert len(items) >= LEAST_TERMS
    terms = [item.find(["strong", "code"]).get_text() for item in items]
    assert len(terms) == len(set(terms))
    for item in items:
        links = item.select("a")
        assert links, item
        for link in links:
            path, _, place = link["href"].partition("#")
            target = soup_of((site / TERMS).parent / path).find(id=unquote(place))
            assert target.name == "section", link
            title = soup_of((site / TERMS).parent / path).find("h1").find(string=True)
            words = title if target.find("h1") else f"{title}: {heading_of(target)}"
            assert link.get_text() == words
    letters = page.select(".rnnbook-letters a")
    assert [one.get_text() for one in letters] == [
        heading_of(one) for one in page.select("article section section")
    ]
    assert all(page.find(id=one["href"].removeprefix("#")) for one in letters)
    for letter, section in zip(letters, page.select("article section section"), strict=True):
        first = [re.sub(r"[\W_]", "", one.find(["strong", "code"]).get_text())[:1].upper()
                 for one in section.select("li")]  # fmt: skip
        assert all((one == letter.get_text()) == one.isalpha() for one in first)


def test_terms_leave_no_trace_on_their_pages_and_in_notebooks(site):
    for name in CHAPTERS:
        ids = [tag["id"] for tag in soup_of(site / name).select("article [id]")]
        assert not [one for one in ids if re.fullmatch(r"index-\d+", one)], name
    for path in (site / "book").glob("*.ipynb"):
        assert "{index}" not in path.read_text("utf-8"), path.name


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_says_where_it_stands(name, site):
    place = PLACES[name.removesuffix(".html")]
    line = soup_of(site / name).select_one("article > .where")
    if name == CHAPTERS[0]:
        assert line is None
        return
    assert line.find_next("h1") is soup_of(site / name).select_one("article h1")
    words = [one.get_text() for one in line.find_all("span")]
    assert words[0] == place.part
    bars = soup_of(site / name).select("article .bars a")
    if not place.chapter:
        assert (len(words), bars) == (1, [])
        return
    assert words[1] == f"chapter {place.chapter} of {place.chapters}"
    assert re.fullmatch(r"\d+ min to read", words[2])
    assert len(bars) == place.chapters
    assert sum("read" in one.get("class", []) for one in bars) == place.chapter
    assert bars[place.chapter - 1]["href"] == "#"
    assert {one["tabindex"] for one in bars} == {"-1"}, "the list of chapters has these links"


def test_figures_equations_and_exercises_are_numbered_by_chapter(site):
    for name, place in PLACES.items():
        page = soup_of(site / f"{name}.html")
        numbers = [one.get_text() for one in page.select("article .caption-number, article .eqno")]
        found = [re.search(r"(?:(\d+)\.)?(\d+)\b", one).groups() for one in numbers]
        chapters = {chapter for chapter, _ in found}
        assert chapters <= {str(place.chapter) if place.chapter else None}, name
    listed = soup_of(site / CHAPTERS[-1]).select("#book nav .number")
    counted = [place.chapter for place in PLACES.values() if place.chapter]
    assert [int(one.get_text()) for one in listed] == counted


def test_chapters_are_counted_in_their_order():
    numbers = [place.chapter for place in PLACES.values() if place.chapter]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(place.chapters == len(numbers) for place in PLACES.values())
    assert all(place.part for place in list(PLACES.values())[1:])


def test_each_page_leads_to_the_one_before_and_the_one_after(site):
    titles = [soup_of(site / name).find("h1").find(string=True) for name in CHAPTERS]
    for number, name in enumerate(CHAPTERS):
        page = soup_of(site / name)
        for rel, other in (("prev", number - 1), ("next", number + 1)):
            links = page.select(f"a[rel={rel}]")
            if not 0 <= other < len(CHAPTERS):
                assert links == [], (name, rel)
                continue
            (link,) = links
            assert (site / name).parent / link["href"] == site / CHAPTERS[other]
            assert titles[other] in link.get_text()


@pytest.mark.parametrize("page", [p for p in toc.pages(ROOT) if "{chapter-time}" in p.text])
def test_a_page_that_runs_says_once_how_long_it_takes(page, site):
    words = soup_of(site / f"{page.name}.html").find("article").get_text()
    if PLACES[page.name].chapter:
        assert re.search(r"· runs in \d[\d.]* (s|min)\n", words)
        assert not re.search(r"\bruns in about \d", words)
    else:
        assert re.search(r"runs in about \d[\d.]* (s|min)(,| and) takes about \d+ minutes?", words)
