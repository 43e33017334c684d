"""A notebook beside every page with code cells: for Binder, for Colab, and to download.

It has not been run. Its first cell installs the package of this book where it is missing, so that
it runs by itself, away from the book. What is folded on the page is folded here: text as
<details>, code by the settings that JupyterLab and Colab keep with a cell. A solution is shown
by a cell only when its reader says so.
"""

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nbformat
from docutils import nodes
from nbformat import NotebookNode, v4
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from bookbuild.execute.execution import read_notebook
from bookbuild.hosting import Repository
from bookbuild.notebook.notebook_markdown import Code, Page, Setting, Text
from bookbuild.state import Menu, MenuEntry, build_state
from rnnbook import __version__

RECORDS = Path("book", "runs")
FOLDED_TAGS = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
SOLUTION = re.compile(r"solution\([^()\n]*\)")

INSTALL = """\
# The package of this book, version {version}. It is installed only where it is missing.
import importlib.util

if importlib.util.find_spec("rnnbook") is None:
    {install}

import rnnbook

if rnnbook.__version__ != "{version}":
    print(f"rnnbook {{rnnbook.__version__}} is installed, and this notebook is of {version}.")"""
NOT_INSTALLED = """\
raise ModuleNotFoundError(
        "The package rnnbook is missing. In the folder of the book:  pip install ."
    )"""
WRITE_RECORD = """\
# What was recorded for this chapter on another day, for its cells to read.
from pathlib import Path

if not any(Path(folder, "{name}").exists() for folder in ("runs", "book/runs")):
    Path("runs").mkdir(exist_ok=True)
    Path("runs", "{name}").write_text({text!r})"""
SHOW_SOLUTION = """\
# @title {title}: set show to True and run this cell
show = False  # @param {{type: "boolean"}}
if show:
    display({call})"""
PREFACE = (
    "*A page of {book}, as a notebook. Run its cells from the top. "
    "Measured numbers in the text are those of the published page.*"
)


def install_cell(repository: Repository | None) -> str:
    """Return the code that installs this book's package, or says that it is missing."""
    install = f'%pip install --quiet "{repository.requirement}"' if repository else NOT_INSTALLED
    return INSTALL.format(version=__version__, install=install)


def record_cells(source: Path, code: str) -> Iterator[str]:
    """Yield a cell for each recorded file that a page's code names: it has none where it goes."""
    for path in sorted((source / RECORDS).glob("*.json")):
        if f'"{path.name}"' in code:
            yield WRITE_RECORD.format(name=path.name, text=path.read_text("utf-8"))


def settings(app: Sphinx, docname: str) -> Setting:
    """Return what the Markdown of a page depends on besides the page."""
    numbers = app.env.toc_fignumbers.get(docname, {})
    address = app.config.html_baseurl

    def number(kind: str, node: nodes.Element) -> str:
        found = (numbers.get(kind, {}).get(name) for name in node["ids"])
        return ".".join(map(str, next(filter(None, found), ())))

    def named(kind: str, node: nodes.Element) -> str:
        return app.config.numfig_format[kind].replace("%s", number(kind, node))

    return Setting(
        address=urljoin(address, f"{docname}.html") if address else None,
        macros=app.config.formulas_macros,
        equation=lambda node: number("displaymath", node),
        figure=partial(named, "figure"),
        exercise=partial(named, "exercise"),
    )


def folded(text: Text) -> str:
    """Return Markdown, under a lid if it is to be hidden."""
    if not text.fold:
        return text.source
    lid = escape(f"{text.fold}: in words (click to open)", quote=False)
    return f"<details>\n<summary>{lid}</summary>\n\n{text.source}\n\n</details>"


def code_cell(cell: NotebookNode, fold: str, place: str) -> NotebookNode:
    """Return a page's code cell, not run, and folded as on the page."""
    tags = cell.metadata.get("tags", [])
    source, metadata = cell.source, {"tags": tags} if tags else {}
    if "solution" in tags:
        if not SOLUTION.fullmatch(source.strip()):
            raise ExtensionError(
                f'{place}: a cell tagged `solution` has to be solution("...") alone; got {source!r}'
            )
        source = SHOW_SOLUTION.format(title=fold or "Solution", call=source.strip())
        metadata["cellView"] = "form"
    elif fold or FOLDED_TAGS & set(tags):
        if not source.startswith("%%"):
            source = f"# @title {fold + ': its code' if fold else 'Show code'}\n{source}"
        metadata |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    return v4.new_code_cell(source, metadata=metadata)


def preface(app: Sphinx) -> str:
    """Return the line that says where a notebook is from."""
    title, address = app.config.html_title or app.config.project, app.config.html_baseurl
    return PREFACE.format(book=f"[{title}]({address})" if address else title)


def cells_of(
    docname: str, parts: list[Text | Code], page: NotebookNode, line: str
) -> Iterator[NotebookNode]:
    """Yield a page's cells; those that the page leaves out stand before the next that it shows."""
    code = [index for index, cell in enumerate(page.cells) if cell.cell_type == "code"]
    opened = False

    def made(index: int, fold: str) -> NotebookNode:
        return code_cell(page.cells[index], fold, f"{docname}, cell {index + 1}")

    for part in parts:
        if isinstance(part, Text):
            source = folded(part)
            if not opened:
                heading, _, rest = source.partition("\n\n")
                source, opened = "\n\n".join(filter(None, (heading, line, rest))), True
            yield v4.new_markdown_cell(source)
            continue
        while code[0] != part.index:
            yield made(code.pop(0), "")
        yield made(code.pop(0), part.fold)
        if part.caption:
            yield v4.new_markdown_cell(part.caption)
    for index in code:
        yield made(index, "")


def notebook_of(app: Sphinx, docname: str, doctree: nodes.document) -> NotebookNode | None:
    """Return the notebook of a page, or None if the page has no code cells."""
    page = read_notebook(app.env, docname)
    if page is None:
        return None
    parts = Page(docname, doctree, settings(app, docname)).parts()
    code = "\n".join(cell.source for cell in page.cells if cell.cell_type == "code")
    before = [install_cell(build_state(app).repository), *record_cells(Path(app.srcdir), code)]
    cells = [
        *map(v4.new_code_cell, before),
        *cells_of(docname, parts, page, preface(app)),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "colab": {"name": f"{Path(docname).name}.ipynb", "provenance": [], "toc_visible": True},
    }
    notebook = v4.new_notebook(cells=cells, metadata=metadata)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise ExtensionError(f"{docname}: its notebook is not valid: {error}") from error
    return notebook


def write(
    app: Sphinx,
    docname: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Write a page's notebook, and offer it to download, with the page's source and a print."""
    if app.builder.name != "html" or doctree is None:
        return
    notebook = notebook_of(app, docname, doctree)
    context["notebook"] = notebook is not None
    source = context["pathto"](f"_sources/{context['sourcename']}", True)
    entries = [
        MenuEntry("Source", "Download the source of this page", source, download=True),
        MenuEntry("Print or PDF", "Print this page, or make a PDF of it", does="print"),
    ]
    if notebook is not None:
        path = Path(app.outdir, f"{docname}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(nbformat.writes(notebook) + "\n", "utf-8")
        words = "Download this page as a notebook"
        entries.insert(0, MenuEntry("Notebook", words, path.name, download=True))
    context["frame"].menus.append(Menu("Download", "download", entries))
