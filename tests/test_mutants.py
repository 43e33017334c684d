"""The list of planted faults fits the code, and the tool that plants them tells the truth."""

import subprocess
from pathlib import Path

import pytest

from bookbuild.commands import mutants

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("mutant", mutants.faults(), ids=lambda mutant: mutant.fault)
def test_every_fault_can_be_planted_and_names_tests_that_are_there(mutant):
    text = (ROOT / mutant.file).read_text("utf-8")
    assert mutant.planted(text) != text
    assert mutant.tests
    for name in mutant.tests:
        assert (ROOT / name).exists(), f"{mutant.fault}: {name} is gone"


def test_there_are_enough_of_every_kind():
    files = [mutant.file for mutant in mutants.faults()]
    assert len(files) >= 40
    assert len({mutant.fault for mutant in mutants.faults()}) == len(files)
    kinds = {
        "package": [name for name in files if name.startswith("rnnbook/")],
        "checker": [name for name in files if name.startswith("rnnbook/exercises/")],
        "build": [name for name in files if name.startswith("bookbuild/")],
        "pages": [name for name in files if name.startswith(("book/_static", "book/explorables"))],
    }
    assert {kind: len(found) for kind, found in kinds.items() if len(found) < 3} == {}


def test_a_fault_whose_text_is_gone_is_named():
    mutant = mutants.Mutant("it doubles", "one.py", "return x", "return 2 * x", ("tests",))
    assert mutant.planted("return x") == "return 2 * x"
    for text, times in (("", 0), ("return x\nreturn x", 2)):
        with pytest.raises(
            ValueError, match=rf"one\.py: .* 'it doubles' stands there {times} times"
        ):
            mutant.planted(text)


@pytest.fixture
def checkout(tmp_path):
    """Return a repository with a module and a test of it."""
    files = {
        "one.py": "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n",
        "tests/test_one.py": "import one\n\n\ndef test_double():\n    assert one.double(2) == 4\n",
        "pytest.ini": "[pytest]\n",
        "ignored.txt": "not known to git\n",
        ".gitignore": "ignored.txt\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


def test_a_copy_has_what_git_knows_or_would_take(checkout):
    with mutants.copy_of(checkout) as copy:
        names = {p.relative_to(copy).as_posix() for p in copy.rglob("*") if ".git/" not in str(p)}
        assert {"one.py", "tests/test_one.py"} <= names
        assert "ignored.txt" not in names
    assert not copy.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "tests", "noticed", "told"),
    [
        ("2 * x", "3 * x", "tests", True, "noticed   a fault  [tests/test_one.py::test_double"),
        ("x / 2", "x / 3", "tests", False, "SURVIVED  a fault  [no test of tests"),
        ("def double", "def (", "tests", True, "noticed   a fault  [tests/test_one.py"),
        ("2 * x", "3 * x", "elsewhere", False, "SURVIVED"),
    ],
    ids=["noticed", "survived", "no Python", "no such tests"],
)
def test_it_tells_which_faults_were_noticed_and_by_what(checkout, old, new, tests, noticed, told):
    mutant = mutants.Mutant("a fault", "one.py", old, new, (tests,))
    verdict = mutants.judge(mutant, checkout, whole=False)
    assert verdict.noticed == noticed
    assert str(verdict).startswith(told)
    assert (checkout / "one.py").read_text("utf-8").count(old) == 1, "planted in the book itself"


@pytest.mark.slow
def test_a_survivor_of_its_own_tests_can_be_tried_against_all(checkout):
    mutant = mutants.Mutant("a fault", "one.py", "2 * x", "3 * x", ("elsewhere",))
    assert mutants.judge(mutant, checkout, whole=True).noticed
