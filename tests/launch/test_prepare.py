"""What postBuild does to the chapters: solutions are folded, and only chapters are notebooks."""

import importlib.util
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("binder_prepare", ROOT / "binder" / "prepare.py")
prepare = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(prepare)
words = prepare.words

text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
START = "````{solution-start} ex-a\n:label: sol-a\n:class: dropdown\n````"
END = "````{solution-end}\n````"


def under(source):
    """Return text under a lid."""
    return f"``````{{dropdown}} Solution, in words\n{source}\n``````"


def coded(source):
    """Return code of a solution."""
    return f"# Solution, in code\n{source}"


def folded(*cells):
    """Return (source, hidden) of each cell, after folding."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    prepare.fold(notebook, "book/a.md")
    nbformat.validate(notebook)
    return [
        (cell.source, cell.metadata.get("jupyter", {}).get("source_hidden", False))
        for cell in notebook.cells
    ]


def test_a_solution_is_folded_and_nothing_else_is():
    cells = (
        text(f"Before.\n\n{START}\n\nBecause."),
        code("answer()"),
        text(f"So.\n\n{END}\n\nAfter."),
        code("go_on()"),
    )
    assert folded(*cells) == [
        ("Before.", False),
        (prepare.OPENER, False),
        (under("Because."), False),
        (coded("answer()"), True),
        (under("So."), False),
        ("After.", False),
        ("go_on()", False),
    ]


def test_two_solutions_may_share_a_cell_of_text():
    cells = (text(START), code("a()"), text(f"{END}\n\nNext.\n\n{START}"), code("b()"), text(END))
    assert [one for one in folded(*cells) if one[0] != prepare.OPENER] == [
        (coded("a()"), True),
        ("Next.", False),
        (coded("b()"), True),
    ]


def test_code_that_the_page_hides_is_folded():
    for tag in ("hide-input", "remove-cell", "remove-input", "solution"):
        assert folded(code("x", metadata={"tags": [tag]})) == [("x", True)]
    assert folded(code("x", metadata={"tags": ["claim"]})) == [("x", False)]


def test_folding_twice_changes_nothing_more():
    notebook = nbformat.v4.new_notebook(cells=[text(f"{START}\n\nBecause.\n\n{END}")])
    prepare.fold(notebook, "book/a.md")
    once = nbformat.from_dict(json.loads(json.dumps(notebook)))
    prepare.fold(notebook, "book/a.md")
    assert notebook == once


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((text(START), code("x")), "book/a.md: the last solution-start has no solution-end"),
        ((text(END),), "book/a.md: solution-end where none is open"),
        ((text(START), text(START)), "book/a.md: solution-start inside another solution"),
    ],
)
def test_a_gate_without_its_other_half_names_the_file(cells, told):
    with pytest.raises(prepare.Problem, match=re.escape(told)):
        folded(*cells)


def test_the_gates_of_all_chapters_are_found():
    for path in prepare.chapters():
        source = path.read_text("utf-8")
        kinds = [gate[2] for gate in prepare.GATE.finditer(source)]
        assert len(kinds) == len(re.findall(r"\{solution-(?:start|end)\}", source))
        assert kinds == ["start", "end"] * (len(kinds) // 2)


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the pages and their table of contents."""
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    (tmp_path / "book").mkdir()
    for path in (ROOT / "book").glob("*.md"):
        shutil.copy(path, tmp_path / "book")
    return tmp_path


def test_chapters_are_the_pages_with_a_kernel(copy):
    names = [path.stem for path in prepare.chapters(copy)]
    assert "training" in names
    assert not {"notation", "bibliography", "evidence", "README"} & set(names)


def test_a_missing_chapter_is_named(copy):
    (copy / "book" / "order.md").unlink()
    with pytest.raises(prepare.Problem, match=r"names book/order, but there is no book/order\.md"):
        prepare.chapters(copy)


def test_a_book_without_notebooks_is_refused(copy):
    for path in (copy / "book").glob("*.md"):
        path.write_text("# A page\n", "utf-8")
    with pytest.raises(prepare.Problem, match=r"_toc\.yml names no page whose header"):
        prepare.chapters(copy)


def test_settings_that_are_there_are_kept(tmp_path):
    path = tmp_path / "labconfig" / "page_config.json"
    prepare.add_to(path, {"a": 1})
    prepare.add_to(path, {"b": 2})
    assert json.loads(path.read_text("utf-8")) == {"a": 1, "b": 2}


def test_the_extension_names_itself_as_jupyterlab_looks_for_it():
    package = json.loads((ROOT / "binder" / "labextension" / "package.json").read_text("utf-8"))
    script = ROOT / "binder" / "labextension" / package["jupyterlab"]["_build"]["load"]
    assert package["name"] == prepare.EXTENSION
    assert f'const name = "{prepare.EXTENSION}";' in script.read_text("utf-8")


