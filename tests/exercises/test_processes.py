"""The ways to a process that checks: a fork server, that may be gone or forbidden, or a fresh one.

The tests have a folder for temporary files of their own, and with it a fork server of their own.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from harm import (
    FOLDER,
    FOREVER,
    HANGS,
    ROOMY,
    SLUG,
    SOLUTION,
    answer_of,
    check_callable,
    check_text,
    checked,
    family,
    find,
    gone_after,
    only_the_server_is_left,
    spied,
    stopped,
    the_server,
    wait_for,
)

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.limits import Limits
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.runner import api, processes, supervisor
from rnnbook.exercises.checker.runner import client as server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals and process groups of POSIX"),
]


def test_a_fresh_seed_each_time(home):
    seeds = {check_text(SLUG, SOLUTION, "mine.py").seed for _ in range(4)}
    assert len(seeds) > 1
    assert all(0 <= seed < 100_000 for seed in seeds)


def test_checks_side_by_side_keep_apart(way):
    def one(number):
        body = f"print({number})\nimport time\ntime.sleep(0.5)\nreturn x[:{number % 3 + 1}, 0]"
        return number, checked(body, replace(ROOMY, memory=Limits().memory), seed=number)

    count = 8 if way == "warm" else 2
    with ThreadPoolExecutor(count) as pool:
        for number, outcome in pool.map(one, range(count)):
            assert outcome.printed == f"{number}\n"
            assert outcome.stage == "shape"


CLIENT = """
import sys
from pathlib import Path
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.limits import Limits
from rnnbook.exercises.checker.runner import client
from rnnbook.exercises.checker.runner.api import check_file
client.folder = lambda catalogue: Path(sys.argv[3])
path = Path(sys.argv[1])
try:
    check_file(CATALOGUE, CATALOGUE.find({slug!r}), path, limits=Limits(seconds=float(sys.argv[2])))
except KeyboardInterrupt:
    print("interrupted")
    sys.exit(130)
