"""What a page's cells gave, beside what they give in its notebook."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from bookbuild.commands import notebooks
from bookbuild.errors import Problem
from bookbuild.launch.outputs import PROGRESS, difference, of_page


def install():
    return v4.new_code_cell("install()")


def printed(text):
    return v4.new_output("stream", name="stdout", text=text)


def shown(**data):
    return v4.new_output("display_data", data={f"text/{kind}": text for kind, text in data.items()})


def of(*outputs, before=(), tags=()):
    cells = [
        v4.new_code_cell(f"cell({number})", outputs=list(o)) for number, o in enumerate(outputs)
    ]
    for cell in cells:
        cell.metadata["tags"] = list(tags)
    return v4.new_notebook(cells=[*before, v4.new_markdown_cell("Words."), *cells])


PAGE = of([printed("a = 0.5\nb = 0.25\n"), shown(plain="a figure", html="<svg>1</svg>")], [])


def test_the_same_results_after_cells_of_its_own_are_no_difference():
    again = of(*(cell.outputs for cell in PAGE.cells[1:]), before=[install(), install()])
    assert difference(PAGE, again) is None


@pytest.mark.parametrize(
    ("outputs", "kind", "page", "notebook"),
    [
        ([printed("a = 0.5\nb = 0.26\n")], "printed", "b = 0.25", "b = 0.26"),
        ([printed("a = 0.5\n")], "printed", "b = 0.25", "(nothing)"),
        ([printed("a = 0.5\nb = 0.25\nc\n")], "printed", "(nothing)", "c"),
        ([], "printed", "a = 0.5", "(nothing)"),
        ([printed("a = 0.5\nb = 0.25\n"), shown(html="<svg>2</svg>")], "text/html", "<svg>1</svg>",
         "<svg>2</svg>"),
    ],
)  # fmt: skip
def test_another_result_is_named_with_its_cell_and_its_line(outputs, kind, page, notebook):
    said = difference(PAGE, of(outputs, [], before=[install()]))
    assert said == (
        f"code cell 1 gives other results than on the page ({kind}):\n"
        f"    page      {page}\n    notebook  {notebook}"
    )


def test_a_long_line_is_cut_off():
    said = difference(of([printed("x" * 999)]), of([printed("y" * 999)]))
    assert said.endswith(f"notebook  {'y' * 300}...")


def test_a_solution_that_is_not_shown_and_progress_are_no_difference():
    assert difference(of([printed("def f")], tags=["solution"]), of([])) is None
    bar = v4.new_output("display_data", data={PROGRESS: {"model_id": "1"}, "text/plain": "50 %"})
    warning = v4.new_output("stream", name="stderr", text="50 %")
    assert difference(of([printed("1")]), of([bar, printed("1"), warning])) is None


@pytest.mark.slow
def test_results_that_are_kept_are_those_of_the_page(site):
    page = of_page(site, Path("book", "training.ipynb"))
    assert sum(len(cell.outputs) for cell in page.cells if cell.cell_type == "code") > 10


def test_results_that_are_not_kept_are_asked_for(tmp_path):
    with pytest.raises(Problem, match=r"what the cells of a\.ipynb gave is not kept: `make html`"):
        of_page(tmp_path / "html", Path("a.ipynb"))


@pytest.mark.slow
def test_a_notebook_whose_numbers_are_not_those_of_the_page_is_a_problem(tmp_path):
    path = tmp_path / "lesson.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("print(2)")]), path)
    for wanted, problem in (
        ("2\n", None),
        ("3\n", "lesson.ipynb: code cell 1 gives other results"),
    ):
        report = notebooks.run(Path(sys.executable), path, of([printed(wanted)]))
        assert (report["problem"] or "").startswith(problem or "")
        assert (report["problem"] is None) == (problem is None)
