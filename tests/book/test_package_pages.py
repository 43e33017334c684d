"""The reference of the package on the site: whole, true, and linked with the chapters both ways."""

import importlib
import io
import pkgutil
import re
import tokenize
from functools import cache
from urllib.parse import unquote, urljoin, urlsplit

import click
import pytest
from bs4 import BeautifulSoup

import rnnbook
from bookbuild import toc
from bookbuild.paths import ROOT
from rnnbook.cli import main

pytestmark = pytest.mark.slow

SUBPACKAGES = sorted(m.name for m in pkgutil.iter_modules(rnnbook.__path__) if m.ispkg)
PUBLIC = {
    f"rnnbook.{name}.{public}"
    for name in SUBPACKAGES
    for public in importlib.import_module(f"rnnbook.{name}").__all__
}
IMPORT = re.compile(r"^from (rnnbook\.\w+) import (\([^)]*\)|.+)$", re.MULTILINE)
BOUND = r"^\s*(?:def|class) {0}\b|^\s*{0}\s*=[^=]|\bfor {0}\b|\bas {0}\b|, {0} ="


@cache
def parsed(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def pages(site):
    """Return {name: page} of the built pages of the book."""
    return {page.short: parsed(site / f"{page.name}.html") for page in toc.pages(ROOT)}


@pytest.fixture(scope="module")
def reference(pages):
    """Return the pages of the reference."""
    return {name: page for name, page in pages.items() if name.startswith("package-")}


def entries(reference):
    """Yield page, full name and element of each entry, those of methods too."""
    for name, page in reference.items():
        for sign in page.select("dl.py > dt.sig"):
            yield name, sign.get("id", ""), sign


def cells(page):
    """Yield the code of each cell that a page shows."""
    yield from page.select("div.cell_input div.highlight > pre")


def links(pre):
    """Yield the name that each link in a cell's code leads to, and the words of the link."""
    for link in pre.select("a"):
        address = urlsplit(link["href"])
        yield address.path.removesuffix(".html"), unquote(address.fragment), link.get_text()


def test_every_public_name_has_one_entry_on_the_page_of_its_sub_package(reference):
    found = [(page, name) for page, name, _ in entries(reference) if len(name.split(".")) == 3]
    assert sorted(found) == sorted((f"package-{one.split('.')[1]}", one) for one in PUBLIC)


def test_an_entry_is_public_and_so_is_each_method(reference):
    for page, name, sign in entries(reference):
        assert name, f"{page}: an entry without an address: {sign.get_text()}"
        assert ".".join(name.split(".")[:3]) in PUBLIC, name
        assert not re.search(r"\._", name), name


def test_the_table_of_a_page_names_them_all(reference):
    for name, page in reference.items():
        rows = page.select("table.autosummary tr, table.longtable tr")
        shown = [row.select_one("a").get_text() for row in rows]
        assert shown == importlib.import_module(f"rnnbook.{name.partition('-')[2]}").__all__
        assert all(len(row.select("td")[1].get_text()) > 10 for row in rows), name


def test_docstrings_are_rendered(reference):
    for name, page in reference.items():
        article = page.select_one("article")
        words = " ".join(
            text
            for text in article.find_all(string=True)
            if not text.find_parent(["pre", "code", "annotation", "math"])
        )
        assert not re.search(r"``|:math:|:py:|\.\. \w+::|\\[a-z]{3}", words), name
        assert not article.select(".problematic, .system-message"), name
        empty = [one for one in article.select("dl.field-list dd > dl > dd") if not one.get_text()]
        assert not empty, f"{name}: {[one.find_previous('dt').get_text() for one in empty]}"


def test_every_name_of_the_package_in_a_cell_leads_to_its_entry(pages, site):
    known = {name: page for page, name, _ in entries(pages) if page.startswith("package-")}
    missing, wrong = [], []
    for short, page in pages.items():
        # A program in a string is text, not code.
        texts = [re.sub(r'(?s)""".*?"""', '""', pre.get_text()) for pre in cells(page)]
        whole = "\n".join(texts)
        imported = {
            word: f"{module}.{word}"
            for module, names in IMPORT.findall(whole)
            for word in words(names)
            if f"{module}.{word}" in PUBLIC
        }
        # What a page calls something else is left to tests/bookbuild/test_code_names.py.
        sure = {w: t for w, t in imported.items() if not re.search(BOUND.format(w), whole, re.M)}
        for pre, text in zip(cells(page), texts, strict=True):
            found = list(links(pre))
            wrong += [(short, one) for one in found if known.get(one[1]) != one[0]]
            wrong += [(short, one) for one in found if one[1].split(".")[-1] != one[2]]
            linked = {name for _, name, _ in found}
            missing += [(short, w) for w in called(text) if w in sure and sure[w] not in linked]
    assert wrong == []
    assert missing == []


def words(names):
    """Return the words of a line that imports."""
    return re.findall(r"\w+", names)


def called(text):
    """Yield the words of a cell's code that are called, or imported from the package."""
    for module, names in IMPORT.findall(text):
        if module.split(".")[1] in SUBPACKAGES:
            yield from words(names)
    if re.search(r"^\s*[%!]", text, re.M):
        return
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        method = before is not None and before.string in (".", "def", "class")
        if token.type == tokenize.NAME and after.string == "(" and not method:
            yield token.string


def used_in(sign):
    """Return the addresses in what an entry says of where it is used."""
    said = sign.parent.select_one(":scope > dd > p.rnnbook-used")
    return [link["href"] for link in said.select("a")] if said else []


def section_of(page, anchor):
    """Return the section that an address leads to; without an anchor, the whole page."""
    return page.find(id=unquote(anchor)) if anchor else page.select_one("article")


def test_used_in_is_true(pages, reference):
    count = 0
    for name, target, sign in entries(reference):
        for href in used_in(sign):
            address = urlsplit(urljoin(f"{name}.html", href))
            section = section_of(pages[address.path.removesuffix(".html")], address.fragment)
            assert section is not None, (target, href)
            word = target.split(".")[-1]
            code = IMPORT.sub("", "\n".join(pre.get_text() for pre in cells(section)))
            assert re.search(rf"(?<![.\w]){word}\b", code), (target, href)
            count += 1
    assert count > 200


def test_used_in_names_every_page_whose_cells_use_the_name(pages, reference):
    listed = {
        (target, urlsplit(href).path.removesuffix(".html"))
        for _, target, sign in entries(reference)
        for href in used_in(sign)
    }
    for short, page in pages.items():
        for pre in cells(page):
            uses = set(called(IMPORT.sub("", pre.get_text())))
            for _, target, word in links(pre):
                assert word not in uses or (target, short) in listed, (target, short)


def commands(command, path):
    """Yield each command, with its names from the first on."""
    yield command, path
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


def test_every_command_and_every_option_of_it_stands_on_its_page(pages):
    page = pages["command-line"]
    for command, path in commands(main, ("rnnbook",)):
        section = page.find(id="-".join(path))
        assert section is not None, path
        usage = section.select_one("pre").get_text()
        assert usage.startswith(" ".join(path)), path
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                anchor = f"cmdoption-{'-'.join(path)}-{option.opts[-1].lstrip('-')}"
                assert section.find(id=anchor) is not None, anchor
