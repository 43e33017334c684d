"""The suite itself: `make test` runs every test there is, and is red when it cannot."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMED_AS_TESTS = (":(glob)**/test_*.py", ":(glob)**/*_test.py")
# What other commands run: they need what `make test` must not ask of everybody.
ELSEWHERE = {"launch": {"tests/launch/test_binder.py"}}
NO_HELP = ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "PYTEST_PLUGINS")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None, reason="this machine has no make"),
]


def run(command, root, **variables):
    """Run a command as somebody at a prompt would, outside of this run of pytest."""
    kept = {name: value for name, value in os.environ.items() if name not in NO_HELP}
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, env={**kept, **variables}
    )


def recipe(target, root, jobs=1):
    """Return the one command of a target of the Makefile that starts pytest."""
    printed = run(["make", "--dry-run", target, f"VENV={sys.prefix}", f"JOBS={jobs}"], root)
    assert printed.returncode == 0, printed.stderr
    (command,) = [line for line in printed.stdout.splitlines() if "-m pytest" in line]
    return command


def collected(target, root=ROOT):
    """Return {file: how many tests} of what a target of the Makefile would run."""
    command = ["sh", "-c", recipe(target, root, jobs=0)]
    done = run(command, root, PYTEST_ADDOPTS="--collect-only -qq")
    assert done.returncode == 0, f"{done.stdout[-4000:]}{done.stderr[-2000:]}"
    counts = re.findall(r"^(\S+\.py): (\d+)$", done.stdout, re.MULTILINE)
    return {name: int(count) for name, count in counts}


def known_to_git(root, *patterns):
    """Return the files of these names that are in the repository, or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = run(command, root)
    assert listed.returncode == 0, listed.stderr
    return {name for name in listed.stdout.splitlines() if (root / name).is_file()}


@pytest.fixture(scope="module")
def everything():
    """Return {file: how many tests} of `make test`."""
    if run(["git", "rev-parse"], ROOT).returncode:
        pytest.skip("this copy of the book is no repository")
    return collected("test")


def test_every_test_file_that_git_knows_is_run_by_make_test(everything):
    elsewhere = set().union(*ELSEWHERE.values())
    assert elsewhere & set(everything) == set(), "these are run by `make test` after all"
    known = known_to_git(ROOT, *NAMED_AS_TESTS)
    assert len(known) > 50, "hardly a test file was found"
    left_out = known - set(everything) - elsewhere
    assert left_out == set(), "`make test` does not run these files"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_what_make_test_leaves_to_another_command_is_run_by_that(target):
    assert ELSEWHERE[target] <= set(collected(target))


@pytest.mark.parametrize("package", ["rnnbook", "bookbuild"])
def test_every_example_in_a_docstring_of_a_package_is_run(everything, package):
    shown = {
        name
        for name in known_to_git(ROOT, f"{package}/*.py")
        if re.search(r"^\s*>>> ", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    }
    assert shown, "no docstring has an example"
    assert shown - set(everything) == set(), "`make test` does not run the examples of these files"


@pytest.fixture
def project(tmp_path):
    """Return a small project with this book's Makefile and settings, and one test."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("tests", "rnnbook", "bookbuild"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_good.py").write_text("def test_good():\n    pass\n", "utf-8")
    assert run(["git", "init", "--quiet"], tmp_path).returncode == 0
    return tmp_path


def test_no_name_of_a_folder_hides_its_tests(project):
    names = [f"tests/{folder}/test_more.py" for folder in ("build", "dist", "venv", "env", "data")]
    for name in names:
        (project / name).parent.mkdir()
        (project / name).write_text("def test_more():\n    pass\n", "utf-8")
    assert collected("test", project) == dict.fromkeys([*names, "tests/test_good.py"], 1)


def test_a_test_file_outside_the_folder_of_tests_is_seen_to_be_left_out(project):
    for place in ("tools/test_stray.py", "stray_test.py"):
        (project / place).parent.mkdir(exist_ok=True)
        (project / place).write_text("def test_stray():\n    pass\n", "utf-8")
    left_out = known_to_git(project, *NAMED_AS_TESTS) - set(collected("test", project))
    assert left_out == {"tools/test_stray.py", "stray_test.py"}


def test_a_test_file_that_cannot_be_imported_makes_the_suite_red(project):
    (project / "tests" / "test_bad.py").write_text("import no_such_module\n", "utf-8")
    done = run(["sh", "-c", recipe("test", project)], project)
    assert done.returncode != 0
    assert "tests/test_bad.py" in done.stdout
    assert "No module named 'no_such_module'" in done.stdout


SKIPPED = {
    "in the test": "import pytest\n\n\ndef test_page():\n    pytest.skip('no browser was found')\n",
    "by a mark": "import pytest\n\n\n@pytest.mark.skipif(True, reason='no browser was found')\n"
    "def test_page():\n    pass\n",
    "as a file": "import pytest\n\npytest.skip('no browser was found', allow_module_level=True)\n",
}


def test_a_test_that_lacks_something_is_told_of_and_makes_the_suite_red_in_ci(project):
    shutil.copy(ROOT / "tests" / "conftest.py", project / "tests")
    for number, text in enumerate(SKIPPED.values()):
        (project / "tests" / f"test_page_{number}.py").write_text(text, "utf-8")
    command = ["sh", "-c", recipe("test", project)]
    here, in_ci = (run(command, project, RNNBOOK_CI=value) for value in ("", "1"))
    assert here.returncode == 0, here.stdout
    assert in_ci.returncode != 0, in_ci.stdout
    for number, how in enumerate(SKIPPED):
        told = rf"^SKIPPED \[1\] tests/test_page_{number}\.py.*: no browser was found"
        assert re.search(told, here.stdout, re.MULTILINE), how
        failed = (
            rf"test_page_{number}\.py:\d+: skipped, which CI does not allow: no browser was found"
        )
        assert re.search(failed, in_ci.stdout), how


def test_what_a_machine_may_lack_is_skipped_in_ci_too(project):
    shutil.copy(ROOT / "tests" / "conftest.py", project / "tests")
    text = "import pytest\n\n\ndef test_gpu():\n    pytest.skip('there is no CUDA device')\n"
    (project / "tests" / "test_gpu.py").write_text(text, "utf-8")
    done = run(["sh", "-c", recipe("test", project)], project, RNNBOOK_CI="1")
    assert done.returncode == 0, done.stdout
