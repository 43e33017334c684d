"""Checks of code that does harm, by accident: each gets its own outcome, and nothing is left over.

The tests have a folder for temporary files of their own, and with it a fork server of their own.
"""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import asdict, replace

import pytest
from harm import (
    FOREVER,
    HANGS,
    ROOMY,
    SLUG,
    SOLUTION,
    answer_of,
    check_file,
    check_text,
    checked,
    find,
    only_the_server_is_left,
    stopped,
)

from rnnbook.exercises.checker.limits import Limits
from rnnbook.exercises.checker.runner import processes, supervisor
from rnnbook.exercises.checker.runner.postmortem import explain_exit, reader_line

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals and process groups of POSIX"),
]


def test_a_right_answer_is_solved(way):
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=7)
    assert (outcome.status, outcome.seed, outcome.printed) == ("solved", 7, "")


def test_an_untouched_starter_is_not_started(way):
    assert check_text(SLUG, find(SLUG).starter, "mine.py", limits=ROOMY).status == "not started"


def test_what_is_printed_is_kept(way):
    outcome = checked("print('seen: é', flush=True); import sys; sys.stderr.write('too')")
    assert outcome.stage == "none"
    assert outcome.printed == "seen: é\ntoo"


def test_an_endless_loop_is_stopped_and_its_line_named(way):
    outcome = endless(
        """
        total = 0
        while total >= 0:
            total += 1
        """
    )
    assert outcome.seed == 0
    assert outcome.where.startswith("mine.py, line ")
    assert outcome.where.endswith(("while total >= 0:", "total += 1"))
    assert outcome.call.startswith("hidden_states(x: (3, 5, 2)")


def endless(body, *, head=""):
    """Return the outcome of code without end, which was stopped for its time."""
    body = f"print('begun')\n{textwrap.dedent(body).strip()}"
    return stopped(lambda limits: checked(body, limits, head=head))


def test_an_endless_loop_outside_of_functions(way):
    head = "print('begun')\nwhile True: pass\n"
    outcome = stopped(lambda limits: checked("return x", limits, head=head))
    assert outcome.where == "mine.py, line 2: while True: pass"
    assert (outcome.call, outcome.printed) == ("", "begun\n")


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    try:\n        x = x + 1\n    except BaseException:\n        pass",
        "import time\nwhile True:\n    try:\n        time.sleep(3600)\n    except BaseException:\n"
        "        pass",
        # One call of C that never gives the interpreter back.
        "return sum(iter(int, 1))",
        "import re\nre.match('(a+)+$', 'a' * 40 + 'b')",
        "import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGALRM):\n"
        "    signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
        # Its own attempt to get rid of the limit.
        "import faulthandler\nfaulthandler.cancel_dump_traceback_later()\nwhile True: pass",
        "import threading\nthreading.Event().wait()",
    ],
    ids=["catch", "sleep", "sum", "regex", "signals", "cancel", "wait"],
)
def test_loops_that_cannot_be_interrupted(home, body):
    assert endless(body).where.startswith("mine.py, line ")
    only_the_server_is_left(home)


def test_nothing_can_be_read_in(home):
    outcome = checked("input()\nimport threading\nthreading.Event().wait()")
    assert outcome.message.startswith("It raised EOFError")


def test_a_stack_that_was_caught_between_two_calls_is_asked_for_again():
    results, end = os.pipe()
    told = iter(["", "???", '"mine.py", line 3 in hidden_states'])

    class Moving:
        asked = 0

        def where(self):
            self.asked += 1
            stack = f"Current thread 0x1 (most recent call first):\n  File {next(told)}\n"
            os.write(end, stack.encode())

    process = Moving()
    pipe = processes.Pipe(results, 1000, threading.Event())
    watch = supervisor._Watch(process, Limits(), b"token", pipe, pipe)
    watch.ask_where("mine.py")
    os.close(end)
    assert process.asked == 3
    assert reader_line(watch.seen.dump, "mine.py", ["a\n", "b\n", "c\n"]) == "mine.py, line 3: c"
    watch.ask_where("mine.py")
    assert process.asked == 3