"""


@pytest.fixture(params=["warm", "cold"])
def client(request, home, tmp_path, monkeypatch):
    """Return a client in a process of its own, in the middle of an endless check."""
    if request.param == "warm":
        monkeypatch.delenv("RNNBOOK_WARM", raising=False)
        assert check_text(SLUG, SOLUTION, "mine.py").solved
    else:
        monkeypatch.setenv("RNNBOOK_WARM", "0")
    mark = tmp_path / "mark"
    path = tmp_path / "mine.py"
    body = f"open({str(mark)!r}, 'w').close()\nwhile True: pass"
    path.write_text(answer_of(body), "utf-8")
    arguments = [str(path), f"{FOREVER}", str(server.folder(CATALOGUE))]
    command = [sys.executable, "-c", CLIENT.format(slug=SLUG), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            wait_for(mark)
            lines = [" ".join(member.cmdline()) for member in family(home)]
            fresh = any("rnnbook.exercises.checker.runner.worker" in line for line in lines)
            assert fresh == (request.param == "cold"), "the other way was taken"
            yield process, path
        finally:
            process.kill()


def test_ctrl_c_ends_the_check_at_once(client, home):
    process, path = client
    source = path.read_text("utf-8")
    process.send_signal(signal.SIGINT)
    # The check itself would go on for an hour.
    said, _ = process.communicate(timeout=HANGS)
    assert (said, process.returncode) == ("interrupted\n", 130)
    assert path.read_text("utf-8") == source
    only_the_server_is_left(home)


def test_a_killed_client_takes_its_child_along(client, home):
    process, _ = client
    process.kill()
    process.wait()
    for folder in home.glob("check-*"):
        # A killed process cannot tidy up: its scratch folder stays.
        shutil.rmtree(folder)
    only_the_server_is_left(home)


@pytest.fixture
def warmed(home, monkeypatch):
    """Start the fork server."""
    monkeypatch.delenv("RNNBOOK_WARM", raising=False)
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    return the_server(home)


def test_a_killed_server_is_replaced(warmed, home):
    warmed.kill()
    gone_after(warmed)
    assert (server.folder(CATALOGUE) / "socket").exists(), "the stale socket is part of the test"
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    assert the_server(home).pid != warmed.pid


def test_a_server_killed_in_the_middle(warmed, home, tmp_path):
    begun, go_on = tmp_path / "begun", tmp_path / "go-on"
    body = f"""
    import os, time
    open({str(begun)!r}, "w").close()
    while not os.path.exists({str(go_on)!r}):
        time.sleep(0.02)
    return x
    """
    with ThreadPoolExecutor(1) as pool:
        running_check = pool.submit(checked, body)
        try:
            wait_for(begun)
            warmed.kill()
            gone_after(warmed)
        finally:
            go_on.touch()
        assert running_check.result(timeout=HANGS).stage == "shape"
    endless = "print('begun')\nwhile True: pass"
    outcome = stopped(lambda limits: checked(endless, limits))
    assert outcome.where == "mine.py, line 4: while True: pass"


def test_a_server_that_does_not_answer(warmed, home, monkeypatch):
    """A stopped process accepts connections, and then says nothing."""
    monkeypatch.setattr(server, "ANSWER", 0.5)
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
    monkeypatch.setattr(server, "IDLE", 0.2)
    assert check_text(SLUG, SOLUTION, "mine.py").solved
    folder = server.folder(CATALOGUE)
    end = time.monotonic() + HANGS
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not folder.exists()
    assert not psutil.wait_procs(family(home), timeout=HANGS)[1]


def test_a_changed_package_has_another_server(tmp_path):
    package = tmp_path / "rnnbook"
    package.mkdir()
    (package / "a.py").write_text("1", "utf-8")
    book = replace(CATALOGUE, sources=package)
    first = FOLDER(book)
    assert FOLDER(book) == first
    (package / "a.py").write_text("12", "utf-8")
    assert FOLDER(book) != first


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
    monkeypatch.setattr(server, "folder", FOLDER)
    if fault == "open to all":
        server.folder(CATALOGUE).mkdir()
        server.folder(CATALOGUE).chmod(0o777)
    elif fault == "a link":
        server.folder(CATALOGUE).symlink_to(tmp_path)
    assert processes.forked_worker(CATALOGUE) is None
    # Where there is a folder for temporary files, the rest is as without a fork server.
    if fault in ("missing", "a file", "too long"):
        used = []
        monkeypatch.setattr(
            processes.SpawnedWorker, "ask", spied(processes.SpawnedWorker.ask, used)
        )
        assert check_text(SLUG, SOLUTION, "mine.py").solved
        assert used
    monkeypatch.undo()
    shutil.rmtree(place, ignore_errors=True)
    Path(place).unlink(missing_ok=True)
    shutil.rmtree(Path(place).parent, ignore_errors=True) if fault == "too long" else None


def test_without_sockets(home, monkeypatch):
    import socket

    monkeypatch.delattr(socket, "AF_UNIX")
    assert server.connection(CATALOGUE) is None
    assert check_text(SLUG, SOLUTION, "mine.py").solved


def test_a_crash_is_confirmed_in_a_fresh_process(warmed, monkeypatch):
    """A library that does not bear the fork must not make a right answer wrong."""
    answers = iter(
        [supervisor.Observation(ready=True, dump="Fatal Python error: Segmentation fault\n")]
    )
    honest = api.supervise

    def answer(process, request, limits, pickled):
        if isinstance(process, processes.ForkedWorker):
            process.end()
            return next(answers)
        return honest(process, request, limits, pickled)

    monkeypatch.setattr(api, "supervise", answer)
    assert check_text(SLUG, SOLUTION, "mine.py").solved


def test_a_process_that_cannot_start(home, monkeypatch):
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    monkeypatch.setattr(server, "command", lambda *_: ["/nonexistent/python"])
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=1)
    assert outcome.status == "not yet"
    assert outcome.message == (
        "Your answer could not be checked, since the system refused: No such file or directory."
    )
    code = "raise ImportError('no torch here')"
    monkeypatch.setattr(server, "command", lambda *_: [sys.executable, "-c", code])
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=1)
    assert outcome.status == "not yet"
    assert outcome.message == (
        "Your answer could not be checked, since the process for it did not start: ImportError: "
        "no torch here."
    )
    assert "rnnbook doctor" in outcome.suggestion


def test_the_book_is_blamed_only_where_its_own_solution_fails(home, monkeypatch):
    blaming = Outcome(SLUG, "our bug", message="The check itself failed: ValueError: x", seed=1)
    honest, asked = api.supervise, []

    def answer(process, request, limits, pickled=b""):
        seen = honest(process, request, limits, pickled)
        asked.append(request["filename"])
        if request["filename"] in blamed:
            seen.outcome = blaming
        return seen

    monkeypatch.setattr(api, "supervise", answer)
    blamed = {"mine.py"}
    outcome = check_text(SLUG, SOLUTION + "\n# mine\n", "mine.py", seed=1)
    assert (outcome.status, outcome.stage) == ("not yet", "runs")
    assert outcome.message.endswith("The check itself failed: ValueError: x")
    assert asked == ["mine.py", "solution.py"]
    blamed = {"mine.py", "solution.py"}
    assert check_text(SLUG, SOLUTION + "\n# mine\n", "mine.py", seed=1) == blaming


@pytest.mark.parametrize(
    ("slug", "first"),
    [(SLUG, ""), ("reproducibility_sum", "assert torch.get_default_dtype() == torch.float32\n")],
)
def test_a_check_begins_with_torch_s_own_settings(home, tmp_path, monkeypatch, slug, first):
    settings = "import torch\ntorch.set_default_dtype(torch.float64)\n"
    settings += "torch.set_default_device('meta')\n"
    (tmp_path / "sitecustomize.py").write_text(settings)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    source = f"import torch\n{first}{find(slug).solution}"
    outcome = check_text(slug, source, "mine.py", limits=ROOMY)
    assert outcome.solved, outcome


def test_importing_the_client_is_quick():
    code = (
        "import sys, rnnbook.exercises, rnnbook.exercises.checker.runner.api\n"
        "import rnnbook.exercises.checker.runner.client, rnnbook.exercises.checker.runner.worker\n"
        "print({'torch', 'numpy', 'IPython', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_check_does_not_import_torch_in_the_client(home, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(SOLUTION, "utf-8")
    code = (
        "import sys, pathlib\nfrom rnnbook.exercises import CATALOGUE\n"
        "from rnnbook.exercises.checker.runner import client\n"
        f"client.folder = lambda catalogue: pathlib.Path({str(server.folder(CATALOGUE))!r})\n"
        "from rnnbook.exercises.checker.runner.api import check_file\n"
        f"outcome = check_file(CATALOGUE, CATALOGUE.find({SLUG!r}), pathlib.Path({str(path)!r}))\n"
        "print(outcome.status, 'torch' in sys.modules)"
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
    assert checked(body).printed == "trained\n"


def test_a_callable_is_checked_as_it_is(way):
    from types import FunctionType

    space = {}
    exec(compile(SOLUTION, "<cell>", "exec"), space)
    target = space["hidden_states"]
    assert isinstance(target, FunctionType)
    target.__module__ = "__main__"
    assert check_callable(SLUG, target, seed=3).solved
