"""Watching, in a real pseudo-terminal and without one: it sees every save, and ends cleanly."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pexpect
import pytest
from harm import HANGS, find, wait_for

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.terminal import events as events_module
from rnnbook.exercises.checker.terminal import watch as watch_module
from rnnbook.exercises.checker.terminal.app import App, console_for
from rnnbook.exercises.checker.terminal.events import (
    FileWatch,
    KeyReader,
    helpers,
    settled,
    signature,
)
from rnnbook.exercises.checker.terminal.watch import WatchSession
from rnnbook.exercises.checker.terminal.workspace import Workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals"),
]

SLUG = "training_old_state"
COMMAND = f"{sys.executable} -m rnnbook exercises"


@pytest.fixture(autouse=True)
def answer(tmp_path, monkeypatch):
    """Start an exercise in an empty folder, and return the path of its answer."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RNNBOOK_EXERCISES", raising=False)
    workspace = Workspace(Path("exercises"), CATALOGUE)
    workspace.start(find(SLUG))
    return workspace.path(find(SLUG))


def save(path, text):
    """Save as many editors do: into another file, which then takes the name."""
    other = path.with_name("being-saved")
    other.write_text(text, "utf-8")
    os.replace(other, path)


@pytest.fixture
def begun(answer):
    """Put an endless loop into the answer, and return the file that it makes when it has begun."""
    made = answer.parent.parent / "begun"
    loop = f"open({str(made.absolute())!r}, 'w').close()\n    while True: pass"
    answer.write_text(find(SLUG).starter.replace("states = []", f"states = []\n    {loop}"))
    return made


@pytest.fixture
def terminal():
    """Return a function that runs watch in a pseudo-terminal; afterwards all are ended."""
    spawned = []

    def start(arguments="", **environment):
        env = {**os.environ, "TERM": "xterm", **environment}
        script = f"{COMMAND} watch {SLUG} {arguments}; echo ended with $?; stty -a; echo done"
        child = pexpect.spawn(
            "sh", ["-c", script], encoding="utf-8", env=env, dimensions=(40, 80), timeout=HANGS
        )
        spawned.append(child)
        return child

    yield start
    for child in spawned:
        child.close(force=True)


def new_session():
    return WatchSession(App(Path("exercises"), console_for(plain=True), CATALOGUE), find(SLUG))


def ends(child, code):
    """Return whether watch ends with ``code``, and the terminal is as it was."""
    child.expect(rf"ended with {code}\r\n")
    child.expect("done")
    assert re.search(r"(?<!-)\bicanon\b", child.before)
    assert re.search(r"(?<!-)\becho\b", child.before)


def test_saves_hints_solution_and_the_next_exercise(terminal, answer):
    child = terminal()
    child.expect("Checking")
    child.expect("Not started")
    child.expect("q quit")
    assert "n next" not in child.before
    child.send("n")
    child.expect("once this exercise is solved")
    child.send("\x1b[D")  # an arrow key is no d
    child.send("h")
    child.expect("Hint 1 of")
    child.send("s")
    child.expect("s again shows it")
    child.send("h")  # anything else takes the question back
    child.expect("Hint 2 of")
    child.send("s")
    child.expect("s again shows it")
    child.send("s")
    child.expect("unbind")
    child.send("c")
    child.expect("Checking")
    child.expect("Not started")
    save(answer, find(SLUG).solution)
    child.expect("Checking")
    child.expect("Solved")
    child.expect("n next exercise")
    child.send("n")
    child.expect("is written")
    child.expect("Checking")
    child.expect("q quit")
    child.send("q")
    ends(child, 0)
    kept = json.loads((answer.parent / "progress.json").read_text("utf-8"))
    assert kept["exercises"][SLUG]["hints"] == 2
    assert kept["exercises"][SLUG]["solution_seen"]
    assert kept["exercises"][SLUG]["status"] == "solved"
    assert kept["current"] != SLUG


def test_a_save_stops_the_check_that_is_running(terminal, answer, begun):
    child = terminal()
    child.expect("Checking")
    wait_for(begun)
    save(answer, find(SLUG).solution)
    child.expect("This check is stopped")
    child.expect("Solved")
    assert "still running" not in child.before
    child.send("q")
    ends(child, 0)


def test_q_stops_the_check_that_is_running(terminal, begun):
    child = terminal()
    child.expect("Checking")
    wait_for(begun)
    child.send("q")
    child.expect("Stopped.")
    assert "still running" not in child.before
    ends(child, 0)


