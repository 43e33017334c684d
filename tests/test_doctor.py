"""`rnnbook doctor`: what is missing, for whom it matters, and what mends it."""

import io
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest
from click.testing import CliRunner
from rich.console import Console

from rnnbook import doctor
from rnnbook.cli import main
from rnnbook.exercises.checker.terminal import doctor as exercises
from rnnbook.exercises.checker.terminal.app import App

ROOT = doctor.book_folder()


@pytest.fixture
def without(monkeypatch):
    """Return a function that has some packages missing."""

    def hide(*names, **others):
        def found(name):
            if name in names:
                raise PackageNotFoundError(name)
            return others.get(name.replace("-", "_")) or version(name)

        monkeypatch.setattr(doctor, "version", found)

    return hide


@pytest.fixture
def book(tmp_path):
    """Return a folder that looks like the book, with nothing installed for it."""
    (tmp_path / "_toc.yml").write_text("")
    (tmp_path / "book/_ext").mkdir(parents=True)
    return tmp_path


def said(remarks):
    return {remark.what: (remark.found, remark.advice) for remark in remarks}


def test_this_environment_builds_the_book():
    found = said(doctor.building())
    assert found["the book"] == (str(ROOT), "")
    lacking = {what for what, (_, advice) in found.items() if advice}
    assert lacking <= {"browser"}


def test_a_folder_below_the_book_is_the_books(book):
    deep = book / "book" / "_ext"
    assert doctor.book_folder(deep) == book.resolve()


def test_without_the_book_only_its_package_is_there(tmp_path):
    (remark,) = doctor.building(tmp_path)
    assert remark.found == "only its package is here"
    assert "run this command in its folder" in remark.advice


def test_in_a_folder_that_was_removed_the_package_tells_where_the_book_is(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert doctor.book_folder() == ROOT


def test_a_file_of_the_readers_called_torch_is_not_taken_for_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torch.py").write_text("raise SystemExit('the reader’s')")
    asked = []
    monkeypatch.setattr(exercises, "_output", lambda command: asked.append(command) or "12")
    assert exercises._torch().found.endswith("works")
    code = "import importlib.util; print(importlib.util.find_spec('torch').origin)"
    done = subprocess.run([*asked[0][:-1], code], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in done.stdout


def test_what_comes_from_npm_is_missed(book):
    found = said(doctor.building(book))
    assert found["formulas"] == (
        "katex is not in tools/katex",
        "In the book's folder:  make environment",
    )
    assert found["style, scripts"][0] == "esbuild is not in tools/site"
    (book / "tools/katex/node_modules/katex").mkdir(parents=True)
    assert said(doctor.building(book))["formulas"] == ("katex is in tools/katex", "")


def test_libraries_of_the_build_are_missed_by_name(book, without):
    without("jupyter-book", "sphinx-design")
    found = said(doctor.building(book))
    assert found["libraries"] == (
        "not installed: jupyter-book sphinx-design",
        "In the book's folder:  make environment",
    )
    assert found["jupyter-book"][0] == "not installed"


def test_a_jupyter_book_that_is_too_new_is_named(book, without):
    without(jupyter_book="2.1.0")
    found, advice = said(doctor.building(book))["jupyter-book"]
    assert found == "2.1.0, which does not read _config.yml: version 1 is needed"
    assert advice


def test_a_missing_browser_and_make_are_told(book, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = said(doctor.building(book))
    assert found["make"] == ("not found", "Install it with your system's packages.")
    assert "For the tests of pages only" in found["browser"][1]


def test_what_notebooks_need_is_missed(without):
    without("sktime", "ipykernel", "jupyterlab", "notebook")
    assert said(doctor.notebooks()) == {
        "libraries": ("not installed: sktime", "pip install sktime"),
        "kernel": ("ipykernel is not installed", "pip install ipykernel"),
        "program": ("JupyterLab is not installed", "pip install jupyterlab"),
    }
    without(jupyterlab="4.5.6", ipykernel="7.0")
    found = said(doctor.notebooks())
    assert found["libraries"][1] == ""
    assert found["kernel"] == ("ipykernel 7.0", "")
    assert found["program"][0].startswith("jupyterlab 4.5.6")


def test_a_package_that_is_only_a_folder_is_told(monkeypatch):
    def none(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "requires", none)
    found, advice = said(doctor.notebooks())["libraries"]
    assert found == "rnnbook is read from a folder, and not installed"
    assert advice == "In the book's folder:  pip install -e ."


@pytest.fixture
def quick(monkeypatch):
    """Leave out what takes seconds; it has tests of its own."""
    remarks = [exercises.Remark("Python", "3.11")]
    monkeypatch.setattr(exercises, "remarks", lambda folder, console: iter(remarks))
    return remarks


def examined(folder, here):
    app = App(folder, Console(file=io.StringIO(), width=78, color_system=None))
    well = doctor.examine(app, here)
    return well, app.console.file.getvalue()


def test_what_is_missing_for_others_leaves_the_exercises_well(quick, tmp_path):
    well, text = examined(tmp_path, tmp_path)
    assert well
    assert text.startswith("To do the exercises\nok         Python")
    assert "missing    the book        only its package is here" in text
    assert text.endswith("What is missing matters only for what its heading says.\n")


def test_what_is_amiss_with_the_exercises_decides(quick, tmp_path):
    quick.append(exercises.Remark("torch", "does not work", "Install it again"))
    well, text = examined(tmp_path, tmp_path)
    assert not well
    assert "attention  torch           does not work" in text
    assert text.endswith("See the lines marked with attention.\n")


def test_the_command_ends_with_its_verdict(quick, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["doctor", "--plain"]).exit_code == 0
    quick.append(exercises.Remark("torch", "does not work", "Install it again"))
    assert CliRunner().invoke(main, ["doctor"]).exit_code == 1


@pytest.mark.slow
def test_doctor_runs_here_from_a_shell(tmp_path):
    command = [sys.executable, "-m", "rnnbook", "doctor"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    for heading in ("To do the exercises", "To run chapters as notebooks", "To build the book"):
        assert f"{heading}\n" in done.stdout
