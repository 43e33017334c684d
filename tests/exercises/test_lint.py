"""What an author is told is wrong with an exercise, and what a record refuses by itself."""

import json
import shutil
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner
from harm import SLUG, find

from rnnbook import cli
from rnnbook.exercises import CATALOGUE, Exercise, Mistake
from rnnbook.exercises.checker.lint import faults, strays


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Return a catalogue with a copy of one exercise, whose files may be spoilt."""
    package = tmp_path / "linted"
    package.mkdir()
    (package / "__init__.py").write_text("")
    shutil.copytree(find(SLUG).folder, package / SLUG)
    order = [{"name": "training", "title": "Training", "exercises": [SLUG]}]
    (package / "order.json").write_text(json.dumps(order))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield replace(CATALOGUE, package="linted")
    for name in [name for name in sys.modules if name.partition(".")[0] == "linted"]:
        del sys.modules[name]


def test_an_exercise_without_faults_has_none(catalogue):
    assert list(strays(catalogue)) == []
    assert list(faults(catalogue, SLUG)) == []


LONG = f"    # {'x' * 80}\n    states = []\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("statement.md", "# ", "", "statement.md: the first line must be a title, # ..., got 'The"),
        ("statement.md", "the shapes", r"$\alpha$", "statement.md: must be plain text, got"),
        ("statement.md", None, "# A\n\nDo it.\n", "statement.md: must be understood without its"),
        ("statement.md", None, None, "statement.md: it is not there"),
        ("explanation.md", None, None, "explanation.md: must be given for all but a prediction"),
        ("explanation.md", None, "So:\n", "explanation.md: must not end with a colon, got 'So:'"),
        ("solution.py", None, None, "solution.py: it is not there"),
        ("solution.py", "def ", "def (", "solution.py: invalid syntax"),
        ("solution.py", "def hidden", "def _hidden", "solution.py: a solution must define one pub"),
        ("solution.py", "    states = []\n", LONG, "solution.py: line 14 must have 76 columns at"),
        (
            "solution.py",
            '    """Return',
            '    0 and """Return',
            "hidden_states must have a doc",
        ),
        ("solution.py", "x: Tensor", "x", "solution.py: hidden_states must have types, got none f"),
        ("solution.py", ") -> Tensor", ")", "hidden_states must have types, got none for its res"),
        ("exercise.py", 'chapter="training"', 'chapter="gates"', "chapter: must be where the stat"),
        ("exercise.py", "level=1", "level=4", "exercise.py: ValueError: training_old_state: level"),
        ("exercise.py", "from rnnbook", "from nowhere", "exercise.py: ModuleNotFoundError: No mod"),
        ("exercise.py", "Which state do you get?", "Which  state?", "a text must have single spac"),
        ("exercise.py", "Which state do you get?", "Which state", "a text must end as a sentence"),
        ("exercise.py", "h @ W_hh.T", "h @ W.T", "solution.py: must occur once in the source"),
        ("exercise.py", '"    states = []\\n"', '"    nothing\\n"', "mistakes[0]: must occur once"),
        (
            "exercise.py",
            '"    states = [h]\\n"',
            '"    states = []\\n"',
            "mistakes[0]: the edits mu",
        ),
        ("exercise.py", '"    states = [h]\\n"', '"    (\\n"', "mistakes[0]: "),
    ],
)
def test_each_fault_is_named_with_its_file_or_field(catalogue, name, old, new, said):
    path = catalogue.folder / SLUG / name
    if new is None:
        path.unlink()
    else:
        text = path.read_text("utf-8")
        assert old is None or old in text
        path.write_text(new if old is None else text.replace(old, new), "utf-8")
    found = list(faults(catalogue, SLUG))
    assert any(said in one for one in found), found


