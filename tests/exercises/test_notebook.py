"""``check``, ``hint`` and ``solution``, as a reader calls them in a notebook."""

import json
import shutil
import subprocess
import sys
import tempfile
import textwrap

import nbclient
import nbformat
import pytest
from harm import find

import rnnbook.exercises as exercises
from rnnbook.exercises import CATALOGUE, book, check, hint, solution
from rnnbook.exercises.checker import notebook
from rnnbook.exercises.checker.outcome import Outcome

SLUG = "training_old_state"


@pytest.fixture
def folder(monkeypatch):
    """Give the kernel of a notebook a folder for temporary files with a short path."""
    made = tempfile.mkdtemp(prefix="rn", dir="/tmp")
    monkeypatch.setenv("TMPDIR", made)
    # One process that checks, and nothing that stays behind.
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    yield made
    shutil.rmtree(made, ignore_errors=True)


def run_cells(cells, folder):
    """Run cells in a kernel, and return their outputs."""
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(textwrap.dedent(c).strip()) for c in cells]
    )
    nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": folder}}).execute()
    return [cell.outputs for cell in book.cells]


def shown(outputs):
    """Return the plain text of a cell's outputs."""
    pieces = (o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)
    return "\n".join(pieces)


@pytest.mark.slow
def test_a_session_in_a_notebook(folder):
    head = "def hidden_states(x, W_ih, W_hh, b):"
    cells = [
        # Magic commands stand in the same cell, and helpers in another one.
        "%matplotlib inline\nfrom rnnbook.exercises import check, hint, solution",
        find(SLUG).starter + f'\ncheck("{SLUG}", hidden_states)',
        f'hint("{SLUG}")',
        f"{head}\n    # wrong\n    y = x @ W_hh\n    return y\n\ncheck('{SLUG}', hidden_states)",
        "def helper(*arguments):\n    return book(*arguments)",
        find(SLUG).solution.replace("def hidden_states", "def book"),
        f"{head}\n    return helper(x, W_ih, W_hh, b)\n\ncheck('{SLUG}', hidden_states, seed=4)",
        "lock = __import__('threading').Lock()\n"
        f"{head}\n    lock\n    return x\n\ncheck('{SLUG}', hidden_states)",
        f'solution("{SLUG.replace("_", "-")}")',
    ]
    outputs = run_cells(cells, folder)
    texts = list(map(shown, outputs))
    for index in (1, 3, 6, 7):
        (only,) = outputs[index]
        assert set(only.data) == {"text/plain"}
    assert "Not started" in texts[1]
    assert f'hint("{SLUG}")' in texts[1]
    assert texts[2].startswith("Hint 1 of 2: ")
    assert "Not yet" in texts[3]
    assert "your cell, line 3: y = x @ W_hh" in texts[3]
    assert "RuntimeError" in texts[3]
    assert "Solved" in texts[6]
    # Nothing of this differs between two builds of the book.
    assert folder not in json.dumps(outputs)
    assert "hidden_states uses lock, a lock, which cannot be copied" in " ".join(texts[7].split())
    (last,) = outputs[8]
    assert last.data["text/markdown"].startswith("```python\nimport torch\n")
    assert last.data["text/markdown"].endswith("```\n\nThis solution passes its check: 7 checks.")


