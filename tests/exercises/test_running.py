"""Checks of code that does harm, by accident: each gets its own outcome, and nothing is left over.

The tests have a folder for temporary files of their own, and with it a warm process of their own.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from rnnbook.exercises.registry import find
from rnnbook.exercises.running import answering, processes, warm
from rnnbook.exercises.running import checks as running
from rnnbook.exercises.running.checks import check_callable, check_file, check_text
from rnnbook.exercises.running.limits import Limits
from rnnbook.exercises.running.remains import ended, line_in

SLUG = "training_old_state"
SOLUTION = find(SLUG).solution
QUICK = Limits(seconds=1.0, memory=300 * 2**20, most_printed=2**20)
# Enough for slow machines where no limit on time is what is tested.
ROOMY = Limits(seconds=20.0, memory=300 * 2**20, most_printed=2**20)

FOLDER = warm.folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process groups of POSIX")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give this module a folder for temporary files of its own, and with it a warm process."""
    # The folders of other tests must not come to lie in it.
    tmp_path_factory.getbasetemp()
    # Not tmp_path: the path of a socket has to be short.
    folder = tempfile.mkdtemp(prefix="rt", dir="/tmp")
    before, old = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    # The same one even where somebody edits the package during the tests.
    warm.folder = lambda: Path(folder) / "rnnbook-warm"
    yield Path(folder)
    warm.folder = FOLDER
    for process in family(folder):
        process.kill()
    _, alive = psutil.wait_procs(family(folder), timeout=5)
    tempfile.tempdir = before
    if old is None:
        del os.environ["TMPDIR"]
    else:
        os.environ["TMPDIR"] = old
    shutil.rmtree(folder)
    assert not alive, f"left over: {alive}"