def test_too_few_hints_and_mistakes_are_counted(catalogue):
    path = catalogue.folder / SLUG / "exercise.py"
    path.write_text(
        path.read_text("utf-8").replace("exercise = ", "made = ")
        + "\nfrom dataclasses import replace\n"
        "exercise = replace(made, hints=('One.',), mistakes=())\n"
    )
    assert list(faults(catalogue, SLUG)) == [
        "hints: must be at least 2 for the kind 'repair', got 1",
        "mistakes: must be at least 2 for the kind 'repair', got 0",
    ]


def test_a_starter_that_is_the_solution_is_named(catalogue):
    folder = catalogue.folder / SLUG
    (folder / "solution.py").write_text('def f() -> None:\n    """Do it."""\n    ...\n')
    (folder / "exercise.py").write_text(
        "from rnnbook.exercises import Exercise\n"
        "exercise = Exercise(file=__file__, chapter='training', level=1, minutes=1, "
        "kind='function', hints=('One.', 'Two.'), mistakes=())\n"
    )
    assert "the starter: must not be the solution itself" in list(faults(catalogue, SLUG))


def test_a_folder_without_a_statement_and_a_statement_without_a_folder_are_named(catalogue):
    order = [{"name": "training", "title": "Training", "exercises": ["gone", "twice", "twice"]}]
    (catalogue.folder / "order.json").write_text(json.dumps(order))
    (catalogue.folder / "twice").mkdir()
    (catalogue.folder / "twice" / "exercise.py").write_text("")
    assert list(strays(catalogue)) == [
        f"{SLUG}: it is in no chapter of order.json. Is its statement on a page?",
        "gone: order.json names it, and there is no gone/exercise.py",
        "twice: order.json names it more than once",
        "twice: order.json names it more than once",
    ]


def test_the_command_says_what_is_wrong_and_ends_with_it(catalogue, monkeypatch):
    done = CliRunner().invoke(cli.main, ["exercises", "lint", SLUG])
    assert (done.exit_code, done.output) == (0, "Nothing is wrong.\n")
    (catalogue.folder / SLUG / "explanation.md").unlink()
    monkeypatch.setattr(cli, "CATALOGUE", catalogue)
    for arguments in ([SLUG], []):
        done = CliRunner().invoke(cli.main, ["exercises", "lint", *arguments])
        said = f"{SLUG}: explanation.md: must be given for all but a prediction"
        assert (done.exit_code, " ".join(done.output.split())) == (1, said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": 0}, "level must be 1, 2 or 3, got 0"),
        ({"level": "2"}, "level must be 1, 2 or 3, got '2'"),
        ({"minutes": 91}, "minutes must be a whole number from 1 to 90, got 91"),
        ({"minutes": 1.5}, "minutes must be a whole number from 1 to 90, got 1.5"),
        ({"kind": "puzzle"}, "kind must be one of function, module, .*, got 'puzzle'"),
        ({"hints": ()}, r"hints must be at least one hint, got \(\)"),
        ({"seconds": 0}, "seconds must be positive, got 0"),
        ({"kind": "repair"}, r"bug must be given for a repair, and only then, got \(\)"),
        ({"bug": (("a", "b"),)}, "bug must be given for a repair, and only then, got"),
    ],
)
def test_a_record_refuses_what_no_exercise_can_have(changes, said):
    fields = {"file": "a/one/exercise.py", "chapter": "gates", "level": 1, "minutes": 5}
    fields |= {"kind": "function", "hints": ("Look.",), "mistakes": ()}
    assert Exercise(**fields).slug == "one"
    with pytest.raises(ValueError, match=f"^one: {said}"):
        Exercise(**fields | changes)


def test_a_prediction_says_what_else_may_have_been_guessed():
    made = Exercise.prediction(
        truth="1, 2",
        guesses={"1, 3": "The first is right."},
        file="a/one/exercise.py",
        chapter="gates",
        level=1,
        minutes=5,
        hints=("Look.",),
    )
    assert made.kind == "prediction"
    assert made.mistakes == (Mistake("The first is right.", (("1, 2", "1, 3"),)),)
