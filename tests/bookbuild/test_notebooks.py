"""The notebook of a page: what becomes of its text, its cells and its folds."""

import json
import re
import subprocess
import sys
from types import SimpleNamespace

import minibook
import nbformat
import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

REPOSITORY = {
    "GITHUB_REPOSITORY": "someone/a.book",
    "GITHUB_REF_NAME": "main",
    "GITHUB_SHA": "0123456789abcdef0123456789abcdef01234567",
    "RNNBOOK_SITE_URL": "",
}

TEXT = r"""
Words with a * star, an under_score and 3 < 4, `code with ``ticks`` ` and *stress*, {math}`\R`.
For [another](two.md) see {ref}`a-label`, and {eq}`eq-one`, and {numref}`fig-one`.

See [another](two.md) and [far](https://example.org).

2\. is no list.

$$
\softmax(z) = \E[z] \in \R
$$ (eq-one)

\begin{align}
a &= b \\
c &= d
\end{align}

1. first
2. second
   - inner

| a | b |
|---|---|
| x\|y | $z$ |
| two | $\|z\| \\| w$ |

(a-label)=
## A section

```{note}
Take care.
```

```python
shown = "only"
```
"""

FIGURE = """
```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  figure:
    name: fig-one
    caption: A *small* figure.
---
from IPython.display import SVG
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>')
```
"""

EXERCISE = """
```{exercise} Add
:label: ex-add

What is $1 + 1$?
```

```{code-cell} ipython3
:tags: [exercise]
answer = ...
```

````{solution-start} ex-add
:label: sol-add
:class: dropdown
````

It is two, since one follows zero.

```{code-cell} ipython3
def solution(slug): return slug
```

```{code-cell} ipython3
:tags: [solution]
solution("add")
```

So it is.

````{solution-end}
````

After the solution.
"""

HIDDEN = "```{code-cell} ipython3\n:tags: [remove-cell]\nsecret = 2\n```\n"


def seen(book, built):
    """Return notebook, Markdown and buttons of the first page of a book, and the other page."""
    assert built.code == 0, built.explain()
    site = book.folder / "_build" / "html"
    assert not (site / "book" / "two.ipynb").exists()
    notebook = nbformat.read(site / "book" / "index.ipynb", as_version=4)
    nbformat.validate(notebook)
    markdown = [one.source for one in notebook.cells if one.cell_type == "markdown"]
    pages = [BeautifulSoup(book.html(name), "html.parser") for name in ("index", "two")]
    buttons = pages[0].select("header .tools a")
    return SimpleNamespace(
        notebook=notebook, text="\n\n".join(markdown), buttons=buttons, other=pages[1]
    )


@pytest.fixture(scope="module")
def builds(new_book):
    """Return what two builds made of a page that has everything: with a repository, and without."""
    book = new_book()
    book.write("book/runs/other.json", '{"n": 1}\n')
    book.write("book/runs/read.json", '{"quote": "it\'s", "n": [1, 2]}\n')
    reads = minibook.cell(
        """
        import json
        from pathlib import Path
        path = Path("runs", "read.json")
        json.loads(path.read_text())["n"]
        """
    )
    text = minibook.page("One", TEXT, FIGURE, HIDDEN, reads, EXERCISE)
    book.pages({"index": text, "two": "# Two\n\nNo cells.\n"})
    strict = ("-W", "-n", "--keep-going")
    known = seen(book, book.build(*strict, "--all", **REPOSITORY))
    # Nothing else changes, and yet each page is written again.
    without = seen(book, book.build(*strict, **{**REPOSITORY, "GITHUB_REPOSITORY": ""}))
    return SimpleNamespace(known=known, without=without)


@pytest.fixture
def whole(builds):
    """Return the notebook and its Markdown."""
    return builds.known.notebook, builds.known.text


def test_it_is_named_and_has_not_been_run(whole):
    notebook, text = whole
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert notebook.metadata.kernelspec.name == "python3"
    assert text.startswith("# One\n\n*A page of [rnnbook](https://someone.github.io/a.book/), as a")


def test_text_reads_as_on_the_page(whole):
    _, text = whole
    assert r"Words with a \* star, an under\_score and 3 \< 4, ```code with ``ticks`` ```" in text
    assert "and *stress*" in text
    assert "[another](https://someone.github.io/a.book/book/two.html)" in text
    assert "[A section](https://someone.github.io/a.book/book/index.html#a-label)" in text
    assert "and [(1)](https://someone.github.io/a.book/book/index.html#equation-eq-one)" in text
    assert "and [Fig. 1](https://someone.github.io/a.book/book/index.html#fig-one)" in text
    assert "\n2\\. is no list." in text
    assert "1. first\n\n2. second\n\n   - inner" in text
    assert "| a | b |\n| --- | --- |\n| x\\|y | $z$ |\n" in text
    assert r"| two | $\vert z\vert  \Vert  w$ |" in text
    assert "\n## A section\n" in text
    assert "> **Note**\n>\n> Take care." in text
    assert '```python\nshown = "only"\n```' in text


def test_formulas_use_no_command_of_the_book(whole):
    _, text = whole
    formula = r"{\operatorname{softmax}}(z) = {\operatorname{\mathbb{E}}}[z] \in {\mathbb{R}}"
    assert f"$$\n{formula} \\tag{{1}}\n$$" in text
    assert r"${\mathbb{R}}$" in text
    assert "\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}" in text
    assert not re.search(r"\{[a-z:-]+\}`|^(```+|:::+)\{", text, re.M)