def test_numbers_are_expressions_that_the_text_evaluates():
    notebook = nbformat.v4.new_notebook(
        cells=[
            code("from rnnbook.evidence import claim, glue\nglue('a-b', 1.5)"),
            text("Of {glue:text}`a-b:.1f` and {glue:text}`c`. This one runs in {chapter-time}`x`."),
        ]
    )
    words.reword(notebook, {})
    imports, prose = notebook.cells
    assert imports.source.startswith("from rnnbook.evidence import claim, glue, glued\n")
    assert prose.source == 'Of {eval}`glued("a-b", ".1f")` and {eval}`glued("c")`.'


def test_captions_stand_below_their_pictures_and_are_referred_to():
    figure = {"mystnb": {"figure": {"name": "fig-x", "caption": "It is {glue:text}`a`."}}}
    notebook = nbformat.v4.new_notebook(
        cells=[text("See {numref}`fig-x`."), code("picture()", metadata=figure)]
    )
    words.reword(notebook, {})
    assert [cell.source for cell in notebook.cells] == [
        "See Figure 1.",
        "picture()",
        '*Figure 1.* It is {eval}`glued("a")`.',
    ]


def test_citations_are_names_and_years():
    known = words.authors(ROOT / "book" / "references.bib")
    notebook = nbformat.v4.new_notebook(
        cells=[text("{cite:t}`elman1990finding` {cite:p}`nair2010rectified,he2015delving`")]
    )
    words.reword(notebook, known)
    assert notebook.cells[0].source == (
        "[Elman (1990)](bibliography.md) "
        "([Nair and Hinton, 2010; He et al., 2015](bibliography.md))"
    )


def test_what_stands_on_another_page_is_a_link_to_it():
    elsewhere = {"eq-b": ("b.md", "Bees"), "ex-b": ("b.md", "Bees")}
    source = (
        "$$\na\n$$ (eq-a)\n\nBy {eq}`eq-a` and {eq}`eq-b`, the {ref}`exercise <ex-b>`, {ref}`ex-b`."
    )
    notebook = nbformat.v4.new_notebook(cells=[text(source)])
    words.reword(notebook, {}, elsewhere)
    assert notebook.cells[0].source.endswith(
        "By {eq}`eq-a` and [an equation in “Bees”](b.md), "
        "the [exercise](b.md), [a place in “Bees”](b.md)."
    )


def test_the_pages_say_which_labels_they_have():
    homes = words.homes(prepare.pages())
    assert homes["eq-feedforward-proof"] == ("feedforward.md", "Feed-forward networks and order")
    assert homes["ex-order-clock"] == ("order.md", "Order")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{eq}`eq-none`", "no page has the label 'eq-none'"),
        ("{cite:t}`nobody1990`", "no entry 'nobody1990' in the bibliography"),
        ("{numref}`fig-none`", "no picture 'fig-none' on this page"),
        ("```{bibliography}\n```", "JupyterLab does not show the directive {bibliography}"),
    ],
)
def test_a_name_that_is_nowhere_defined_is_told(source, told):
    with pytest.raises(words.Unknown, match=re.escape(told)):
        words.reword(nbformat.v4.new_notebook(cells=[text(source)]), {})


def test_every_entry_of_the_bibliography_has_authors_and_a_year():
    for key, (who, year) in words.authors(ROOT / "book" / "references.bib").items():
        assert re.fullmatch(r"\d{4}", year), key
        assert who != key, key
        assert not re.search(r"[{}\\\\]", who), who


def test_the_list_of_exercises_is_where_a_notebook_has_it():
    notebook = nbformat.v4.new_notebook(cells=[text("All:\n\n```{exercise-tables}\n```\n\nEnd.")])
    words.reword(notebook, {})
    assert notebook.cells[0].source == f"All:\n\n{words.LISTED}\n\nEnd."


def test_every_chapter_can_be_reworded():
    """Read as plain text: what jupytext makes of a chapter has the same words."""
    known = words.authors(ROOT / "book" / "references.bib")
    elsewhere = words.homes(prepare.pages())
    for path in prepare.chapters():
        source = re.sub(r"```\{code-cell\}.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
        # The pictures are named in the cells.
        notebook = nbformat.v4.new_notebook(cells=[text(words.NUMREF.sub("", source))])
        words.reword(notebook, known, elsewhere)
        for left in ("{glue:", "{cite:", "{chapter-time}", "{exercise-tables}"):
            assert left not in notebook.cells[0].source, f"{path.name} keeps {left}"