def test_a_file_that_goes_and_comes_back(terminal, answer):
    child = terminal()
    child.expect("q quit")
    answer.rename(answer.with_suffix(".away"))
    child.expect("is gone. Waiting for it to come back")
    answer.with_suffix(".away").rename(answer)
    child.expect("Checking")
    child.expect("Not started")
    answer.write_text("def half(")
    child.expect("This is not Python")
    child.send("q")
    ends(child, 0)


@pytest.mark.parametrize("when", ["checking", "waiting"])
def test_ctrl_c_restores_the_terminal(when, terminal, request):
    begun = request.getfixturevalue("begun") if when == "checking" else None
    child = terminal()
    if begun is not None:
        wait_for(begun)
    else:
        child.expect("q quit")
    child.sendintr()
    child.expect("Stopped. Your file and your progress are as they were.")
    # The interrupt reaches the shell as well; that it goes on depends on which shell it is.
    if child.expect(["ended with 130", pexpect.EOF]) == 0:
        child.expect("done")
        assert re.search(r"(?<!-)\bicanon\b", child.before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_ended_restores_the_terminal(number, terminal):
    child = terminal()
    child.expect("q quit")
    pids = subprocess.run(["ps", "-o", "pid=", "--ppid", str(child.pid)], capture_output=True)
    os.kill(int(pids.stdout.split()[0]), number)
    ends(child, 128 + number)


def test_no_colour_is_used_where_none_is_wanted(terminal):
    child = terminal(NO_COLOR="1")
    child.expect("q quit")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", child.before)
    child.send("q")
    ends(child, 0)


@pytest.mark.parametrize(
    ("key", "code", "seen"),
    [("y", 0, "unbind"), ("n", 1, ""), ("\x04", 130, "Stopped"), ("\x03", 130, "Stopped")],
    ids=["yes", "no", "end", "ctrl-c"],
)
def test_the_solution_asks_first(key, code, seen):
    environment = {**os.environ, "TERM": "xterm"}
    arguments = ["-m", "rnnbook", "exercises", "solution", SLUG]
    child = pexpect.spawn(
        sys.executable, arguments, encoding="utf-8", env=environment, timeout=HANGS
    )
    child.expect("not solved yet. Show its solution")
    child.send(key if key < " " else f"{key}\n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert seen in child.before
    assert ("unbind" in child.before) == (code == 0)


def test_without_a_terminal_it_watches_until_ctrl_c(answer):
    command = [sys.executable, "-u", "-m", "rnnbook", "exercises", "watch", SLUG]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=-1, stderr=-1, text=True, start_new_session=True
    ) as watching:
        at_last = threading.Timer(HANGS, watching.kill)
        at_last.start()
        seen = []
        for line in watching.stdout:
            seen.append(line)
            if "Your answer goes into" in line:
                save(answer, find(SLUG).solution)
            if line.startswith("Hints:"):
                watching.send_signal(signal.SIGINT)
                break
        rest, said = watching.communicate()
        at_last.cancel()
    text = "".join(seen) + rest
    assert watching.returncode == 130
    assert "Solved" in text
    assert "q quit" not in text
    assert "\x1b" not in text
    assert said.strip() == "Stopped. Your file and your progress are as they were."


class Calls:
    """A thing to call, that tells how often it was."""

    def __init__(self):
        self.count = 0
        self.event = threading.Event()

    def __call__(self):
        self.count += 1
        self.event.set()


def test_messages_of_the_system_are_heard(answer):
    calls = Calls()
    with FileWatch(answer, calls) as watch:
        end = time.monotonic() + HANGS
        while not watch.heard and time.monotonic() < end:
            answer.write_text(str(time.monotonic()))
            time.sleep(0.1)
        assert watch.heard
        assert calls.count
    assert watch.trouble == ""


@pytest.mark.parametrize("error", [OSError(28, "inotify watch limit reached"), RuntimeError("no")])
def test_it_looks_by_itself_where_the_system_sends_no_messages(error, answer, monkeypatch):
    def watch(*_, **__):
        raise error

    monkeypatch.setattr("watchfiles.watch", watch)
    calls = Calls()
    with FileWatch(answer, calls) as watching:
        assert calls.event.wait(HANGS)
        calls.event.clear()
        assert calls.event.wait(HANGS)
        assert watching.trouble


def test_the_fall_back_is_named_and_sees_saves(answer, monkeypatch, capsys):
    def watch(*_, **__):
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchfiles.watch", watch)
    seen = []

    def judge(self, exercise, seed=None):
        seen.append(answer.read_text("utf-8"))
        if len(seen) == 1:
            threading.Timer(0.5, save, (answer, "second")).start()
        else:
            threading.Timer(0.5, session._events.put, ("q",)).start()
        return Outcome(SLUG, "not yet", message="No.")

    monkeypatch.setattr(App, "judge", judge)
    session = new_session()
    session.run()
    assert seen[1:] == ["second"]
    output = " ".join(capsys.readouterr().out.split())
    assert "inotify watch limit reached" in output
    assert "looked at twice a second" in output
    assert output.endswith("Stopped.")


def test_a_touch_without_a_terminal_and_the_same_file_twice_make_no_loop(answer, monkeypatch):
    count = Calls()

    def judge(self, exercise, seed=None):
        count()
        threading.Timer(3, session._events.put, ("q",)).start()
        return Outcome(SLUG, "not yet", message="No.")

    monkeypatch.setattr(App, "judge", judge)
    session = new_session()
    session.run()
    assert count.count == 1  # the heartbeat and the progress file are no saves


def test_a_changed_module_beside_the_answer_is_noticed(answer, monkeypatch):
    package = answer.parent / "tools"
    package.mkdir()
    (package / "__init__.py").write_text("from . import deep")
    (package / "deep.py").write_text("size = 1")
    (answer.parent / "mine.py").write_text("import tools")
    answer.write_text("import torch\n\ndef hidden_states():\n    from mine import x")
    changes = [
        lambda: save(answer.parent / "mine.py", "import tools, later"),
        lambda: save(package / "deep.py", "size = 22"),
        lambda: (answer.parent / "later.py").write_text("now it is there"),
        lambda: session._events.put("q"),
    ]
    checks = Calls()

    def judge(self, exercise, seed=None):
        threading.Timer(0.1, changes[checks.count]).start()
        checks()
        return Outcome(SLUG, "not yet", message="No.")

    monkeypatch.setattr(App, "judge", judge)
    session = new_session()
    session.run()
    assert checks.count == len(changes)


def test_modules_beside_the_answer_are_found_through_each_other(answer):
    folder = answer.parent
    answer.write_text("import mine\nimport training_old_state")
    (folder / "mine.py").write_text("import broken, mine")
    (folder / "broken.py").write_text("import (")
    assert [path.name for path in helpers(answer) if path.exists()] == ["mine.py", "broken.py"]
    answer.write_text("not Python")
    assert helpers(answer) == ()


def test_an_answer_that_is_a_folder_is_named_once(answer, capsys):
    answer.unlink()
    answer.mkdir()
    session = new_session()
    threading.Timer(4, session._events.put, ("q",)).start()
    session.run()
    output = " ".join(capsys.readouterr().out.split())
    assert output.count("a folder stands where a file is needed") == 1
    assert output.endswith("Stopped.")


def test_it_ends_when_nobody_reads_what_it_shows():
    watch = f"{COMMAND} watch {SLUG} < /dev/null"
    done = subprocess.run(
        ["bash", "-c", f"{watch} | head -1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=HANGS,
    )
    assert (done.returncode, done.stderr) == (0, "")


class Clock:
    """Time that passes only while somebody sleeps, when ``events`` take place one by one."""

    def __init__(self, *events):
        self.now, self.events = 0.0, list(events)

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        if self.events:
            self.events.pop(0)()


def nothing():
    pass


def test_settled_waits_for_a_writer(answer, monkeypatch):
    def write():
        with answer.open("a") as file:
            file.write("x" * 10)

    clock = Clock(*[write] * 10, nothing)
    monkeypatch.setattr(events_module, "time", clock)
    found = settled(answer)
    assert clock.events == [], "it did not wait until the writer was still"
    assert found == signature(answer)


def test_settled_waits_a_second_for_a_file_that_comes_back(answer, monkeypatch):
    clock = Clock(*[nothing] * 5, lambda: answer.write_text("back"), nothing)
    monkeypatch.setattr(events_module, "time", clock)
    answer.unlink()
    assert settled(answer) == signature(answer) is not None
    assert clock.events == []
    answer.unlink()
    begun = clock.now
    assert settled(answer) is None
    assert 1 <= clock.now - begun < 1.1


def test_settled_does_not_wait_for_a_writer_without_end(answer, monkeypatch):
    monkeypatch.setattr(events_module, "time", Clock(*[lambda: save(answer, "x")] * 100))
    assert settled(answer) == signature(answer)


def test_keys_need_a_terminal(monkeypatch):
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with KeyReader(lambda key: None) as keys:
            assert not keys.on
    monkeypatch.setattr(sys, "stdin", None)
    with KeyReader(lambda key: None) as keys:
        assert not keys.on


def test_the_session_has_a_name_for_the_file_that_no_key_has():
    assert len(watch_module._FILE) > 1
