"""`rnnbook doctor`: what is missing, for whom it matters, and what mends it."""

import io
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from click.testing import CliRunner
from rich.console import Console

from rnnbook import doctor
from rnnbook.cli import main
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.terminal import doctor as exercises
from rnnbook.exercises.checker.terminal.app import App


def said(remarks):
    return {remark.what: (remark.found, remark.advice) for remark in remarks}


def test_a_file_of_the_readers_called_torch_is_not_taken_for_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torch.py").write_text("raise SystemExit('the reader’s')")
    asked = []
    monkeypatch.setattr(exercises, "_output", lambda command: asked.append(command) or "12")
    assert exercises._torch().found.endswith("works")
    code = "import importlib.util; print(importlib.util.find_spec('torch').origin)"
    done = subprocess.run([*asked[0][:-1], code], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in done.stdout


def test_what_notebooks_need_is_missed(without):
    without("sktime", "ipykernel", "jupyterlab", "notebook")
    assert said(doctor.diagnose()) == {
        "libraries": ("not installed: sktime", "pip install sktime"),
        "kernel": ("ipykernel is not installed", "pip install ipykernel"),
        "program": ("JupyterLab is not installed", "pip install jupyterlab"),
    }
    without(jupyterlab="4.5.6", ipykernel="7.0")
    found = said(doctor.diagnose())
    assert found["libraries"][1] == ""
    assert found["kernel"] == ("ipykernel 7.0", "")
    assert found["program"][0].startswith("jupyterlab 4.5.6")


def test_a_package_that_is_only_a_folder_is_told(monkeypatch):
    def none(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "requires", none)
    found, advice = said(doctor.diagnose())["libraries"]
    assert found == "rnnbook is read from a folder, and not installed"
    assert advice == "In the book's folder:  pip install -e ."


@pytest.fixture
def quick(monkeypatch):
    """Leave out what takes seconds; it has tests of its own."""
    remarks = [exercises.Remark("Python", "3.11")]
    monkeypatch.setattr(exercises, "diagnose", lambda app: iter(remarks))
    return remarks


def examined(folder, *others):
    app = App(folder, Console(file=io.StringIO(), width=78, color_system=None), CATALOGUE)
    well = doctor.examine(app, *others)
    return well, app.console.file.getvalue()


def test_what_is_missing_for_others_leaves_the_exercises_well(quick, tmp_path):
    lacking = exercises.Remark("the book", "only its package is here", "Get it.")
    well, text = examined(tmp_path, ("To build the book", [lacking]))
    assert well
    assert text.startswith("To do the exercises\nok         Python")
    assert "\nTo build the book\nmissing    the book        only its package is here\n" in text
    assert text.endswith("What is missing matters only for what its heading says.\n")


def test_what_is_amiss_with_the_exercises_decides(quick, tmp_path):
    quick.append(exercises.Remark("torch", "does not work", "Install it again"))
    well, text = examined(tmp_path)
    assert not well
    assert "attention  torch           does not work" in text
    assert text.endswith("See the lines marked with attention.\n")


def test_the_command_ends_with_its_verdict(quick, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in (["doctor"], ["exercises", "doctor"]):
        done = CliRunner().invoke(main, [*command, "--plain"])
        assert (done.exit_code, done.output[:19]) == (0, "To do the exercises")
    quick.append(exercises.Remark("torch", "does not work", "Install it again"))
    for command in (["doctor"], ["exercises", "doctor"]):
        assert CliRunner().invoke(main, command).exit_code == 1


@pytest.mark.slow
def test_doctor_runs_here_from_a_shell(tmp_path):
    command = [sys.executable, "-m", "rnnbook", "doctor"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    for heading in ("To do the exercises", "To run chapters as notebooks"):
        assert f"{heading}\n" in done.stdout