def test_a_figure_keeps_its_caption_and_hides_its_code(whole):
    notebook, text = whole
    assert "*Fig. 1.* A *small* figure." in text
    cell = next(cell for cell in notebook.cells if "SVG(" in cell.source)
    assert cell.source.startswith("# @title Show code\n")
    assert cell.metadata.cellView == "form"
    assert cell.metadata.jupyter.source_hidden


def test_cells_that_the_page_leaves_out_are_run_in_their_place(whole):
    notebook, _ = whole
    places = [next(i for i, c in enumerate(notebook.cells) if w in c.source) for w in ORDER]
    assert places == sorted(places)


ORDER = ("SVG(", "secret = 2", "json.loads", "answer = ...", 'solution("add")', "After the")


def test_a_solution_does_not_lie_open(whole):
    notebook, text = whole
    lid = "<summary>Solution to Exercise 1 (Add): in words (click to open)</summary>"
    assert f"<details>\n{lid}\n\nIt is two, since one follows zero.\n\n</details>" in text
    assert f"<details>\n{lid}\n\nSo it is.\n\n</details>" in text
    assert "> **Exercise 1 (Add)**\n>\n> What is $1 + 1$?" in text
    shown = next(cell for cell in notebook.cells if 'solution("add")' in cell.source)
    assert shown.source == (
        "# @title Solution to Exercise 1 (Add): set show to True and run this cell\n"
        'show = False  # @param {type: "boolean"}\n'
        "if show:\n"
        '    display(solution("add"))'
    )
    demo = next(cell for cell in notebook.cells if "def solution" in cell.source)
    assert demo.metadata.jupyter.source_hidden
    after = notebook.cells[-1]
    assert after.source == "After the solution."


def test_what_a_page_reads_goes_with_it_and_nothing_else(whole, tmp_path):
    notebook, _ = whole
    cells = [cell.source for cell in notebook.cells]
    assert not any("other.json" in source for source in cells)
    subprocess.run([sys.executable, "-c", cells[1]], cwd=tmp_path, check=True)
    assert json.loads((tmp_path / "runs/read.json").read_text()) == {"quote": "it's", "n": [1, 2]}
    (tmp_path / "runs/read.json").write_text("mine")
    subprocess.run([sys.executable, "-c", cells[1]], cwd=tmp_path, check=True)
    assert (tmp_path / "runs/read.json").read_text() == "mine"


def test_the_first_cell_is_quiet_where_the_package_is(whole):
    from IPython.core.inputtransformer2 import TransformerManager

    notebook, _ = whole
    code = TransformerManager().transform_cell(notebook.cells[0].source)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def links(buttons):
    """Return {text: address} of buttons."""
    return {link.get_text(strip=True): link["href"] for link in buttons}


def test_the_page_offers_it(builds):
    (link,) = [one for one in builds.known.buttons if one["href"] == "index.ipynb"]
    assert link.has_attr("download")
    assert not builds.known.other.select('a[href$=".ipynb"]')


def test_buttons_reach_the_page_and_change_with_the_repository(builds):
    found = links(builds.known.buttons)
    assert found["Colab"].endswith("/github/someone/a.book/blob/gh-pages/book/index.ipynb")
    assert found["Binder"].endswith("/a.book/gh-pages?urlpath=lab/tree/book/index.ipynb")
    assert found["Notebook"] == "index.ipynb"
    asked = f"rnnbook @ git+https://github.com/someone/a.book.git@{REPOSITORY['GITHUB_SHA']}"
    assert f'"{asked}"' in builds.known.notebook.cells[0].source

    assert set(links(builds.without.buttons)) == {"Notebook", "Source"}
    whole = nbformat.writes(builds.without.notebook)
    assert "github.com" not in whole
    assert "The package rnnbook is missing" in whole


def test_without_an_address_references_are_words(builds):
    text = builds.without.text
    assert "See another and [far](https://example.org)." in text
    assert "*A page of rnnbook, as a notebook." in text


@pytest.fixture(scope="module")
def refused(new_book):
    """Return what builds said of a page that no notebook can show, and of its cell."""
    book = new_book()
    cell = minibook.cell('solution = str\nprint(1); solution("a")').replace(
        "ipython3\n", "ipython3\n:tags: [solution]\n"
    )
    text = "```{eval-rst}\n| Roses are red.\n```\n"
    book.pages({"index": minibook.page("One", text, cell)})
    for_text = book.build(**REPOSITORY)
    book.pages({"index": minibook.page("One", cell)})
    return SimpleNamespace(text=for_text, cell=book.build(**REPOSITORY))


def test_what_no_notebook_can_show_ends_the_build_and_is_named(refused):
    assert refused.text.code != 0
    said = " ".join(refused.text.text.split())
    assert "the notebook of this page cannot show <line_block> ('Roses are red.')" in said
    assert "book/index, line" in said


def test_a_solution_cell_with_more_in_it_is_refused(refused):
    assert refused.cell.code != 0
    assert "a cell tagged `solution` has to be" in refused.cell.text
    assert "book/index, cell" in refused.cell.text
