"""Make the chapters open as notebooks, folded where the page folds: what postBuild does.

    python binder/prepare.py

It changes the chapters of the copy that Binder has made, and the settings of this Python's
JupyterLab. In a checkout that you work in, undo the first with `git checkout book`.
"""

import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
import words

ROOT = Path(__file__).resolve().parents[1]
EXTENSION = "rnnbook-chapters"
# A message of its own covers the first page: news of Jupyter are not what a reader came for.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    },
    # Text that has not been drawn when it runs does not compute its numbers.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    # A choice for any type of a file comes before what the types bring along, so both are named.
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {EXTENSION: "Notebook", "markdown": "Markdown Preview"},
    },
}
GATE = re.compile(r"^(`{3,}|:{3,})\{solution-(start|end)\}[^\n]*\n(?:(?!\1).*\n)*?\1[ \t]*$", re.M)
OPENER = "**Solution.** It is folded, cell by cell: click on a line below to open what is there."
# Text that is run is unfolded by JupyterLab, so it gets a lid of its own. Of folded code the first
# line is seen.
LID = "``````{{dropdown}} Solution, in words\n{}\n``````"
FIRST = "# Solution, in code\n"
# Cells that the page hides as well.
HIDDEN = {"hide-input", "remove-input", "remove-cell", "solution"}


class Problem(Exception):  # noqa: N818
    """Something in the repository to put right; the text names the file."""


def pages(root=ROOT):
    """Return the paths of all pages that _toc.yml names, in order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    names = [toc["root"], *(one["file"] for part in toc["parts"] for one in part["chapters"])]
    found = [root / f"{name}.md" for name in names]
    for name, path in zip(names, found, strict=True):
        if not path.is_file():
            raise Problem(f"_toc.yml names {name}, but there is no {name}.md")
    return found


def chapters(root=ROOT):
    """Return the paths of all pages that are notebooks, in order."""
    found = []
    for path in pages(root):
        head = path.read_text("utf-8").split("\n---\n", 1)[0]
        if head.startswith("---\n") and "kernelspec" in (yaml.safe_load(head[4:]) or {}):
            found.append(path)
    if not found:
        raise Problem("_toc.yml names no page whose header has a kernelspec: no chapter to open")
    return found


def fold(notebook, name):
    """Fold what a notebook shows of its solutions, and the code that the page hides."""
    cells, inside = [], False
    for cell in notebook.cells:
        gates = list(GATE.finditer(cell.source)) if cell.cell_type == "markdown" else []
        if not gates:
            if inside:
                cover(cell)
            elif HIDDEN & set(cell.metadata.get("tags", [])):
                hide(cell)
            cells.append(cell)
            continue
        place = 0
        for gate in gates:
            add_text(cells, cell.source[place : gate.start()], inside)
            opens = gate[2] == "start"
            if opens == inside:
                where = "inside another solution" if opens else "where none is open"
                raise Problem(f"{name}: solution-{gate[2]} {where}")
            inside, place = opens, gate.end()
            if opens:
                add_text(cells, OPENER, False)
        add_text(cells, cell.source[place:], inside)
    if inside:
        raise Problem(f"{name}: the last solution-start has no solution-end")
    notebook.cells = cells


def add_text(cells, source, hidden):
    """Append a cell of text, unless there is none."""
    if source.strip():
        cells.append(nbformat.v4.new_markdown_cell(source.strip("\n")))
        if hidden:
            cover(cells[-1])


def cover(cell):
    """Fold a cell of a solution, so that what is left to see gives nothing away."""
    if cell.cell_type == "markdown":
        cell.source = LID.format(cell.source)
    else:
        cell.source = FIRST + cell.source
        hide(cell)


def hide(cell):
    """Fold the source of a cell of code."""
    cell.metadata.setdefault("jupyter", {})["source_hidden"] = True


def prepare(root=ROOT, prefix=Path(sys.prefix)):
    """Fold the chapters, and tell JupyterLab how to open them."""
    import jupytext  # Only here, so that the rest can be tested where there is none.

    found, known = chapters(root), words.authors(root / "book" / "references.bib")
    elsewhere = words.homes(pages(root))
    for path in found:
        notebook = jupytext.read(path)
        try:
            words.reword(notebook, known, elsewhere)
        except words.Unknown as unknown:
            raise Problem(f"{path.relative_to(root)}: {unknown}") from unknown
        fold(notebook, path.relative_to(root))
        jupytext.write(notebook, path, fmt="md:myst")
    names = "|".join(re.escape(path.name) for path in found)
    lab = prefix / "share" / "jupyter"
    shutil.copytree(
        root / "binder" / "labextension", lab / "labextensions" / EXTENSION, dirs_exist_ok=True
    )
    add_to(lab / "lab" / "settings" / "overrides.json", SETTINGS)
    add_to(
        prefix / "etc" / "jupyter" / "labconfig" / "page_config.json",
        {"rnnbookChapters": f"^({names})$"},
    )
    print(f"{len(found)} chapters open as notebooks")


def add_to(path, entries):
    """Add entries to a file of settings, which may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    there = json.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(json.dumps(there | entries, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    try:
        prepare()
    except Problem as problem:
        sys.exit(f"binder/prepare.py: {problem}")
