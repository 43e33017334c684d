"""The command rnnbook: what it says, what it ends with, and what it leaves behind."""

import ast
import contextlib
import errno
import io
import itertools
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import entry_points

import pytest
from click.testing import CliRunner
from harm import find

from rnnbook import __version__
from rnnbook.cli import main
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.runner import api
from rnnbook.exercises.checker.terminal.app import App, console_for
from rnnbook.exercises.checker.terminal.workspace import starting_text

SLUG = "training_old_state"
STARTER = starting_text(find(SLUG), "rnnbook exercises")
# Ends a hang, and nothing else: no machine is so busy.
HANGS = 300
COMMANDS = ("list", "start", "check", "watch", "hint", "solution", "reset", "lint", "doctor")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, and return where the answers go."""
    monkeypatch.chdir(tmp_path)
    for name in ("RNNBOOK_EXERCISES", "COLUMNS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "exercises"


@pytest.fixture
def outcomes(monkeypatch):
    """Have checks return what is in this list, and note how they were called."""
    found = []
    found_calls = []

    def check_file(catalogue, exercise, path, *, seed=None):
        assert catalogue is CATALOGUE
        found_calls.append((exercise.slug, path.name, seed))
        outcome = found.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr(api, "check_file", check_file)
    return type("Outcomes", (), {"next": found, "calls": found_calls})


def call(*arguments, code=0, stdin=None):
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exit_code == code, result.output
    return result.output


def exercises(*arguments, code=0, **options):
    return call("exercises", *arguments, code=code, **options)


def process(*arguments, **options):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment.update(options.pop("env", {}))
    return subprocess.run(
        [sys.executable, "-m", "rnnbook", *arguments],
        capture_output=True,
        text=True,
        timeout=HANGS,
        env=environment,
        **options,
    )


def wait_for(condition):
    end = time.monotonic() + HANGS
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def progress(folder):
    return json.loads((folder / "progress.json").read_text("utf-8"))


def test_the_command_is_installed_and_names_its_version():
    (script,) = entry_points(group="console_scripts", name="rnnbook")
    assert script.load() is main
    assert __version__ in call("--version")
    assert __version__ in process("--version").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    assert name in exercises("--help")
    text = exercises(name, "--help")
    assert "--folder" in text
    assert "--plain" in text


def test_the_list_has_every_exercise_and_imports_no_torch():
    code = (
        "import sys; from rnnbook.cli import main\n"
        "try: main(['exercises', 'list'])\n"
        "finally: print('torch' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr == "False\n"
    for exercise in CATALOGUE.exercises:
        assert exercise.slug in done.stdout
    assert f"0 of {len(CATALOGUE.exercises)} solved" in done.stdout
    assert done.stdout == exercises()


@pytest.mark.parametrize("width", [80, 60, 40, 30])
def test_the_list_fits_every_width(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = exercises("list").split("\n")
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    for exercise in CATALOGUE.exercises:
        assert exercise.slug in text.replace(" ", "") or exercise.slug in text
        assert exercise.title.split()[-1] in text


def test_no_module_of_the_terminal_imports_torch():
    names = "app, atomic, doctor, events, listing, progress, watch, workspace"
    code = (
        f"import sys; from rnnbook.exercises.checker.terminal import {names}; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_inside_the_folder_and_with_the_name_of_a_file(folder, outcomes, monkeypatch):
    exercises("start", SLUG)
    monkeypatch.chdir(folder)
    outcomes.next += [Outcome(SLUG, "not yet", "none", "It returned None.")] * 2
    exercises("check", f"{SLUG}.py", code=1)
    exercises("check", f"exercises/{SLUG}.py", code=1)
    assert [name for _, name, _ in outcomes.calls] == [f"{SLUG}.py"] * 2
    assert not (folder / "exercises").exists()


def test_start_writes_the_starter_and_then_leaves_it(folder):
    output = exercises("start", SLUG)
    path = folder / f"{SLUG}.py"
    assert path.read_text("utf-8") == STARTER
    assert "rnnbook exercises check" in output
    path.write_text("mine")
    other = next(e.slug for e in CATALOGUE.exercises if e.slug != SLUG)
    exercises("start", other)
    assert progress(folder)["current"] == other
    assert "is there already and stays as it is" in exercises("start", SLUG)
    assert path.read_text() == "mine"
    assert progress(folder)["current"] == SLUG


def test_hyphens_do_for_underscores(folder):
    exercises("start", SLUG.replace("_", "-"))
    assert (folder / f"{SLUG}.py").exists()


@pytest.mark.parametrize("name", ["start", "check", "watch", "hint", "solution", "reset"])
def test_a_misspelt_name_gets_a_suggestion_and_exit_code_2(name, folder):
    assert f"Did you mean {SLUG}" in exercises(name, "trainin_old_stat", code=2)
    assert "rnnbook exercises list" in exercises(name, "zzz", code=2)
    assert not folder.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["The wrong state"],
        ["the", "wrong", "state"],
        ["“The Wrong State”"],
        ["THE-WRONG_STATE"],
        ["training old state"],
        ["training", "old", "state"],
        ["Training_Old-State"],
        ["the", "wrong"],
        ["training_old"],
        [f"{SLUG}.py"],
    ],
)
def test_titles_and_beginnings_are_names_too(words, folder):
    assert f"{SLUG}.py is written" in exercises("start", *words)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["How far"], "training_predict or backpropagation_shear"),
        (["hidden"], "hidden_backward, hidden_pencil or hidden_each_step"),
        (["old_state"], SLUG),
        (["The wrnog state"], SLUG),
        (["3"], None),
        ([""], None),
        (["'"], None),
    ],
)
def test_a_name_of_none_or_of_several_is_answered_with_those_that_are_near(words, near, folder):
    output = exercises("start", *words, code=2)
    assert "slug" not in output
    assert "rnnbook exercises list" in output
    assert (f"Did you mean {near}" in output) if near else ("Did you mean" not in output)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["check", "watch", "hint", "solution", "reset"])
def test_before_anything_is_started_every_command_says_so(name, folder):
    assert "No exercise is started in exercises" in exercises(name, code=2)
    assert not folder.exists()


def test_the_first_exercise_is_an_easy_one_on_the_first_page(folder):
    exercises("start")
    first = find(progress(folder)["current"])
    assert first is find(CATALOGUE.first)
    assert first.level == 1
    assert first.kind != "prediction"
    assert first.chapter == "first-network"
    assert "To begin: rnnbook exercises start" not in exercises()


@pytest.mark.slow
def test_start_goes_through_the_book_and_says_when_it_ends(folder, outcomes):
    taken = []
    for _ in CATALOGUE.exercises:
        exercises("start")
        taken.append(find(progress(folder)["current"]))
        exercises("start")  # not solved: it stays
        assert progress(folder)["current"] == taken[-1].slug
        outcomes.next.append(Outcome(taken[-1].slug, "solved", seed=1, checks=2))
        last = exercises("check")
    assert set(taken) == set(CATALOGUE.exercises)
    # In each chapter from the easy to the hard; the first one's is gone through at both ends.
    for one, other in itertools.pairwise(taken):
        same = one.chapter == other.chapter and one.chapter != taken[0].chapter
        assert not same or one.level <= other.level
    assert "all exercises are solved" in last
    assert "All exercises are solved" in exercises("start", code=2)
    count = len(CATALOGUE.exercises)
    assert f"{count} of {count} solved" in exercises()


@pytest.mark.parametrize(
    ("status", "mark", "code"),
    [("solved", "✓", 0), ("not yet", "✗", 1), ("not started", "○", 1), ("our bug", "!", 3)],
)
def test_check_shows_and_records_the_outcome_and_ends_with_its_code(
    status, mark, code, folder, outcomes
):
    exercises("start", SLUG)
    outcomes.next.append(Outcome(SLUG, status, message="What is the matter.", seed=7, checks=2))
    output = exercises("check", "--seed", "7", code=code)
    assert outcomes.calls == [(SLUG, f"{SLUG}.py", 7)]
    assert output.startswith(f"{mark} ")
    kept = progress(folder)["exercises"][SLUG]
    assert kept["status"] == ("not started" if status == "our bug" else status)
    assert ("rnnbook exercises start" in output) == (status == "solved")
    assert (str(kept["solved_on"]) in output) is False


def test_check_of_another_exercise_makes_it_the_current_one(folder, outcomes):
    exercises("start", "memory_register")
    exercises("start", SLUG)
    outcomes.next.append(Outcome("memory_register", "not yet", message="No."))
    exercises("check", "memory_register", code=1)
    assert progress(folder)["current"] == "memory_register"


def test_a_file_that_is_gone_is_named_with_what_to_do(folder, outcomes):
    exercises("start", SLUG)
    (folder / f"{SLUG}.py").unlink()
    output = exercises("check", code=2)
    assert f"exercises/{SLUG}.py is not there" in output
    assert f"rnnbook exercises start {SLUG}" in output


NAMED = ("start", "check", "watch", "hint", "solution", "reset")


def with_progress(folder, current, **exercises):
    folder.mkdir(exist_ok=True)
    state = {"version": 1, "current": current, "exercises": exercises}
    (folder / "progress.json").write_text(json.dumps(state))


@pytest.mark.parametrize("name", NAMED[1:])
def test_an_exercise_that_is_gone_leaves_a_way_on(name, folder):
    with_progress(folder, "renamed_one", renamed_one={"status": "solved"})
    output = exercises(name, code=2)
    assert output == (
        "Error: The exercise you were at, renamed_one, is not part of this rnnbook any more. "
        "To go on: rnnbook exercises start\n"
    )
    assert f"{CATALOGUE.first}.py is written" in exercises("start")
    assert "renamed_one" not in exercises("hint")


def test_what_was_solved_and_is_gone_is_mentioned_in_the_list_and_kept(folder):
    kept = {"renamed_one": {"status": "solved"}, "other": {"hints": 1}, SLUG: {"status": "solved"}}
    with_progress(folder, "renamed_one", **kept)
    output = " ".join(exercises("list").split())
    assert f"1 of {len(CATALOGUE.exercises)} solved" in output
    assert output.count("renamed_one (solved), other") == 1
    exercises("start")
    assert progress(folder)["exercises"]["renamed_one"]["status"] == "solved"


@pytest.mark.parametrize("name", ["check", "hint", "reset", "start"])
def test_an_exercise_that_was_renamed_is_found_by_its_old_name(name, folder, outcomes, monkeypatch):
    monkeypatch.setitem(CATALOGUE.renamed, "of_old", SLUG)
    with_progress(folder, "of_old", of_old={"status": "not yet", "checks": 3, "mine": 1})
    (folder / "of_old.py").write_text("mine")
    outcomes.next.append(Outcome(SLUG, "solved", checks=2))
    exercises(name)
    exercises("hint", "of-old")
    kept = progress(folder)
    assert kept["current"] == SLUG
    assert "of_old" not in kept["exercises"]
    assert kept["exercises"][SLUG]["checks"] == 3 + (name == "check")
    assert kept["exercises"][SLUG]["mine"] == 1
    # The answer is looked for under the name that it was written with.
    assert [each for _, each, _ in outcomes.calls] == ["of_old.py"] * (name == "check")
    assert not (folder / f"{SLUG}.py").exists()
    assert (folder / "of_old.1.py").exists() == (name == "reset")


def put_nothing(path, elsewhere):
    path.symlink_to(elsewhere)


def put_folder(path, elsewhere):
    path.mkdir()


def put_link_to_a_folder(path, elsewhere):
    elsewhere.mkdir()
    path.symlink_to(elsewhere)


def put_link_to_itself(path, elsewhere):
    path.symlink_to(path)


def put_pipe(path, elsewhere):
    os.mkfifo(path)


def put_link_to_nothing_as_the_folder(path, elsewhere):
    path.parent.rename(path.parent.with_name("moved"))
    path.parent.symlink_to(elsewhere)


MISPLACED = {
    put_nothing: "a link to {elsewhere}, which is not there",
    put_folder: "a folder stands where a file is needed",
    put_link_to_a_folder: "a link to the folder {elsewhere}, not to a file",
    put_link_to_itself: "a link that leads back to itself",
    put_pipe: "a pipe or a device stands where a file is needed",
    put_link_to_nothing_as_the_folder: "exercises is a link to {elsewhere}, which is not there",
}


@pytest.mark.parametrize("put", MISPLACED)
@pytest.mark.parametrize("name", ["start", "check", "reset"])
def test_commands_agree_on_an_answer_that_is_no_file(name, put, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    with_progress(folder, SLUG)
    path = folder / f"{SLUG}.py"
    put(path, elsewhere)
    before = sorted(tmp_path.rglob("*"))
    output = exercises(name, SLUG, code=2)
    assert MISPLACED[put].format(elsewhere=elsewhere) in output
    assert "To go on, put your file back, or move away what stands there" in output
    assert sorted(tmp_path.rglob("*")) in (before, sorted([*before, folder / ".progress.lock"]))


@pytest.mark.parametrize("put", MISPLACED)
@pytest.mark.parametrize("name", ["list", "start", "hint"])
def test_progress_that_is_no_file_is_never_taken_for_none(name, put, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    folder.mkdir()
    put(folder / "progress.json", elsewhere)
    before = sorted(tmp_path.rglob("*"))
    output = exercises(name, *[SLUG] * (name != "list"), code=0 if name == "hint" else 2)
    # A warning is wrapped, wherever a long path makes it so.
    output = "".join(output.split())
    assert "".join(MISPLACED[put].format(elsewhere=elsewhere).split()) in output
    assert "thenanewoneisbegun" in output
    assert sorted(tmp_path.rglob("*")) == before


def test_hints_come_one_after_the_other_and_begin_again(folder):
    hints = find(SLUG).hints
    exercises("start", SLUG)
    for number in [*range(len(hints)), 0]:
        output = exercises("hint")
        assert f"Hint {number + 1} of {len(hints)}" in output
        assert hints[number].split()[0] in output
    assert progress(folder)["exercises"][SLUG]["hints"] == len(hints) + 1


def test_hints_and_solution_of_another_exercise_are_named_in_full(folder):
    exercises("start", SLUG)
    assert "rnnbook exercises hint memory_register" in exercises("hint", "memory_register")
    assert progress(folder)["current"] == SLUG


def test_the_solution_wants_yes_before_it_is_solved(folder, outcomes):
    exercises("start", SLUG)
    assert "add --yes" in exercises("solution", code=2)
    assert not progress(folder)["exercises"][SLUG]["solution_seen"]
    assert exercises("solution", "--yes").startswith(find(SLUG).solution)
    assert progress(folder)["exercises"][SLUG]["solution_seen"]
    assert exercises("solution").startswith(find(SLUG).solution)


def test_the_solution_can_be_read_once_it_is_solved(folder, outcomes):
    exercises("start", SLUG)
    outcomes.next.append(Outcome(SLUG, "solved", checks=2))
    exercises("check")
    shown = exercises("solution")
    assert ast.dump(ast.parse(shown)) == ast.dump(ast.parse(find(SLUG).solution))
    said = " ".join(
        line.removeprefix("#").strip() for line in shown.splitlines() if line[:1] == "#"
    )
    for paragraph in find(SLUG).explanation.strip().split("\n\n"):
        assert " ".join(paragraph.split()) in " ".join(said.split())
    assert max(map(len, shown.splitlines())) <= 80


def test_reset_says_where_the_copy_is(folder):
    exercises("start", SLUG)
    assert "kept" not in exercises("reset")
    (folder / f"{SLUG}.py").write_text("mine")
    assert f"kept in exercises/{SLUG}.1.py" in exercises("reset")
    assert (folder / f"{SLUG}.1.py").read_text() == "mine"
    assert (folder / f"{SLUG}.py").read_text("utf-8") == starting_text(
        find(SLUG), "rnnbook exercises"
    )


@pytest.mark.parametrize(
    "arguments",
    [["--folder", "other", "start", SLUG], ["start", SLUG, "--folder", "other"]],
)
def test_the_folder_can_be_named_before_and_after_the_command(arguments, tmp_path, monkeypatch):
    monkeypatch.setenv("RNNBOOK_EXERCISES", "ignored")
    exercises(*arguments)
    assert (tmp_path / "other" / f"{SLUG}.py").exists()
    assert not (tmp_path / "ignored").exists()


def test_the_folder_can_be_named_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNBOOK_EXERCISES", "named")
    exercises("start", SLUG)
    assert (tmp_path / "named" / f"{SLUG}.py").exists()


def test_a_file_in_the_place_of_the_folder_is_left_alone(folder):
    folder.write_text("mine")
    assert "a file stands where a folder is needed" in exercises("start", SLUG, code=2)
    assert "0 of" in exercises()
    assert folder.read_text() == "mine"


@pytest.mark.parametrize(("status", "code"), [("solved", 0), ("not yet", 1)])
@pytest.mark.parametrize("trouble", ["newer", "folder"])
def test_a_check_that_cannot_be_recorded_is_shown_all_the_same(
    status, code, trouble, folder, outcomes
):
    exercises("start", SLUG)
    path = folder / "progress.json"
    path.unlink()
    if trouble == "newer":
        path.write_text('{"version": 2}')
    else:
        path.mkdir()
    outcomes.next.append(Outcome(SLUG, status, message="As it is.", checks=2))
    output = exercises("check", SLUG, code=code)
    assert output.startswith("✓ Solved" if status == "solved" else "✗ Not yet")
    assert output.count("Warning:") == 1
    assert "This check is not recorded" in output.replace("\n", " ")
    for name in ([], ["check"], ["start"], ["start", SLUG]):
        exercises(*name, code=2)


def test_a_broken_progress_file_is_kept_and_named(folder, outcomes):
    exercises("start", SLUG)
    (folder / "progress.json").write_text("{")
    output = exercises("list")
    assert "progress.broken.1.json" in output.replace("\n", "")
    assert "Warning" not in exercises("list")


def test_ctrl_c_in_a_check_ends_with_130_and_leaves_all_as_it_was(folder, outcomes):
    exercises("start", SLUG)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    outcomes.next.append(KeyboardInterrupt())
    output = exercises("check", code=130)
    assert "Stopped. Your file and your progress are as they were." in output
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_fault_of_ours_says_so_and_ends_with_3(outcomes):
    exercises("start", SLUG)
    outcomes.next.append(RuntimeError("a fault in the engine"))
    output = exercises("check", code=3)
    assert "Our bug" in output
    assert "a fault in the engine" in output
    assert __version__ in output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_its_shell_can_read(shell, tmp_path):
    script = call("completion", shell)
    assert "_RNNBOOK_COMPLETE" in script
    assert f"rnnbook completion {shell}" in script
    if shutil.which(shell):
        path = tmp_path / "script"
        path.write_text(script)
        assert subprocess.run([shell, "-n", str(path)]).returncode == 0


@pytest.mark.slow
def test_completion_knows_commands_and_names_of_exercises():
    def completed(*words):
        done = process(
            env={
                "_RNNBOOK_COMPLETE": "bash_complete",
                "COMP_WORDS": " ".join(["rnnbook", *words]),
                "COMP_CWORD": str(len(words)),
            }
        )
        return [line.partition(",")[2] for line in done.stdout.split()]

    assert completed("exercises", "st") == ["start"]
    assert completed("exercises", "start", "training_o") == [SLUG]
    assert completed("exercises", "check", "training-o") == [SLUG]
    assert completed("completion", "z") == ["zsh"]


@pytest.mark.slow
def test_piped_output_has_no_colour_and_fits_80_columns():
    exercises("start", SLUG)
    for name in (["list"], ["hint"], ["start"]):
        done = process("exercises", *name, env={"TERM": "xterm-256color"})
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        lines = done.stdout.split("\n")
        assert max(map(len, lines)) <= 80
        assert all(line == line.rstrip() for line in lines)


def test_a_pipe_that_closes_early_is_no_fault():
    command = f"{shlex.quote(sys.executable)} -m rnnbook exercises list | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "Our bug" not in done.stderr


EVERY = (
    ["--version"],
    ["--help"],
    ["completion", "bash"],
    ["exercises"],
    *(["exercises", name] for name in ("list", "start", "hint", "solution --yes", "reset")),
)


def shell(line, *, cwd=None, **env):
    """Run a line in a shell, in which ``rnnbook`` is the command."""
    line = f'rnnbook() {{ "{sys.executable}" -m rnnbook "$@"; }}; {line}'
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        timeout=HANGS,
        cwd=cwd,
        env={**os.environ, **env},
    )
    assert "Traceback" not in done.stderr
    assert "Our bug" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done


class Pipe(io.StringIO):
    """A pipe whose reader goes away after it was emptied a number of times."""

    def __init__(self, times):
        super().__init__()
        self.times = times

    def flush(self):
        self.times -= 1
        if self.times < 0:
            raise BrokenPipeError


@pytest.mark.parametrize("times", range(8))
def test_whenever_a_reader_goes_away_the_command_goes_on(times, folder):
    console = console_for(plain=True)
    console.file = Pipe(times)
    app = App(folder, console, CATALOGUE)
    for _ in range(3):
        app.show("one", "two", "three")
    assert app.unseen == (console.file.times < 0)


def unread(*arguments):
    """Run a command whose reader is gone before it begins."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        command = [sys.executable, "-m", "rnnbook", *arguments]
        return subprocess.run(command, stdout=writes, stderr=-1, text=True, timeout=HANGS)
    finally:
        os.close(writes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code"),
    [*((arguments, 0) for arguments in EVERY), (["exercises", "check"], 1)],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_reader_that_is_gone_changes_no_exit_code(arguments, code):
    exercises("start", SLUG)
    done = unread(*" ".join(arguments).split())
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", EVERY, ids=" ".join)
def test_output_that_cannot_be_written_is_said_in_words(arguments):
    exercises("start", SLUG)
    command = " ".join(["rnnbook", *arguments])
    full = shell(f"{command} > /dev/full")
    assert full.returncode == 2
    assert "the disk is full" in full.stderr
    assert shell(f"{command} > /dev/full 2>&1").returncode == 2
    unread = shell(f"{command} | head -0; exit ${{PIPESTATUS[0]}}")
    assert (unread.returncode, unread.stderr) == (0, "")
    closed = shell(f"{command} <&- >&-")
    assert (closed.returncode, closed.stderr) == (0, "")
    assert shell(f"{command} <&- >&- 2>&-").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("redirection", "code"), [("> /dev/full", 2), ("| head -0", 1), (">&- 2>&- <&-", 1)]
)
def test_a_check_that_nobody_sees_is_recorded_all_the_same(redirection, code, folder):
    exercises("start", SLUG)
    done = shell(f"rnnbook exercises check {redirection}; exit ${{PIPESTATUS[0]}}")
    assert done.returncode == code
    assert progress(folder)["exercises"][SLUG]["checks"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "code"),
    [
        *((f"exercises {name} {SLUG}", 2) for name in NAMED),
        ("exercises", 2),
        ("exercises list", 2),
        ("exercises doctor", 2),
        ("doctor", 2),
        ("--version", 0),
        ("completion zsh", 0),
    ],
)
def test_a_folder_that_was_removed_meanwhile_is_said_in_words(command, code, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    done = shell(f'cd "{gone}" && rmdir "{gone}" && rnnbook {command}')
    assert done.returncode == code
    assert ("The folder you are in is not there any more" in done.stderr) == (code == 2)


def test_whatever_else_the_system_refuses_is_said_in_words(monkeypatch):
    def refuse(*_):
        raise OSError(errno.EMFILE, "Too many open files", "/some/file")

    monkeypatch.setattr("rnnbook.cli.console_for", lambda plain: refuse())
    assert exercises(code=2) == (
        "Error: The system does not allow this: too many files are open (/some/file).\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("level", ["1", "2"])
def test_nothing_is_lost_where_python_leaves_docstrings_and_asserts_out(level, folder):
    for arguments in ([], *([name] for name in COMMANDS)):
        done = process("exercises", *arguments, "--help", env={"PYTHONOPTIMIZE": level})
        assert done.stdout == process("exercises", *arguments, "--help").stdout
    for arguments in (["--help"], ["doctor", "--help"], ["completion", "--help"]):
        done = process(*arguments, env={"PYTHONOPTIMIZE": level})
        assert done.stdout == process(*arguments).stdout
    quick = {"PYTHONOPTIMIZE": level, "RNNBOOK_WARM": "0"}
    exercises("start", SLUG)
    assert process("exercises", "check", env=quick).stdout.startswith("○ Not started")
    (folder / f"{SLUG}.py").write_text(find(SLUG).solution)
    assert process("exercises", "check", env=quick).stdout.startswith("✓ Solved")


@pytest.mark.parametrize("name", ["random", "torch", "click", "rich", "json", "tempfile", "copy"])
def test_a_file_of_the_readers_replaces_no_module(name, tmp_path):
    (tmp_path / f"{name}.py").write_text("raise SystemExit('the reader’s')")
    done = process("exercises", "list")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_encoding_without_our_marks_is_served():
    done = process("exercises", "list", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert SLUG in done.stdout


@pytest.mark.slow
def test_two_checks_at_once_are_both_recorded(folder):
    exercises("start", SLUG)
    command = [sys.executable, "-m", "rnnbook", "exercises", "check"]
    both = [subprocess.Popen(command, stdout=-1, stderr=-1) for _ in range(2)]
    for one in both:
        output = one.communicate(timeout=HANGS)[0].decode()
        assert one.returncode == 1
        assert "Not started" in output
    assert progress(folder)["exercises"][SLUG]["checks"] == 2


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are of another kind there")
def test_ctrl_c_in_a_real_check_stops_at_once(folder, tmp_path):
    exercises("start", SLUG)
    path = folder / f"{SLUG}.py"
    begun = tmp_path / "begun"
    looping = find(SLUG).starter.replace(
        "states = []", f"open({str(begun)!r}, 'w').close()\n    while True: pass"
    )
    path.write_text(looping)
    before = (folder / "progress.json").read_bytes()
    command = [sys.executable, "-m", "rnnbook", "exercises", "check"]
    checking = subprocess.Popen(command, stdout=-1, stderr=-1, start_new_session=True)
    wait_for(begun.exists)
    os.killpg(checking.pid, signal.SIGINT)
    _, said = checking.communicate(timeout=HANGS)
    # By itself the check would end with 1, for its time.
    assert checking.returncode == 130
    assert said.decode().strip() == "Stopped. Your file and your progress are as they were."
    assert path.read_text() == looping
    assert (folder / "progress.json").read_bytes() == before


@pytest.fixture
def tiny_disk(tmp_path):
    """Return a folder on a disk of its own that holds next to nothing."""
    folder = tmp_path / "exercises"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a disk is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_hides_no_outcome_and_loses_nothing(tiny_disk):
    assert process("exercises", "start", SLUG).returncode == 0
    with (tiny_disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"x" * 512)
    before = {p.name: p.read_bytes() for p in tiny_disk.iterdir()}
    done = process("exercises", "check")
    assert done.returncode == 1
    assert done.stdout.startswith("○ Not started")
    assert "the disk is full. This check is not recorded" in " ".join(done.stdout.split())
    for command in (["start", "memory_register"], ["reset"]):
        if command == ["reset"]:
            (tiny_disk / f"{SLUG}.py").write_text("mine")
            before[f"{SLUG}.py"] = b"mine"
        done = process("exercises", *command)
        assert done.returncode == 2
        assert "the disk is full" in done.stderr
        left = {p.name: p.read_bytes() for p in tiny_disk.iterdir()}
        left.pop(f"{SLUG}.1.py", None)  # a kept copy may have found room
        assert left == before
    assert process("exercises", "list").returncode == 0
    assert "all is well" not in process("exercises", "doctor").stdout.lower()


@pytest.mark.slow
def test_files_of_no_size_leave_the_outcome_and_its_exit_code():
    exercises("start", SLUG)
    command = f"ulimit -f 0; exec {shlex.quote(sys.executable)} -m rnnbook exercises check"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 1
    assert done.stdout.startswith("○ Not started")
    assert done.stdout.count("Warning:") == 1


@pytest.mark.slow
def test_doctor_finds_this_environment_well():
    output = exercises("doctor")
    for what in ("Python", "rnnbook", "torch", "folder", "disk", "progress", "watching"):
        assert f"ok         {what}" in output
    assert "attention" not in output


@pytest.mark.slow
def test_doctor_names_what_is_amiss_and_ends_with_1(folder, monkeypatch):
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    folder.mkdir()
    (folder / "progress.json").write_text('{"version": 9}')
    output = exercises("doctor", code=1)
    assert "attention  progress" in output
    assert "turned off by RNNBOOK_WARM=0" in output
