"""What pages say of themselves when they are published, and the files beside them."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from bookbuild.commands.html import STRICT
from bookbuild.hosting import Repository
from bookbuild.paths import ROOT
from bookbuild.publish import provenance
from bookbuild.publish.publication import OFFLINE, site_address

MARCH = datetime(2026, 3, 5, 12, tzinfo=UTC)
GIT_NAMES = {
    name: "Someone" if name.endswith("NAME") else "someone@example.org"
    for role in ("AUTHOR", "COMMITTER")
    for name in (f"GIT_{role}_NAME", f"GIT_{role}_EMAIL")
}


@pytest.mark.parametrize(
    ("environ", "configured", "address"),
    [
        ({}, "", "https://owner.github.io/book/"),
        ({}, "https://c.org/d", "https://c.org/d/"),
        ({"RNNBOOK_SITE_URL": "http://e.org"}, "https://c.org/d/", "http://e.org/"),
    ],
)
def test_the_address_is_what_is_said_or_what_github_makes_of_the_repository(
    environ, configured, address
):
    repository = Repository("github.com", "Owner/book", "main", None, "gh-pages")
    assert site_address(environ, configured, repository) == address


def test_without_a_repository_there_is_no_address():
    assert site_address({}, "", None) == ""


@pytest.mark.parametrize(
    ("environ", "configured", "words"),
    [
        ({"RNNBOOK_SITE_URL": "example.org"}, "", ["RNNBOOK_SITE_URL", "'example.org'"]),
        ({"RNNBOOK_SITE_URL": "https://a.org/?b"}, "", ["RNNBOOK_SITE_URL", "'https://a.org/?b'"]),
        ({}, "ftp://a.org/", ["_config.yml", "'ftp://a.org/'"]),
    ],
)
def test_a_malformed_address_is_refused_by_name(environ, configured, words):
    with pytest.raises(ConfigError) as caught:
        site_address(environ, configured, None)
    for word in words:
        assert word in str(caught.value)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a repository with one commit, of 5 March 2026."""
    for name, value in GIT_NAMES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_COMMITTER_DATE", MARCH.isoformat())
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "file").write_text("words", "utf-8")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "One"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def test_the_date_is_that_of_the_commit(repository):
    known = provenance.state(repository, {})
    assert known.moment == MARCH
    assert len(known.commit) == 40
    assert not known.changed


SIGNATURE = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n"