def family(folder):
    """Return the processes that belong to these tests, but not the tests themselves."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("TMPDIR") == str(folder):
                found.append(process)
        except psutil.Error:
            continue
    return [p for p in found if p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(params=["warm", "cold"])
def way(request, home, monkeypatch):
    """Check in a fork of the warm process, and in a fresh process."""
    used = []
    if request.param == "warm":
        monkeypatch.delenv("RNNBOOK_WARM", raising=False)
        process = processes.Fork
    else:
        monkeypatch.setenv("RNNBOOK_WARM", "0")
        process = processes.Fresh
    monkeypatch.setattr(process, "ask", spied(process.ask, used))
    yield request.param
    assert used, f"the {request.param} way was not taken"
    only_the_server_is_left(home)


def spied(method, used):
    def ask(self, request):
        used.append(request)
        return method(self, request)

    return ask


def only_the_server_is_left(home, seconds=3.0):
    """Wait a moment for killed processes to be gone."""
    end = time.monotonic() + seconds
    while len(family(home)) > 1 and time.monotonic() < end:
        time.sleep(0.02)
    left = family(home)
    known = [p for p in left if "rnnbook.exercises.running.serving" in " ".join(p.cmdline())]
    assert left == known, f"left over: {[(p, p.cmdline()) for p in left]}"
    assert len(left) <= 1, f"left over: {left}"
    scratch = [p for p in home.glob("rnnbook-*") if not (p / "lock").exists()]
    assert not scratch, f"left over: {scratch}"


def answer_of(body, *, head=""):
    """Return the source of an answer whose function has this body."""
    code = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return f"{textwrap.dedent(head)}\ndef hidden_states(x, W_ih, W_hh, b):\n{code}\n"


def checked(body, limits=QUICK, *, head="", seed=7):
    return check_text(SLUG, answer_of(body, head=head), "mine.py", seed=seed, limits=limits)


def test_a_right_answer_is_solved(way):
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=7)
    assert (outcome.status, outcome.seed, outcome.printed) == ("solved", 7, "")


def test_an_untouched_starter_is_not_started(way):
    assert check_text(SLUG, find(SLUG).starter, "mine.py", limits=ROOMY).status == "not started"


def test_what_is_printed_is_kept(way):
    outcome = checked("print('seen: é', flush=True); import sys; sys.stderr.write('too')", ROOMY)
    assert outcome.stage == "none"
    assert outcome.printed == "seen: é\ntoo"


def test_an_endless_loop_is_stopped_and_its_line_named(way):
    start = time.monotonic()
    outcome = checked(
        """
        total = 0
        while total >= 0:
            total += 1
        """
    )
    assert outcome.message == "Your code was still running after 1 second."
    assert (outcome.status, outcome.stage, outcome.seed) == ("not yet", "runs", 0)
    assert outcome.where.startswith("mine.py, line ")
    assert outcome.where.endswith(("while total >= 0:", "total += 1"))
    assert outcome.call.startswith("hidden_states(x: (3, 5, 2)")
    assert time.monotonic() - start < 15


def test_an_endless_loop_outside_of_functions(way):
    outcome = checked("return x", head="print('begun')\nwhile True: pass\n")
    assert outcome.message == "Your code was still running after 1 second."
    assert outcome.where == "mine.py, line 2: while True: pass"
    assert (outcome.call, outcome.printed) == ("", "begun\n")


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    try:\n        x = x + 1\n    except BaseException:\n        pass",
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n"
        "        pass",
        # One call of C that never gives the interpreter back.
        "return sum(iter(int, 1))",
        "import re\nre.match('(a+)+$', 'a' * 40 + 'b')",
        "import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGALRM):\n"
        "    signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
        # Its own attempt to get rid of the limit.
        "import faulthandler\nfaulthandler.cancel_dump_traceback_later()\nwhile True: pass",
        "input()\nimport threading\nthreading.Event().wait()",
        "import threading\nthreading.Event().wait()",
    ],
    ids=["catch", "sleep", "sum", "regex", "signals", "cancel", "input", "wait"],
)
def test_loops_that_cannot_be_interrupted(home, body):
    outcome = checked(body)
    if "input" in body:
        assert outcome.message.startswith("It raised EOFError")
        return
    assert outcome.message == "Your code was still running after 1 second."
    assert outcome.where.startswith("mine.py, line "), outcome
    only_the_server_is_left(home)


def test_a_stack_that_was_caught_between_two_calls_is_asked_for_again():
    results, end = os.pipe()
    told = iter(["", "???", '"mine.py", line 3 in hidden_states'])

    class Moving:
        asked = 0

        def where(self):
            self.asked += 1
            stack = f"Current thread 0x1 (most recent call first):\n  File {next(told)}\n"
            os.write(end, stack.encode())

    seen, process = answering.Seen(), Moving()
    pipe = processes.Pipe(results, 1000, threading.Event())
    answering._ask_where(process, seen, pipe, b"token", "mine.py")
    os.close(end)
    assert process.asked == 3
    assert line_in(seen.dump, "mine.py", ["a\n", "b\n", "c\n"]) == "mine.py, line 3: c"
    answering._ask_where(process, seen, pipe, b"token", "mine.py")
    assert process.asked == 3


def test_deep_recursion_is_an_ordinary_error(way):
    outcome = checked("return hidden_states(x, W_ih, W_hh, b)", ROOMY)
    assert outcome.message.startswith("It raised RecursionError")
    assert outcome.where == "mine.py, line 3: return hidden_states(x, W_ih, W_hh, b)"


def test_the_end_of_the_stack_is_a_crash(home):
    head = """
    import sys
    sys.setrecursionlimit(10**9)
    class Deep:
        def __repr__(self):
            return repr([self])[:1]
    """
    outcome = checked("repr(Deep())", ROOMY, head=head)
    assert outcome.status == "not yet"
    # Newer interpreters notice it in time.
    if "RecursionError" not in outcome.message:
        assert outcome.message == "Python itself crashed (segmentation fault)."
        assert outcome.where == "mine.py, line 6: return repr([self])[:1]"


def test_unbounded_recursion_with_the_limit_raised(home):
    body = "import sys\nsys.setrecursionlimit(10**9)\nreturn hidden_states(x, W_ih, W_hh, b)"
    outcome = checked(body, ROOMY)
    assert outcome.status == "not yet"
    # Time, memory, or the interpreter itself: this depends on its version and on the machine.
    assert (outcome.stage, bool(outcome.message)) == ("runs", True), outcome


def test_a_segmentation_fault_names_the_line(way):
    outcome = checked("import ctypes\nctypes.string_at(0)", ROOMY)
    assert outcome.message == "Python itself crashed (segmentation fault)."
    assert outcome.where == "mine.py, line 4: ctypes.string_at(0)"
    assert outcome.call.startswith("hidden_states(")


def test_abort(home):
    outcome = checked("import os\nos.abort()", ROOMY)
    assert outcome.message == "Python itself crashed (aborted)."
    assert outcome.where.endswith("os.abort()")


def test_leaving_by_the_back_door(way):
    outcome = checked("import os\nos._exit(3)", ROOMY)
    assert outcome.message == "The process ended before the check was finished (exit status 3)."
    assert (outcome.status, outcome.stage) == ("not yet", "runs")


def test_a_killed_child(way):
    outcome = checked("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", ROOMY)
    assert outcome.message == "The checking process was killed (signal SIGKILL)."
    assert "out of memory" in outcome.nudge


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("import sys\nsys.exit()", "It raised SystemExit"),
        ("raise KeyboardInterrupt", "It raised KeyboardInterrupt"),
        ("raise GeneratorExit('no')", "It raised GeneratorExit: no"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGINT)", "It raised KeyboardInterrupt"),
    ],
)
def test_what_no_ordinary_handler_catches(home, body, says):
    outcome = checked(body, ROOMY)
    assert (outcome.status, outcome.stage, outcome.message) == ("not yet", "runs", says)
    assert outcome.where.startswith("mine.py, line ")
    assert outcome.call.startswith("hidden_states(")


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    print('x' * 70)",
        "import sys\nwhile True:\n    sys.stdout.write('x' * 10**5)",
        "import os\nfor _ in range(10**4):\n    os.write(1, b'x' * 10**5)",
        "import os\nos.system('yes')",
    ],
    ids=["lines", "no newline", "1 GB below Python", "another program"],
)
def test_endless_printing(home, body):
    limits = Limits(seconds=20.0, most_printed=4 * 2**20)
    outcome = checked(body, limits)
    assert outcome.message == "Your code printed more than 4 MiB."
    assert len(outcome.printed) < 70_000
    assert outcome.printed.endswith("... (64 KiB are kept)\n")
    assert outcome.where.startswith("mine.py, line ")


def test_limits_from_outside(way):
    outcome = checked("while True:\n    print(x)", ROOMY)
    assert outcome.message == "Your code printed more than 1 MiB."
    outcome = checked("kept = []\nwhile True:\n    kept.append(bytearray(10**6))", ROOMY)
    assert outcome.message == MEMORY


def test_long_output_is_cut_off(home):
    outcome = checked("print('x' * 100_000)", ROOMY)
    assert outcome.stage == "none"
    assert outcome.printed == "x" * 2**16 + "\n... (64 KiB are kept)\n"


MEMORY = "Your code used more than 300 MiB of memory."


@pytest.mark.parametrize(
    "body",
    [
        "kept = []\nwhile True:\n    kept.append(bytearray(10**6))",
        "kept = []\nwhile True:\n    kept.append(str(len(kept)) * 10)",
        "kept = []\nwhile True:\n    kept.append(x.repeat(100, 100, 1))",
        "return 'x' * 10**12",
    ],
    ids=["bytes", "small objects", "tensors", "one object"],
)
def test_too_much_memory(home, body):
    outcome = checked(body, ROOMY)
    assert outcome.message.startswith(MEMORY), outcome
    assert outcome.where.startswith("mine.py, line "), outcome
    assert outcome.call.startswith("hidden_states(")


def test_one_enormous_tensor(way):
    outcome = checked("import torch\nreturn torch.zeros(10**12)", ROOMY)
    assert outcome.message == f"{MEMORY} It asked for 3.64 TiB at once."
    assert outcome.where == "mine.py, line 4: return torch.zeros(10**12)"


def test_memory_of_other_processes_counts(home):
    body = """
    import subprocess, sys
    subprocess.run([sys.executable, "-c", "import resource, time\\n"
        "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\\n"
        "x = bytearray(b'1') * 10**9; time.sleep(60)"])
    """
    limits = Limits(seconds=20.0, memory=400 * 2**20)
    outcome = checked(body.replace("resource.setrlimit", "0 and resource.setrlimit"), limits)
    # It inherits the limit, so it fails by itself, or it is seen.
    assert outcome.status == "not yet"
    only_the_server_is_left(home)


def test_the_meter_sees_children(home):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    inner = "x = bytearray(b'1') * (900 * 2**20); import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, inner], start_new_session=True) as one:
        try:
            meter, end = processes.Meter(one.pid), time.monotonic() + 20
            while meter.used() < 200 * 2**20 and time.monotonic() < end:
                time.sleep(0.02)
            assert meter.used() > 200 * 2**20
        finally:
            meter.end()
            os.killpg(one.pid, signal.SIGKILL)


def test_growth_that_the_system_does_not_refuse_is_seen(home, monkeypatch):
    """The watch from outside works where a limit inside does not exist, as on macOS."""
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    head = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n"
    body = "kept = []\nwhile True:\n    kept.append(bytearray(b'1') * 10**6)"
    outcome = checked(body, ROOMY, head=head)
    assert outcome.message == MEMORY
    assert outcome.where.startswith("mine.py, line ")
    only_the_server_is_left(home)


@pytest.mark.parametrize("session", ["False", "True"])
def test_a_process_left_behind_is_ended(home, session):
    """It holds all pipes open, which must not hold up the outcome either."""
    body = f"""
    import subprocess
    print("started")
    subprocess.Popen(["sleep", "60"], start_new_session={session}, close_fds=False)
    import time
    time.sleep(0.2)
    """
    start = time.monotonic()
    outcome = checked(body, ROOMY)
    assert (outcome.stage, outcome.printed) == ("none", "started\n")
    assert time.monotonic() - start < 12


def test_a_fork_left_behind_is_ended(way):
    body = """
    import os, time
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    """
    start = time.monotonic()
    assert checked(body, ROOMY).stage == "none"
    assert time.monotonic() - start < 12


def test_a_fork_that_stays_when_the_child_ends(home):
    body = """
    import os, time
    if os.fork() == 0:
        time.sleep(60)
    os._exit(5)
    """
    start = time.monotonic()
    outcome = checked(body, ROOMY)
    assert outcome.message.endswith("(exit status 5).")
    assert time.monotonic() - start < 12


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_left_behind_does_not_hold_up_the_outcome(home, daemon):
    body = f"""
    import threading, time
    threading.Thread(target=time.sleep, args=(60,), daemon={daemon}).start()
    """
    start = time.monotonic()
    assert checked(body, ROOMY).stage == "none"
    assert time.monotonic() - start < 12


def test_closed_outputs(way):
    body = "import os\nos.close(1)\nos.close(2)\nos.close(0)"
    outcome = checked(body, ROOMY)
    assert outcome.stage == "none", outcome
    outcome = checked(body + "\nprint('gone')", ROOMY)
    assert outcome.message.startswith("It raised OSError"), outcome


def test_closing_everything(way):
    outcome = checked("import os\nos.closerange(0, 1000)", ROOMY)
    assert outcome.status == "not yet"
    assert outcome.message == "The process ended before the check was finished (exit status 1)."
    body = "import os, time\nos.closerange(3, 1000)\ntime.sleep(60)"
    outcome = checked(body, ROOMY)
    assert outcome.message == "The checking process could not report: what it writes to was closed."


def test_garbage_everywhere(way):
    body = """
    import os
    for fd in range(300):
        for text in (b"\\xff\\x00{}\\n", b'{"outcome": 1}\\n', b"Timeout (0:00:01)!\\n", b"no end"):
            try:
                os.write(fd, text)
            except OSError:
                pass
    """
    outcome = checked(body, ROOMY)
    assert (outcome.status, outcome.stage) == ("not yet", "none"), outcome


def test_an_endless_stream_into_the_pipe_of_results(home):
    body = """
    import os
    while True:
        for fd in range(3, 300):
            try:
                if os.isatty(fd) is False:
                    os.set_blocking(fd, False)
                    os.write(fd, b"x" * 60000)
            except OSError:
                pass
    """
    outcome = checked(body, Limits(seconds=3.0, most_printed=2**20))
    assert outcome.status == "not yet"
    assert outcome.message.startswith(("Your code printed more", "Your code was still running"))


def test_the_readers_file_is_only_read(way, tmp_path):
    path = tmp_path / "mine.py"
    body = """
    import os, pathlib
    for name in (__file__, "mine.py"):
        pathlib.Path(name).write_text("gone")
    for name in os.listdir("."):
        os.remove(name)
    """
    source = answer_of(body)
    path.write_text(source, "utf-8")
    before = path.stat()
    outcome = check_file(SLUG, path, limits=ROOMY)
    assert outcome.status == "not yet"
    assert path.read_text("utf-8") == source
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [p.name for p in tmp_path.iterdir()] == ["mine.py"]


def test_a_file_beside_the_readers_can_be_imported(home, tmp_path):
    (tmp_path / "beside.py").write_text(SOLUTION, "utf-8")
    # It has the name of a module of the standard library, and replaces none.
    (tmp_path / "json.py").write_text("raise SystemExit('wrong module')", "utf-8")
    path = tmp_path / "mine.py"
    path.write_text(
        answer_of("return beside.hidden_states(x, W_ih, W_hh, b)", head="import beside")
    )
    assert check_file(SLUG, path, limits=ROOMY).solved


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "The file does not load"),
        (b"# coding: nonsense\n", "The file does not load"),
        (b"x = 1\x00", "does not load"),
        (b"#" * 2**21, "it has 2 MiB, and at most 1 MiB are read"),
        (b"(" * 10_000, "This is not Python"),
        (b"", "There is no function named hidden_states."),
    ],
    ids=["binary", "coding", "null", "large", "brackets", "empty"],
)
def test_files_that_are_no_source(home, tmp_path, content, says):
    path = tmp_path / "mine.py"
    path.write_bytes(content)
    outcome = check_file(SLUG, path, limits=ROOMY)
    assert outcome.status == "not yet"
    assert says in outcome.message or "not Python" in outcome.message, outcome


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        check_file(SLUG, tmp_path / "none.py")


def test_a_name_beyond_ascii_is_found_in_the_dump(home, tmp_path):
    path = tmp_path / "à €.py"
    path.write_text(answer_of("while True: pass"), "utf-8")
    outcome = check_file(SLUG, path, limits=QUICK)
    assert outcome.where == "à €.py, line 3: while True: pass"


def test_a_fresh_seed_each_time(home):
    seeds = {check_text(SLUG, SOLUTION, "mine.py").seed for _ in range(4)}
    assert len(seeds) > 1
    assert all(0 <= seed < 100_000 for seed in seeds)


def test_checks_side_by_side_keep_apart(way):
    def one(number):
        body = f"print({number})\nimport time\ntime.sleep(0.5)\nreturn x[:{number % 3 + 1}, 0]"
        return number, checked(body, Limits(seconds=60.0), seed=number)

    count = 8 if way == "warm" else 2
    with ThreadPoolExecutor(count) as pool:
        for number, outcome in pool.map(one, range(count)):
            assert outcome.printed == f"{number}\n"
            assert outcome.stage == "shape"


CLIENT = """
import sys
from pathlib import Path
from rnnbook.exercises.running import warm
from rnnbook.exercises.running.limits import Limits
from rnnbook.exercises.running.checks import check_file
warm.folder = lambda: Path(sys.argv[3])
path = Path(sys.argv[1])
try:
    check_file({slug!r}, path, limits=Limits(seconds=float(sys.argv[2])))
