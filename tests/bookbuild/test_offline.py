"""The zip of the site, and the list of web addresses that do not answer."""

import os
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bookbuild import commands, sphinx_build
from bookbuild.paths import ROOT


def run(command, *arguments, **variables):
    """Run one of the book's commands."""
    return subprocess.run(
        [sys.executable, "-m", "bookbuild", command, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
    )


@pytest.fixture
def built(tmp_path):
    """Return a folder that holds a site of a few files."""
    site = tmp_path / "_build" / "html"
    (site / "book").mkdir(parents=True)
    (site / "index.html").write_text("first", "utf-8")
    (site / "book" / "one.html").write_text("one" * 1000, "utf-8")
    (site / ".buildinfo").write_text("for Sphinx", "utf-8")
    return tmp_path


def test_the_zip_holds_the_site_in_one_folder_and_is_the_same_each_time(built):
    variables = {"SOURCE_DATE_EPOCH": "1767225600"}
    assert run("zip", "--output", built, **variables).returncode == 0
    (target,) = (built / "_build").glob("*.zip")
    first = target.read_bytes()
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        top = target.stem
        assert top.startswith("rnnbook-")
        assert archive.namelist() == [f"{top}/book/one.html", f"{top}/index.html"]
        assert {one.date_time for one in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        assert archive.read(f"{top}/index.html") == b"first"
    page = built / "_build" / "html" / "index.html"
    os.utime(page, (0, 0))
    page.chmod(0o600)
    assert run("zip", "--output", built, **variables).returncode == 0
    assert target.read_bytes() == first


def test_without_a_site_the_zip_is_refused_and_the_command_named(tmp_path):
    done = run("zip", "--output", tmp_path)
    assert done.returncode == 1
    assert str(tmp_path / "_build" / "html") in done.stdout
    assert "make html" in done.stdout
    assert not list(tmp_path.rglob("*.zip"))


class Answers(BaseHTTPRequestHandler):
    """Answers everything but /gone."""

    def do_HEAD(self):
        """Answer without a body."""
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server():
    """Return the address of a server on this machine."""
    one = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{one.server_port}"
    one.shutdown()
    one.server_close()


@pytest.mark.slow
def test_an_address_that_does_not_answer_is_a_warning_with_its_line(book, server, monkeypatch):
    book.pages(
        {
            "index": f"# A book\n\n[here]({server}/here)\n",
            "two": f"# Two\n\nWords.\n\n[gone]({server}/gone)\n",
        }
    )
    # A proxy would answer for this machine.
    variables = {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "GITHUB_ACTIONS": "true"}
    done = run("links", "--source", book.folder, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 addresses: 1 do not answer" in done.stdout
    assert f"book/two.md:5: {server}/gone" in done.stdout
    assert f"::warning file=book/two.md,line=5,title=Link::{server}/gone" in done.stdout
    assert f"{server}/here\n" not in done.stdout.rpartition("finished")[2]
    # Told to judge, it does: by the same list, which need not be asked for again.
    listed = (book.folder / "_build" / "linkcheck", 1)
    monkeypatch.chdir(book.folder)
    monkeypatch.setattr(sphinx_build, "run", lambda *_, **__: listed)
    assert commands.run(["links", "--source", str(book.folder)]) == 0
    assert commands.run(["links", "--source", str(book.folder), "--strict"]) == 1


@pytest.mark.slow
def test_a_book_that_cannot_be_read_is_no_success(book):
    book.write("_toc.yml", "format: jb-book\nroot: book/missing\n")
    done = run("links", "--source", book.folder)
    assert done.returncode == 1
    assert "book/missing" in done.stdout + done.stderr
    assert "NOT asked" in done.stdout


@pytest.mark.slow
def test_the_settings_come_from_the_book():
    assert "\\softmax" in sphinx_build.settings(ROOT)["formulas_macros"]