def test_deep_recursion_is_an_ordinary_error(way):
    outcome = checked("return hidden_states(x, W_ih, W_hh, b)")
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
    outcome = checked("repr(Deep())", head=head)
    assert (outcome.status, outcome.stage) == ("not yet", "runs")
    # Newer interpreters notice it in time.
    if not outcome.message.startswith("It raised RecursionError"):
        assert outcome.message == "Python itself crashed (segmentation fault)."
    # Where in its circle it was when there was no room for another call, nobody can know.
    circle = ("mine.py, line 5: def __repr__(self):", "mine.py, line 6: return repr([self])[:1]")
    assert outcome.where in circle
    assert outcome.call.startswith("hidden_states(x: (3, 5, 2)")


def test_unbounded_recursion_with_the_limit_raised(home):
    body = "import sys\nsys.setrecursionlimit(10**9)\nreturn hidden_states(x, W_ih, W_hh, b)"
    outcome = checked(body)
    assert outcome.status == "not yet"
    # Time, memory, or the interpreter itself: this depends on its version and on the machine.
    assert (outcome.stage, bool(outcome.message)) == ("runs", True), outcome


def test_a_segmentation_fault_names_the_line(way):
    outcome = checked("import ctypes\nctypes.string_at(0)")
    assert outcome.message == "Python itself crashed (segmentation fault)."
    assert outcome.where == "mine.py, line 4: ctypes.string_at(0)"
    assert outcome.call.startswith("hidden_states(")


def test_abort(home):
    outcome = checked("import os\nos.abort()")
    assert outcome.message == "Python itself crashed (aborted)."
    assert outcome.where.endswith("os.abort()")


def test_leaving_by_the_back_door(way):
    outcome = checked("import os\nos._exit(3)")
    assert outcome.message == "The process ended before the check was finished (exit status 3)."
    assert (outcome.status, outcome.stage) == ("not yet", "runs")