def test_a_signature_that_a_reader_wants_to_see_is_not_taken_for_the_commit(repository):
    def git(*arguments, **options):
        command = ["git", "-C", str(repository), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout

    head, words = git("cat-file", "commit", "HEAD").split("\n\n", 1)
    signed = f"{head}\n{SIGNATURE}\n{words}"
    commit = git("hash-object", "-t", "commit", "-w", "--stdin", input=signed).strip()
    git("update-ref", "HEAD", commit)
    git("config", "log.showSignature", "true")
    assert provenance.state(repository, {}) == provenance.State(MARCH, commit)


def test_a_changed_file_is_told_and_a_new_one_is_not(repository):
    (repository / "new").write_text("words", "utf-8")
    assert not provenance.state(repository, {}).changed
    (repository / "file").write_text("other words", "utf-8")
    assert provenance.state(repository, {}).changed


def test_a_date_from_the_environment_wins(repository):
    known = provenance.state(repository, {"SOURCE_DATE_EPOCH": "1767225600"})
    assert known.moment == datetime(2026, 1, 1, tzinfo=UTC)
    assert known.commit


def test_a_folder_that_is_no_repository_has_no_commit(tmp_path, repository):
    assert provenance.state(tmp_path, {}) == provenance.State()
    # Nor has one that lies in somebody else's.
    (repository / "inside").mkdir()
    assert provenance.state(repository / "inside", {}) == provenance.State()


@pytest.mark.parametrize("text", ["today", "1.5", "-1", "99999999999999999999"])
def test_a_malformed_date_is_refused_by_name(tmp_path, text):
    with pytest.raises(ValueError, match=f"SOURCE_DATE_EPOCH.*'{text}'"):
        provenance.state(tmp_path, {"SOURCE_DATE_EPOCH": text})


@pytest.mark.parametrize("command", ["html", "epub"])
def test_a_build_with_a_malformed_date_ends_before_it_begins(command):
    done = subprocess.run(
        [sys.executable, "-m", "bookbuild", command],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "yesterday"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    said = "SOURCE_DATE_EPOCH has to be seconds since 1970, as in 1767225600, got 'yesterday'\n"
    assert done.stderr == said


PAGES = {
    "index": '# A "small" book & more\n\nWords <about> it.\n',
    "two": "# Two\n\nOther words.\n",
}


@pytest.fixture(scope="module")
def published(new_book):
    """Return a small book built for an address, of which the date is known."""
    book = new_book()
    book.pages(PAGES)
    built = book.build(
        *STRICT,
        RNNBOOK_SITE_URL="https://example.org/deep/book",
        SOURCE_DATE_EPOCH="1767225600",
    )
    assert built.code == 0, built.explain()
    return book


@pytest.fixture(scope="module")
def private(new_book):
    """Return the same book built for nobody in particular."""
    book = new_book()
    book.pages(PAGES)
    built = book.build(*STRICT)
    assert built.code == 0, built.explain()
    return book


def graph(book, name):
    """Return a page's Open Graph data."""
    soup = BeautifulSoup(book.html(name), "html.parser")
    return {tag["property"][3:]: tag["content"] for tag in soup.select("meta[property^='og:']")}


@pytest.mark.slow
def test_a_published_page_says_where_it_belongs(published):
    soup = BeautifulSoup(published.html("two"), "html.parser")
    (link,) = soup.select("link[rel=canonical]")
    assert link["href"] == "https://example.org/deep/book/book/two.html"
    data = graph(published, "two")
    assert data["title"] == "Two"
    assert data["type"] == "article"
    assert data["site_name"] == "rnnbook"
    assert data["description"] == "Other words."
    assert data["url"] == link["href"]
    assert data["image"] == "https://example.org/deep/book/cover.png"
    assert data["image:alt"]
    first = graph(published, "index")
    assert first["type"] == "website"
    assert first["title"] == "A “small” book & more"
    assert first["description"] == "Words <about> it."


@pytest.mark.slow
def test_the_picture_is_a_small_png_of_the_size_that_sites_show(published):
    from PIL import Image

    path = Path(published.folder, "_build/html/cover.png")
    with Image.open(path) as image:
        assert image.size == (1200, 630)
    assert path.stat().st_size < 100_000


@pytest.mark.slow
def test_the_sitemap_lists_every_page_of_the_contents(published):
    text = Path(published.folder, "_build/html/sitemap.xml").read_text("utf-8")
    places = [one.text for one in ElementTree.fromstring(text).iter() if one.tag.endswith("}loc")]
    root = "https://example.org/deep/book/book"
    assert places == [f"{root}/index.html", f"{root}/two.html"]


@pytest.mark.slow
def test_the_first_page_leads_to_the_copies_for_reading_offline(published):
    soup = BeautifulSoup(published.html("index"), "html.parser")
    found = [link["href"] for link in soup.select(".verified a")]
    assert found == [f"https://example.org/deep/book/{path}" for path in OFFLINE.values()]
    assert not BeautifulSoup(published.html("two"), "html.parser").select(".verified a")


@pytest.mark.slow
def test_every_page_says_when_it_was_verified_and_with_what(published, private):
    for name in ("index", "two"):
        (line,) = BeautifulSoup(published.html(name), "html.parser").select(".verified")
        words = line.get_text()
        assert words.startswith("Last verified on 1 January 2026 with Python 3.")
        assert "torch 2." in words
        assert "rnnbook 0." in words
        assert "(no commit is known)" in words
    (line,) = BeautifulSoup(private.html("two"), "html.parser").select(".verified")
    assert line.get_text().startswith("Last verified with Python 3.")
    assert line.get_text().endswith("(no commit or date is known).")


@pytest.mark.slow
def test_without_an_address_nothing_names_one(private):
    files = private.files()
    assert "sitemap.xml" not in files
    assert "cover.png" not in files
    for name, content in files.items():
        if name.endswith(".html"):
            assert b"canonical" not in content, name
            assert b"og:url" not in content, name
            assert b"og:image" not in content, name
    assert graph(private, "two")["title"] == "Two"


@pytest.mark.slow
def test_a_build_for_a_malformed_address_fails_and_names_it(book):
    built = book.build(RNNBOOK_SITE_URL="nowhere")
    assert built.code != 0
    assert "RNNBOOK_SITE_URL has to be the site's address" in built.text, built.explain()
