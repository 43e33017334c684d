"""The pages of the book: the one reader of _toc.yml, and of the headers of pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from sphinx_external_toc.api import SiteMap
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from bookbuild.errors import Problem

TOC = "_toc.yml"
HEADER = re.compile(r"\A---\n(.*?)^---$", re.MULTILINE | re.DOTALL)
REFERENCE = "Reference"  # the part without chapters
CODE_CELL = re.compile(r"^(`{3,}|:{3,}|~{3,})\{code-cell\}", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page of the book.

    `name` is what Sphinx calls it: its file below the book's folder, without the ending.
    """

    name: str
    path: Path

    @property
    def short(self) -> str:
        """The last part of the name, by which commands and records know the page."""
        return self.name.rpartition("/")[2]

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text("utf-8-sig")

    @property
    def has_cells(self) -> bool:
        """Whether code cells stand in the source, which run only where it is a notebook."""
        return CODE_CELL.search(self.text) is not None

    @cached_property
    def header(self) -> dict[str, Any]:
        """What the page's header says."""
        header = HEADER.match(self.text)
        named = yaml.safe_load(header[1]) if header else None
        return named if isinstance(named, dict) else {}

    @property
    def is_notebook(self) -> bool:
        """Whether the page is run: it has code cells, and its header names a kernel."""
        return self.has_cells and "kernelspec" in self.header


def pages(root: Path) -> list[Page]:
    """Return the pages that _toc.yml names, in its order.

    Raises
    ------
    Problem
        If the file is missing or malformed, or a page of it cannot be built.
    """
    site_map = _read(root / TOC)
    names = dict.fromkeys(_below(site_map, site_map.root.docname))
    found = [Page(name, root / f"{name}.md") for name in names]
    wrong = [f"it names {page.name}, but {why}" for page in found if (why := problem_of(page))]
    wrong += [f"it names pages by the pattern {one!r}: name each" for one in site_map.globs()]
    if wrong:
        raise Problem(f"{root / TOC}:\n  " + "\n  ".join(wrong))
    return found


@dataclass(frozen=True)
class Place:
    """Where in the book a page stands.

    `part` is empty on the first page, and in a book without parts. `chapter` counts from 1, and is
    0 for a page that is no chapter: one that is not run, or that stands in the part Reference.
    """

    part: str
    chapter: int
    chapters: int


def places(root: Path) -> dict[str, Place]:
    """Return {name: where it stands} of the pages that _toc.yml names."""
    site_map = _read(root / TOC)
    parts = {
        name: tree.caption or ""
        for tree in site_map.root.subtrees
        for file in tree.files()
        for name in _below(site_map, file)
    }
    runs = [page.name for page in notebooks(root)]
    chapters = [name for name in runs if name in parts and parts[name] != REFERENCE]
    numbers = {name: number for number, name in enumerate(chapters, start=1)}
    return {
        page.name: Place(parts.get(page.name, ""), numbers.get(page.name, 0), len(chapters))
        for page in pages(root)
    }


def notebooks(root: Path) -> list[Page]:
    """Return the pages that are notebooks, in the order of _toc.yml."""
    return [page for page in pages(root) if page.is_notebook]


def problem_of(page: Page) -> str | None:
    """Return why a page that _toc.yml names cannot be built, or None."""
    if any(part.startswith(("_", ".")) for part in page.name.split("/")):
        return "what begins with an underscore or a dot is no page"
    if not page.path.is_file():
        return f"there is no {page.name}{page.path.suffix}"
    return None


def _read(path: Path) -> SiteMap:
    try:
        return parse_toc_yaml(path)
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}") from error
    except (MalformedError, yaml.YAMLError, UnicodeError) as error:
        raise Problem(f"{path} is no table of contents: {error}") from error


def _below(site_map: SiteMap, name: str) -> Iterator[str]:
    yield name.removesuffix(".md")
    for child in site_map[name].child_files():
        yield from _below(site_map, child)
