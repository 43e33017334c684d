"""What cells gave on a page, and what the same cells give when its notebook runs elsewhere."""

from itertools import zip_longest
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from nbformat import NotebookNode

from bookbuild.errors import Problem

SHOWN = 300
# What a bar that shows how far a loop has come is made with: the page has none.
PROGRESS = "application/vnd.jupyter.widget-view+json"


def of_page(site: Path, name: Path) -> NotebookNode:
    """Return a notebook of the site as the build ran it, from the results that the build keeps."""
    source = site.parent / "jupyter_execute" / name
    try:
        caches = (site.parent / ".jupyter_cache").iterdir()
        cache = get_cache(max(caches, key=lambda folder: folder.stat().st_mtime))
        record = cache.match_cache_notebook(nbformat.read(source, as_version=4))
        found: NotebookNode = cache.get_cache_bundle(record.pk).nb
    except (OSError, ValueError, KeyError) as error:
        raise Problem(
            f"what the cells of {name} gave is not kept: `make html` runs them"
        ) from error
    return found


def results(cell: NotebookNode) -> dict[str, str]:
    """Return {kind: text} of what a cell printed and showed."""
    found: dict[str, str] = {}
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            data = {"printed": output.text}
        else:
            data = output.get("data", {})
        if PROGRESS in data:
            continue
        for kind, value in data.items():
            found[kind] = found.get(kind, "") + str(value)
    return found


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def difference(page: NotebookNode, notebook: NotebookNode) -> str | None:
    """Say in which cell a page's notebook gave something else than the page shows, or None.

    Before the page's cells a notebook has its own, which install; and it shows a solution only
    when its reader asks for it.
    """
    cells, again = code(page), code(notebook)
    for number, (cell, other) in enumerate(zip(cells, again[-len(cells) :], strict=True), 1):
        if "solution" in cell.metadata.get("tags", []):
            continue
        there, here = results(cell), results(other)
        for kind in sorted(there.keys() | here.keys()):
            if there.get(kind) != here.get(kind):
                lines = (each.get(kind, "").splitlines() for each in (there, here))
                old, new = next(pair for pair in zip_longest(*lines) if pair[0] != pair[1])
                return (
                    f"code cell {number} gives other results than on the page ({kind}):\n"
                    f"    page      {line(old)}\n    notebook  {line(new)}"
                )
    return None


def line(text: str | None) -> str:
    """Return a line of a result, cut off where it is long."""
    if text is None:
        return "(nothing)"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
