"""Look for evidence that could not have failed, in the sources of the pages."""

from pathlib import Path

import click
from nbformat import NotebookNode

from bookbuild import toc
from bookbuild.evidence import comparisons, seed_flow
from bookbuild.paths import ROOT


def line_of(notebook: NotebookNode, index: int) -> int:
    """Return the line of the page on which a cell begins."""
    return int(notebook.metadata["source_map"][index])


def problems(page: toc.Page) -> list[str]:
    """Return what is wrong with the evidence of one page."""
    from myst_nb.core.read import read_myst_markdown_notebook

    notebook = read_myst_markdown_notebook(page.text, add_source_map=True)
    code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    seeds = seed_flow.find([notebook.cells[index].source for index in code])
    found = [
        f"{page.name}: cell at line {line_of(notebook, code[seed.cell])}: {seed.code} draws the "
        f"same in every run, and the claim {seed.claim!r} rests on it. Draw with seeds(...), or "
        "with data_seed(...)"
        for seed in seeds
    ]
    found += [
        f"{page.name}: under {one.heading!r}: nothing near this comparison could have failed: "
        f"{one.sentence!r}. Claim it, cite it, or link to where it is shown"
        for one in comparisons.without_evidence(notebook.cells)
    ]
    return found


@click.command("lint")
@click.option("--book", type=click.Path(path_type=Path), default=ROOT, help="The book's folder.")
def command(book: Path) -> int:
    """Look for literal seeds that reach a claim, and for comparisons without evidence."""
    found = [problem for page in toc.notebooks(book.resolve()) for problem in problems(page)]
    for problem in found:
        click.echo(problem, err=True)
    if not found:
        print("Every claim draws anew, and every comparison has evidence beside it.")
    return int(bool(found))