def test_where_run_all_asks_for_solutions_they_are_folded(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    given = notebook.Solution("a < b\n", 2)
    assert set(given._repr_mimebundle_()) == {"text/plain", "text/markdown"}
    monkeypatch.setenv("JPY_SESSION_NAME", "book/training.md")
    page = given._repr_mimebundle_()["text/html"]
    assert page.startswith("<details><summary>The solution (click to open)</summary>")
    assert "&lt;" in page
    assert "a < b" not in page
    assert page.endswith("</details><p>This solution passes its check: 2 checks.</p>")


@pytest.mark.slow
def test_what_is_printed_works_where_only_check_was_imported(folder):
    starter = find(SLUG).starter
    cells = [
        f"from rnnbook.exercises import check\n{starter}\ncheck('{SLUG}', hidden_states)",
        f"from rnnbook.exercises import hint\ncheck('{SLUG}', hidden_states)",
        f"from rnnbook.exercises import hint, solution\ncheck('{SLUG}', hidden_states)",
    ]
    first, second, third = map(shown, run_cells(cells, folder))
    line = "For what is named below:  from rnnbook.exercises import"
    assert first.startswith(f"{line} hint, solution\n")
    assert second.startswith(f"{line} solution\n")
    assert third.startswith("○ Not started")
    assert first.count("○ Not started") == 1


@pytest.mark.slow
def test_in_a_folder_that_was_removed_the_notebook_says_so_and_helps(folder):
    cells = [
        "from rnnbook.exercises import check, hint, solution\n"
        # What torch loads with its first product it does not find from such a folder.
        "import os, tempfile, torch\ntorch.ones(2, 2) @ torch.ones(2, 2)\n"
        "gone = tempfile.mkdtemp()\nos.chdir(gone)\nos.rmdir(gone)",
        f"{find(SLUG).starter}\ncheck('{SLUG}', hidden_states)",
        f"hint('{SLUG}')",
        f"solution('{SLUG}')",
        f"os.chdir('/')\ncheck('{SLUG}', hidden_states)",
    ]
    _, gone, hinted, solved, back = map(shown, run_cells(cells, folder))
    assert "The folder that this notebook runs in is not there any more" in " ".join(gone.split())
    assert "os.chdir(...)" in gone
    assert hinted.startswith("Hint 1 of 2")
    assert "This solution passes its check" in solved
    assert back.startswith("○ Not started")


@pytest.mark.slow
def test_a_class_in_a_cell(folder):
    source = """
    from rnnbook.exercises.checker.runner.pickling import source_of
    class Cell:
        size = 3
        def step(self, x):
            return x
    print(source_of(Cell)[1][1])
    """
    (outputs,) = run_cells([source], folder)
    assert shown(outputs).strip() == "class Cell:"


def test_the_names_are_exported_without_anything_heavy():
    assert {"check", "hint", "solution"} <= set(exercises.__all__)
    code = "import sys, rnnbook.exercises; print({'torch', 'psutil', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_unknown_exercise():
    expected = "^exercise must be the name of an exercise, got 'nonsense'"
    for ask in (lambda name: check(name, print), hint, solution):
        with pytest.raises(ValueError, match=expected):
            ask("nonsense")
        with pytest.raises(TypeError, match=r"^exercise must be the name of .*, a string"):
            ask(3)


def test_a_title_is_a_name(capsys):
    book._notebook._hints.clear()
    hint("The wrong state")
    assert capsys.readouterr().out.startswith("Hint 1 of 2")


def test_names_of_old_lead_to_exercises_of_today():
    assert set(CATALOGUE.renamed.values()) <= set(CATALOGUE.slugs)
    assert not set(CATALOGUE.renamed) & set(CATALOGUE.slugs)


@pytest.mark.parametrize("wrong", [3, None, [1.0], "hidden_states"])
def test_a_target_that_cannot_be_called(wrong):
    with pytest.raises(TypeError, match="target must be your function or class itself"):
        check(SLUG, wrong)


def test_a_starter_needs_no_process(monkeypatch, tmp_path):
    from rnnbook.exercises.checker.runner import api

    monkeypatch.setattr(api, "forked_worker", lambda _: pytest.fail("a process was started"))
    path = tmp_path / "cell.py"
    path.write_text(find(SLUG).starter, "utf-8")
    names = {}
    exec(compile(find(SLUG).starter, str(path), "exec"), names)
    outcome = check(SLUG, names["hidden_states"])
    found = (outcome.slug, outcome.status, outcome.stage, outcome.message)
    assert found == (SLUG, "not started", "started", "hidden_states is as broken as it came.")
    assert '"text/plain"' in json.dumps(outcome._repr_mimebundle_())


def test_without_a_source_it_goes_on(monkeypatch):
    from rnnbook.exercises.checker.runner import api

    taken = []

    def checked(catalogue, exercise, target, **options):
        taken.append(options)
        return Outcome(exercise.slug, "solved")

    monkeypatch.setattr(api, "check_callable", checked)
    names = {}
    exec("def hidden_states(x): ...", names)
    check("training-old-state", names["hidden_states"], seed=5)
    check(SLUG, len)
    assert taken == [{"seed": 5}, {"seed": None}]


def test_hints_come_one_by_one_and_again(capsys):
    book._notebook._hints.clear()
    hints = find(SLUG).hints
    for _ in range(2):
        for number, text in enumerate(hints, start=1):
            hint("training-old-state")
            said = " ".join(capsys.readouterr().out.split())
            assert said.startswith(f"Hint {number} of {len(hints)}: {text}")
            assert said.endswith("This was the last one.") == (number == len(hints))


def test_the_lines_of_a_hint_are_short(capsys):
    book._notebook._hints.clear()
    for _ in find("memory_register").hints:
        hint("memory_register")
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 76


def test_a_solution_that_fails_is_an_error(monkeypatch):
    from rnnbook.exercises.checker.runner import api

    failed = Outcome(SLUG, "not yet", "values", "The result is not right.", seed=0)
    monkeypatch.setattr(api, "check_text", lambda *a, **k: failed)
    with pytest.raises(RuntimeError, match="the solution of training_old_state fails"):
        solution(SLUG)


def test_a_solution_is_the_same_each_time(monkeypatch):
    from rnnbook.exercises.checker.runner import api

    asked = []

    def answer(catalogue, exercise, source, filename, *, seed):
        asked.append((exercise.slug, source, filename, seed))
        return Outcome(exercise.slug, "solved", checks=1, seed=seed)

    monkeypatch.setattr(api, "check_text", answer)
    one, other = solution(SLUG), solution(SLUG)
    assert one._repr_mimebundle_() == other._repr_mimebundle_()
    assert asked == [(SLUG, find(SLUG).solution, "solution.py", 0)] * 2
    assert repr(one).endswith("# This solution passes its check: 1 check.")


def test_what_cannot_be_copied_is_named():
    from rnnbook.exercises.checker.runner.pickling import NotPicklableError, serialize_target

    source = "def target():\n    def inner():\n        return stream\n    return inner\n"
    names = {"stream": (n for n in range(3)), "__name__": "__main__"}
    exec(source, names)
    with pytest.raises(NotPicklableError, match="target uses stream, a generator, which") as caught:
        serialize_target(names["target"])
    assert caught.value.suggestion == "Make stream inside target."
