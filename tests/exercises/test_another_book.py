"""The checker with the exercises of another book, of which it is told by a catalogue alone."""

import importlib
import json
import sys
from io import StringIO

import pytest
from harm import only_the_server_is_left
from rich.console import Console

from rnnbook.exercises.checker.lint import faults, strays
from rnnbook.exercises.checker.notebook import Notebook
from rnnbook.exercises.checker.report import Report
from rnnbook.exercises.checker.runner import api
from rnnbook.exercises.checker.terminal.app import App

FILES = {
    "__init__.py": """
        from pathlib import Path

        from rnnbook.exercises.checker.catalogue import Catalogue

        CATALOGUE = Catalogue(
            module="tinybook",
            package="tinybook.tasks",
            name="tinybook",
            version="7.0",
            command="tiny",
            doctor="tiny doctor",
            sources=Path(__file__).parent,
            first="doubled",
        )
        """,
    "tasks/__init__.py": "",
    "tasks/order.json": json.dumps([{"name": "one", "title": "One", "exercises": ["doubled"]}]),
    "tasks/doubled/__init__.py": "",
    "tasks/doubled/exercise.py": """
        from rnnbook.exercises.checker.spec import Exercise, Mistake
        from rnnbook.exercises.checker.strategies import normal

        exercise = Exercise(
            file=__file__,
            chapter="one",
            level=1,
            minutes=1,
            kind="function",
            arguments=(normal("N"),),
            hints=("Add it to itself.", "x + x."),
            mistakes=(
                Mistake("Once is not enough.", edits=(("x + x", "x"),)),
                Mistake("Three times is too much.", edits=(("x + x", "x + x + x"),)),
            ),
        )
        """,
    "tasks/doubled/solution.py": '''
        from torch import Tensor


        def doubled(x: Tensor) -> Tensor:
            """Return x twice."""
            return x + x
        ''',
    "tasks/doubled/statement.md": "# Twice\n\n" + "Return twice what you are given. " * 3,
    "tasks/doubled/explanation.md": "Adding is enough.\n",
}


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    from textwrap import dedent

    for name, text in FILES.items():
        path = tmp_path / "tinybook" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv("TINYBOOK_WARM", raising=False)
    yield importlib.import_module("tinybook").CATALOGUE
    for name in [name for name in sys.modules if name.partition(".")[0] == "tinybook"]:
        del sys.modules[name]


def test_it_is_linted(catalogue):
    assert list(strays(catalogue)) == list(faults(catalogue, "doubled")) == []
    assert catalogue.find("Twice") is catalogue.exercises[0]


@pytest.mark.slow
@pytest.mark.parametrize("warm", ["0", "1"])
def test_answers_to_it_are_checked_in_both_kinds_of_worker(catalogue, home, monkeypatch, warm):
    monkeypatch.setenv("TINYBOOK_WARM", warm)
    (exercise,) = catalogue.exercises
    assert api.check_text(catalogue, exercise, exercise.solution, "mine.py").solved
    wrong = exercise.solution.replace("x + x", "x")
    outcome = api.check_text(catalogue, exercise, wrong, "mine.py")
    assert (outcome.status, outcome.suggestion) == ("not yet", "Once is not enough.")
    only_the_server_is_left(home)


@pytest.mark.slow
def test_a_notebook_names_its_module(catalogue, home, monkeypatch, capsys):
    monkeypatch.setenv("TINYBOOK_WARM", "0")
    outcome = Notebook(catalogue).check("doubled", lambda x: x)
    assert "from tinybook import hint, solution" in capsys.readouterr().out
    assert 'hint("doubled")' in str(outcome)


def test_what_a_terminal_shows_names_its_commands(catalogue, tmp_path):
    app = App(tmp_path / "answers", Console(file=StringIO(), width=80), catalogue)
    app.list()
    exercise = app.start(None)
    app.hint(exercise)
    outcome = api.Outcome("doubled", "our bug", message="No.", seed=3)
    app.report(outcome, exercise)
    text = app.console.file.getvalue() + (tmp_path / "answers" / "doubled.py").read_text("utf-8")
    for said in ("To begin: tiny start", "tiny watch", "tiny check doubled", "tinybook 7.0, exer"):
        assert said in text
    assert "rnnbook" not in text
    failed = Report(api.Outcome("doubled", "not yet", seed=99), exercise, catalogue).as_text()
    assert "This again:  tiny check --seed 99" in failed