def test_a_killed_child(way):
    outcome = checked("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert outcome.message == "The checking process was killed (signal SIGKILL)."
    assert "out of memory" in outcome.suggestion


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
    outcome = checked(body)
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
    limits = replace(ROOMY, memory=Limits().memory, most_printed=4 * 2**20)
    outcome = checked(body, limits)
    assert outcome.message == "Your code printed more than 4 MiB."
    assert len(outcome.printed) < 70_000
    assert outcome.printed.endswith("... (64 KiB are kept)\n")
    assert outcome.where.startswith("mine.py, line ")


def test_limits_from_outside(way):
    outcome = checked("while True:\n    print(x)")
    assert outcome.message == "Your code printed more than 1 MiB."
    outcome = checked("kept = []\nwhile True:\n    kept.append(bytearray(10**6))")
    assert outcome.message == MEMORY


def test_long_output_is_cut_off(home):
    outcome = checked("print('x' * 100_000)")
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
    outcome = checked(body)
    assert outcome.message.startswith(MEMORY), outcome
    assert outcome.where.startswith("mine.py, line "), outcome
    assert outcome.call.startswith("hidden_states(")


def test_one_enormous_tensor(way):
    outcome = checked("import torch\nreturn torch.zeros(10**12)")
    assert outcome.message == f"{MEMORY} It asked for 7.28 TiB at once."
    assert outcome.where == "mine.py, line 4: return torch.zeros(10**12)"


def test_memory_of_other_processes_counts(home):
    body = """
    import subprocess, sys
    subprocess.run([sys.executable, "-c", "import resource, time\\n"
        "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\\n"
        "x = bytearray(b'1') * 10**9; time.sleep(3600)"])
    """
    limits = replace(ROOMY, memory=400 * 2**20)
    outcome = checked(body.replace("resource.setrlimit", "0 and resource.setrlimit"), limits)
    # It inherits the limit, so it fails by itself, or it is seen.
    assert outcome.status == "not yet"
    only_the_server_is_left(home)


def test_the_meter_sees_children(home):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    inner = "x = bytearray(b'1') * (900 * 2**20); import time; time.sleep(3600)"
    with subprocess.Popen([sys.executable, "-c", code, inner], start_new_session=True) as one:
        try:
            meter, end = processes.Meter(one.pid), time.monotonic() + HANGS
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
    outcome = checked(body, head=head)
    assert outcome.message == MEMORY
    assert outcome.where.startswith("mine.py, line ")
    only_the_server_is_left(home)


@pytest.mark.parametrize("session", ["False", "True"])
def test_a_process_left_behind_is_ended(home, session):
    """It holds all pipes open, which must not hold up the outcome either."""
    body = f"""
    import subprocess
    print("started")
    subprocess.Popen(["sleep", "{FOREVER}"], start_new_session={session}, close_fds=False)
    """
    outcome = soon(body)
    assert (outcome.stage, outcome.printed) == ("none", "started\n")
    only_the_server_is_left(home)


def soon(body):
    """Return the outcome of a check, and make sure that nothing held it up."""
    start = time.monotonic()
    outcome = checked(body)
    assert time.monotonic() - start < HANGS
    return outcome


def test_a_fork_left_behind_is_ended(way):
    body = f"""
    import os, time
    if os.fork() == 0:
        time.sleep({FOREVER})
        os._exit(0)
    """
    assert soon(body).stage == "none"


def test_a_fork_that_stays_when_the_child_ends(home):
    body = f"""
    import os, time
    if os.fork() == 0:
        time.sleep({FOREVER})
    os._exit(5)
    """
    assert soon(body).message.endswith("(exit status 5).")
    only_the_server_is_left(home)


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_left_behind_does_not_hold_up_the_outcome(home, daemon):
    body = f"""
    import threading, time
    threading.Thread(target=time.sleep, args=({FOREVER},), daemon={daemon}).start()
    """
    assert soon(body).stage == "none"


def test_closed_outputs(way):
    body = "import os\nos.close(1)\nos.close(2)\nos.close(0)"
    outcome = checked(body)
    assert outcome.stage == "none", outcome
    outcome = checked(body + "\nprint('gone')")
    assert outcome.message.startswith("It raised OSError"), outcome


def test_closing_everything(way, monkeypatch):
    with monkeypatch.context() as patch:
        # It ends by itself as soon as it cannot report; on a busy machine that takes its time.
        patch.setattr(supervisor, "_DRAIN", HANGS)
        outcome = checked("import os\nos.closerange(0, 1000)")
    assert outcome.status == "not yet"
    assert outcome.message == "The process ended before the check was finished (exit status 1)."
    outcome = checked(f"import os, time\nos.closerange(3, 1000)\ntime.sleep({FOREVER})")
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
    outcome = checked(body)
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
    outcome = checked(body, replace(ROOMY, seconds=3.0, memory=Limits().memory))
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
    path.write_text(answer_of("print('begun')\nwhile True: pass"), "utf-8")
    outcome = stopped(lambda limits: check_file(SLUG, path, limits=limits))
    assert outcome.where == "à €.py, line 4: while True: pass"


def test_reading_a_dump():
    dump = (
        "noise\nThread 0x1 (most recent call first):\n"
        '  File "mine.py", line 9 in worker\n'
        "Thread 0x2 (most recent call first):\n"
        '  File "/lib/other.py", line 1 in wait\n'
        '  File "mine.py", line 2 in hidden_states\n'
    )
    assert reader_line(dump, "mine.py", ["a\n", "b()\n"]) == "mine.py, line 2: b()"
    current = dump.replace("Thread 0x1", "Current thread 0x1")
    assert reader_line(current, "mine.py", []) == "mine.py, line 9"
    assert reader_line(dump, "yours.py") == ""
    assert reader_line(dump.replace("mine", r"m\xe9"), "mé.py", []) == "mé.py, line 2"


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
    assert explain_exit(dump, code, Limits()).message == says


def test_outcomes_travel_whole():
    from rnnbook.exercises.checker.outcome import Outcome

    outcome = Outcome(SLUG, "not yet", "runs", "é\n", seed=1)
    assert Outcome(**json.loads(json.dumps(asdict(outcome)))) == outcome
