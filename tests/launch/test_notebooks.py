"""The notebooks of the site, from what they say to cells that have run away from the book."""

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from bookbuild import toc
from bookbuild.commands import notebooks, run
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

NAMES = [page.name for page in toc.notebooks(ROOT)]
LEFT_OVER = re.compile(r"\{[a-z:-]+\}`|^(`{3,}|:{3,})\{|\\(R|E|softmax)(?![A-Za-z])", re.M)
TITLE = re.compile(r"^# @title .*\n")


def of(site, name):
    return nbformat.read(site / f"{name}.ipynb", as_version=4)


@pytest.mark.slow
def test_every_page_with_cells_has_a_notebook_and_no_other_has(site):
    found = {path.relative_to(site).as_posix() for path in site.rglob("*.ipynb")}
    assert found == {f"{name}.ipynb" for name in NAMES}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_valid_and_not_run(name, site):
    notebook = of(site, name)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert 'find_spec("rnnbook") is None' in notebook.cells[0].source
    assert not any(cell.outputs or cell.execution_count for cell in code)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_has_every_cell_of_its_chapter_in_order(name, site):
    text = (ROOT / f"{name}.md").read_text("utf-8")
    bodies = re.findall(r"^```\{code-cell\} python\n(.*?)^```$", text, re.M | re.S)
    header = re.compile(r"\A(?:---\n.*?^---\n|(?::\w+:.*\n)+)", re.M | re.S)
    wanted = [header.sub("", body).strip() for body in bodies]
    cells = [cell.source for cell in of(site, name).cells if cell.cell_type == "code"]
    kept = [TITLE.sub("", source).strip() for source in cells]
    own = len(kept) - len(wanted)
    assert own >= 1
    for mine, theirs in zip(kept[own:], wanted, strict=True):
        assert theirs in mine


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_myst_is_left_and_no_command_of_the_book(name, site):
    for cell in of(site, name).cells:
        if cell.cell_type == "markdown":
            found = LEFT_OVER.search(cell.source)
            assert found is None, f"{name}.ipynb, cell {cell.id}: {found[0]}"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_solution_lies_open(name, site):
    inside, solutions = "", 0
    soup = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
    hidden = {
        " ".join(paragraph.get_text().split())
        for paragraph in soup.select(".solution p:not(.admonition-title)")
        if not paragraph.find_parent(class_="cell") and not paragraph.select(".katex")
    }
    for cell in of(site, name).cells:
        if "solution" in cell.metadata.get("tags", []):
            solutions += 1
            assert "\nshow = False " in cell.source
        if cell.cell_type != "markdown":
            continue
        open_text = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.S)
        plain = " ".join(re.sub(r"[`*\\]", "", open_text).split())
        inside += plain
    lying = [words for words in hidden if len(words) > 40 and words in inside]
    assert lying == []
    assert solutions == len(soup.select("div.tag_solution"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_buttons_of_a_page_lead_to_its_own_notebook(name, site):
    soup = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
    links = {a.get_text(strip=True): a["href"] for a in soup.select(".article-header-buttons a")}
    assert links[".ipynb"] == f"{Path(name).name}.ipynb"
    for where, end in (("Colab", f"/{name}.ipynb"), ("Binder", f"?urlpath=lab/tree/{name}.ipynb")):
        if where in links:
            assert links[where].endswith(end)


def written(folder, *cells):
    path = folder / "broken.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells))), path
    )
    return path


@pytest.mark.slow
def test_a_notebook_that_fails_is_named_with_its_cell(tmp_path):
    path = written(tmp_path, "x = 1", "y = [\n  x / 0]")
    problem = notebooks.run(Path(sys.executable), path)["problem"]
    assert problem.startswith("broken.ipynb: cell 2 failed\n    y = [\n      x / 0]\n")
    assert "ZeroDivisionError" in problem


def test_what_is_no_notebook_is_named(tmp_path):
    path = tmp_path / "torn.ipynb"
    path.write_text('{"cells": [')
    problem = notebooks.run(Path(sys.executable), path)["problem"]
    assert problem.startswith("torn.ipynb: no notebook: ")


def test_an_environment_without_kernels_is_said_to_be_one(tmp_path):
    venv.create(tmp_path / "empty", with_pip=False)
    report = notebooks.run(tmp_path / "empty/bin/python", written(tmp_path, "1"))
    assert report["problem"].startswith("broken.ipynb: it could not be run\n")
    assert "No module named" in report["problem"]


def test_a_command_that_fails_is_quoted(tmp_path):
    command = tmp_path / "rnnbook"
    command.write_text("#!/bin/sh\necho no torch here >&2; [ $1 = --version ]\n")
    command.chmod(0o755)
    with pytest.raises(Problem, match=r"rnnbook doctor: ended with 1\nno torch here"):
        notebooks.try_commands(tmp_path / "python")


def test_a_missing_notebook_and_an_unknown_page_are_named(tmp_path, capsys):
    assert run(["notebooks", "training", "--site", str(tmp_path)]) == 1
    assert f"{tmp_path}/book/training.ipynb is missing" in capsys.readouterr().err
    assert run(["notebooks", "trainings"]) == 1
    assert "no page with cells is called 'trainings'; there are " in capsys.readouterr().err


@pytest.mark.slow
def test_the_package_can_be_installed_by_its_commit(tmp_path):
    git = ["git", "-C", str(ROOT)]
    inside = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True)
    if inside.returncode:
        pytest.skip("this copy of the book has no history")
    # With a host, which a requirement's address has to have.
    address = ROOT.as_uri().replace("file:///", "file://localhost/")
    asked = f"rnnbook @ git+{address}@{inside.stdout.strip()}"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation"]
    command += ["--quiet", "--disable-pip-version-check", "--target", str(tmp_path), asked]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "rnnbook/exercises/catalogue/order.json").is_file()


@pytest.mark.launch
def test_every_notebook_runs_in_an_environment_made_of_the_wheel(site):
    assert run(["notebooks", "--site", str(site)]) == 0


def test_the_report_of_a_run_is_one_line_of_json(tmp_path):
    path = tmp_path / "torn.ipynb"
    path.write_text("[]")
    command = [sys.executable, str(notebooks.RUNNER), path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert set(json.loads(done.stdout)) == {"seconds", "peak", "problem"}