except KeyboardInterrupt:
    print("interrupted")
    sys.exit(130)
"""


@pytest.fixture
def client(way, tmp_path, monkeypatch):
    """Return a client in a process of its own, in the middle of an endless check."""
    # The client is another process: the spy cannot see it.
    check_text(SLUG, SOLUTION, "mine.py")
    mark = tmp_path / "mark"
    path = tmp_path / "mine.py"
    body = f"open({str(mark)!r}, 'w').close()\nwhile True: pass"
    path.write_text(answer_of(body), "utf-8")
    command = [sys.executable, "-c", CLIENT.format(slug=SLUG), str(path), "60", str(warm.folder())]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        end = time.monotonic() + 60
        while not mark.exists() and time.monotonic() < end:
            time.sleep(0.02)
        assert mark.exists()
        yield process, path
        process.kill()


def test_ctrl_c_ends_the_check_at_once(client, home):
    process, path = client
    source = path.read_text("utf-8")
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert (said, process.returncode) == ("interrupted\n", 130)
    assert time.monotonic() - start < 3
    assert path.read_text("utf-8") == source
    only_the_server_is_left(home)


def test_a_killed_client_takes_its_child_along(client, home):
    process, _ = client
    process.kill()
    process.wait()
    for folder in home.glob("rnnbook-*"):
        # A killed process cannot tidy up: its empty scratch folder stays.
        if folder.is_dir() and not (folder / "lock").exists():
            folder.rmdir()
    only_the_server_is_left(home)


@pytest.fixture
def warmed(home, monkeypatch):
    """Start the warm process."""
    monkeypatch.delenv("RNNBOOK_WARM", raising=False)
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    (server,) = family(home)
    return server


def test_a_killed_server_is_replaced(warmed, home):
    warmed.kill()
    gone_after(warmed)
    assert (warm.folder() / "socket").exists(), "the stale socket is part of the test"
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    (server,) = family(home)
    assert server.pid != warmed.pid


def gone_after(process, seconds=5):
    _, alive = psutil.wait_procs([process], timeout=seconds)
    assert not alive


def test_a_server_killed_in_the_middle(warmed, home):
    with ThreadPoolExecutor(1) as pool:
        running_check = pool.submit(checked, "import time\ntime.sleep(1)\nreturn x", ROOMY)
        time.sleep(0.5)
        warmed.kill()
        assert running_check.result(timeout=20).stage == "shape"
        assert checked("while True: pass").where.startswith("mine.py, line ")


def test_a_server_that_does_not_answer(warmed, home, monkeypatch):
    """A stopped process accepts connections, and then says nothing."""
    monkeypatch.setattr(warm, "ANSWER", 0.5)
    warmed.suspend()
    try:
        assert check_text(SLUG, SOLUTION, "mine.py").solved
    finally:
        warmed.kill()
        gone_after(warmed)


def test_a_server_ends_when_idle_and_leaves_nothing(home, monkeypatch):
    for process in family(home):
        process.kill()
        gone_after(process)
    monkeypatch.setattr(warm, "IDLE", 0.2)
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    folder = warm.folder()
    end = time.monotonic() + 60
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not folder.exists()
    assert not psutil.wait_procs(family(home), timeout=10)[1]


def test_a_changed_package_has_another_server(tmp_path, monkeypatch):
    package = tmp_path / "rnnbook"
    package.mkdir()
    (package / "a.py").write_text("1", "utf-8")
    monkeypatch.setattr(warm, "PACKAGE", package)
    first = FOLDER()
    assert FOLDER() == first
    (package / "a.py").write_text("12", "utf-8")
    assert FOLDER() != first


@pytest.mark.parametrize("fault", ["missing", "a file", "too long", "open to all", "a link"])
def test_temporary_folders_that_do_not_serve(home, tmp_path, monkeypatch, fault):
    """The check takes the cold way, and says nothing of it."""
    place = tempfile.mkdtemp(dir=home)
    if fault == "missing":
        os.rmdir(place)
    elif fault == "a file":
        os.rmdir(place)
        Path(place).write_text("", "utf-8")
    elif fault == "too long":
        place = os.path.join(place, "x" * 90)
        os.mkdir(place)
    monkeypatch.setattr(tempfile, "tempdir", place)
    monkeypatch.setattr(warm, "folder", FOLDER)
    if fault == "open to all":
        warm.folder().mkdir()
        warm.folder().chmod(0o777)
    elif fault == "a link":
        warm.folder().symlink_to(tmp_path)
    used = []
    monkeypatch.setattr(processes.Fresh, "ask", spied(processes.Fresh.ask, used))
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    assert used
    monkeypatch.undo()
    shutil.rmtree(place, ignore_errors=True)
    Path(place).unlink(missing_ok=True)
    shutil.rmtree(Path(place).parent, ignore_errors=True) if fault == "too long" else None


def test_without_sockets(home, monkeypatch):
    import socket

    monkeypatch.delattr(socket, "AF_UNIX")
    assert warm.connection() is None
    assert check_text(SLUG, SOLUTION, "mine.py").solved


def test_a_crash_is_confirmed_in_a_fresh_process(warmed, monkeypatch):
    """A library that does not bear the fork must not make a right answer wrong."""
    answers = iter([answering.Seen(ready=True, dump="Fatal Python error: Segmentation fault\n")])
    honest = running.answer

    def answer(process, request, limits):
        if isinstance(process, processes.Fork):
            process.end()
            return next(answers)
        return honest(process, request, limits)

    monkeypatch.setattr(running, "answer", answer)
    assert check_text(SLUG, SOLUTION, "mine.py").solved


def test_a_process_that_cannot_start(home, monkeypatch):
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    monkeypatch.setattr(warm, "command", lambda *_: ["/nonexistent/python"])
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=1)
    assert outcome.status == "our bug"
    assert outcome.message.startswith("The checking process could not be started: No such file")
    code = "raise ImportError('no torch here')"
    monkeypatch.setattr(warm, "command", lambda *_: [sys.executable, "-c", code])
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=1)
    assert outcome.status == "our bug"
    assert outcome.message == ("The checking process did not start: ImportError: no torch here")


def test_an_error_of_the_check_itself_is_our_bug(home):
    # The message of an error is asked for by the check, outside of the reader's code.
    body = "import torch\ntorch.manual_seed = None\nreturn None"
    outcome = checked(body, ROOMY)
    assert outcome.status in ("our bug", "not yet")
    assert outcome.message


def test_importing_the_client_is_quick():
    code = (
        "import sys, rnnbook.exercises, rnnbook.exercises.running.checks\n"
        "import rnnbook.exercises.running.warm, rnnbook.exercises.running.child\n"
        "print({'torch', 'numpy', 'IPython', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_check_does_not_import_torch_in_the_client(home, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(SOLUTION, "utf-8")
    code = (
        "import sys, pathlib\nfrom rnnbook.exercises.running import warm\n"
        f"warm.folder = lambda: pathlib.Path({str(warm.folder())!r})\n"
        "from rnnbook.exercises.running.checks import check_file\n"
        f"print(check_file({SLUG!r}, pathlib.Path({str(path)!r})).status, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["solved", "False"]


def test_training_is_as_quick_in_a_fork(warmed):
    body = """
    import torch
    layer = torch.nn.RNN(2, 4)
    optimizer = torch.optim.Adam(layer.parameters())
    optimizer.zero_grad()
    layer(torch.zeros(3, 2))[0].sum().backward()
    optimizer.step()
    print("trained")
    """
    assert checked(body, ROOMY).printed == "trained\n"


def test_a_callable_is_checked_as_it_is(way):
    from types import FunctionType

    space = {}
    exec(compile(SOLUTION, "<cell>", "exec"), space)
    target = space["hidden_states"]
    assert isinstance(target, FunctionType)
    target.__module__ = "__main__"
    assert check_callable(SLUG, target, seed=3).solved


def test_reading_a_dump():
    dump = (
        "noise\nThread 0x1 (most recent call first):\n"
        '  File "mine.py", line 9 in worker\n'
        "Thread 0x2 (most recent call first):\n"
        '  File "/lib/other.py", line 1 in wait\n'
        '  File "mine.py", line 2 in hidden_states\n'
    )
    assert line_in(dump, "mine.py", ["a\n", "b()\n"]) == "mine.py, line 2: b()"
    current = dump.replace("Thread 0x1", "Current thread 0x1")
    assert line_in(current, "mine.py", []) == "mine.py, line 9"
    assert line_in(dump, "yours.py") == ""
    assert line_in(dump.replace("mine", r"m\xe9"), "mé.py", []) == "mé.py, line 2"


@pytest.mark.parametrize(
    ("dump", "code", "says"),
    [
        ("", None, "The process ended before the check was finished."),
        ("", 0, "The process ended before the check was finished (exit status 0)."),
        ("", -15, "The checking process was killed (signal SIGTERM)."),
        ("", -200, "The checking process was killed (signal 200)."),
        ("Timeout (0:00:02)!\n", 1, "Your code was still running after 20 seconds."),
        ("Fatal Python error: Bus error\n", -7, "Python itself crashed (bus error)."),
    ],
)
def test_how_an_end_is_told(dump, code, says):
    assert ended(dump, code, Limits())[0] == says


def test_outcomes_travel_whole():
    from rnnbook.exercises.outcome import Outcome

    outcome = Outcome(SLUG, "not yet", "runs", "é\n", seed=1)
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert json.loads(outcome.to_json())["seed"] == 1
