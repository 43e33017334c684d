"""The book as one EPUB file: Sphinx's builder, and what readers and epubcheck ask for besides.

- Pages are well-formed XML without scripts (xhtml.py), and the package file says which of them hold
  MathML or SVG.
- Formulas are MathML alone: EPUB 3 reading systems have to know it, and KaTeX's own HTML would need
  its style sheet and twenty fonts, and trips over a reader's own type size.
- Solutions stand at the end of their chapter, with links there and back. On the page of the site
  they are hidden until a click; not every e-reader can hide anything, and paper cannot.
- The same sources give the same bytes.

extension.py says which other parts it goes with: none that dresses pages for a browser.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx_exercise.nodes import solution_node

from bookbuild.epub.xhtml import properties, well_formed
from bookbuild.publish import cover, provenance
from bookbuild.publish.publication import versions

SOURCES = Path("book", "_ebook")
STYLE = "ebook.css"
COVER = "_static/cover.png"
COVER_SIZE = (1200, 1800)
FILES = {STYLE, "pygments.css", "cover.png"}
COLOPHON = "colophon"
ENTRY = re.compile(r'<item id="[^"]*" href="([^"]*)"[^>]*?(?= />)')
# What schema.org calls the ways in which the book can be read.
ACCESS = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "MathML"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityHazard", "none"),
    (
        "accessibilitySummary",
        "Formulas are MathML. Figures have descriptions. Nothing moves, and nothing needs a click.",
    ),
)


class EbookBuilder(Epub3Builder):
    """Sphinx's builder of EPUB 3, with this book's own style, cover and package file."""

    def copy_static_files(self) -> None:
        """Write the style sheets and the cover, and nothing that other extensions offer."""
        static = Path(self.outdir, "_static")
        static.mkdir(parents=True, exist_ok=True)
        self.create_pygments_style_file()
        shutil.copyfile(Path(self.srcdir, SOURCES, STYLE), static / STYLE)
        cover.draw(Path(self.outdir, COVER), *COVER_SIZE)

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], *others: Any, **named: Any
    ) -> None:
        """Write a page, and then as XML."""
        super().handle_page(pagename, addctx, *others, **named)
        path = Path(self.get_outfilename(pagename))
        if path.is_file():
            page = well_formed(path.read_text("utf-8"), self.config.epub_language)
            path.write_text(page, "utf-8")

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """Return what the older table of contents says: it has to name the book as others do."""
        return {**super().toc_metadata(level, navpoints), "uid": self.config.epub_identifier}

    def build_content(self) -> None:
        """Write the package file, with what Sphinx leaves out of it."""
        static = Path(self.outdir, "_static")
        for path in static.iterdir():
            # Other extensions copy their style sheets whether or not a page asks for them.
            if path.name not in FILES:
                path.unlink()
        super().build_content()
        path = Path(self.outdir, "content.opf")
        package = ENTRY.sub(self.told, path.read_text("utf-8"))
        access = "".join(
            f'    <meta property="schema:{name}">{value}</meta>\n' for name, value in ACCESS
        )
        package = package.replace("  </metadata>", access + "  </metadata>", 1)
        path.write_text(package, "utf-8")

    def told(self, item: re.Match[str]) -> str:
        """Return an entry of the package file with what a reader has to be told of the file."""
        name = item[1]
        if name == COVER:
            return f'{item[0]} properties="cover-image"'
        if not name.endswith(".xhtml") or "properties=" in item[0]:
            return item[0]
        found = properties(Path(self.outdir, name).read_text("utf-8"))
        return f'{item[0]} properties="{found}"' if found else item[0]

    def build_epub(self) -> None:
        """Pack the files, each with the date of the sources."""
        moment = provenance.state(Path(self.srcdir)).moment or provenance.NO_DATE
        first = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx"]
        target = Path(self.outdir, f"{self.config.epub_basename}.epub")
        with ZipFile(target, "w") as epub:
            for name in [*first, *sorted(set(self.files))]:
                entry = ZipInfo(name, moment.timetuple()[:6])
                entry.external_attr = 0o644 << 16
                how = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                epub.writestr(entry, Path(self.outdir, name).read_bytes(), how)


def move_solutions(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the solutions of a chapter into a section at its end, and links in their places."""
    found = list(doctree.findall(solution_node))
    if not found:
        return
    name = docname.rpartition("/")[2]
    section = nodes.section("", nodes.title("", "Solutions"), ids=[f"solutions-of-{name}"])
    for solution in found:
        label = solution["ids"][0] if solution["ids"] else solution["label"]
        link = nodes.reference(
            "", "at the end of this chapter", internal=True, refid=label, classes=["internal"]
        )
        words = nodes.paragraph("", "", nodes.Text("The solution stands "), link, nodes.Text("."))
        words["classes"].append("rnnbook-moved")
        # Not replace_self, which would hand the solution's name on to the link.
        solution.parent[solution.parent.index(solution)] = words
        section += solution
    next(doctree.findall(nodes.section)).append(section)


def own_files_only(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Have pages ask for this book's two style sheets, and for nothing else."""
    context["css_files"] = ["_static/pygments.css", f"_static/{STYLE}"]
    context["script_files"] = []
    context["metatags"] = ""


def colophon(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Return the page about this copy: who, which licence, when verified."""
    line = provenance.sentence(provenance.state(Path(app.srcdir)), versions())
    address = app.config.html_baseurl
    context = {"verified": line, "address": address, "author": app.config.author}
    return [(COLOPHON, context, "colophon.html")]


def prepare(app: Sphinx) -> None:
    """Give Sphinx the date of the sources, which it would take from the clock."""
    known = provenance.state(Path(app.srcdir))
    os.environ[provenance.EPOCH] = str(int((known.moment or provenance.NO_DATE).timestamp()))


def register(app: Sphinx) -> None:
    """Replace Sphinx's builder."""
    app.add_builder(EbookBuilder, override=True)
