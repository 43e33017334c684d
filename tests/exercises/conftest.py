"""What the tests of exercises share."""

import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

import psutil
import pytest
from harm import FOLDER, HANGS, family, only_the_server_is_left, spied

from rnnbook.exercises.checker.runner import client, processes


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard():
    """Let Ctrl-C be heard where it was switched off, as it is for what a shell runs with ``&``.

    Every process of these tests would inherit that, and some of them are interrupted.
    """
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give this module a folder for temporary files of its own, and with it a fork server."""
    # The folders of other tests must not come to lie in it.
    tmp_path_factory.getbasetemp()
    # Not tmp_path: the path of a socket has to be short.
    folder = tempfile.mkdtemp(prefix="rt", dir="/tmp")
    before, old = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    # The same one even where somebody edits the package during the tests.
    client.folder = lambda catalogue: Path(folder) / "rnnbook-warm"
    yield Path(folder)
    client.folder = FOLDER
    ours = family(folder)
    for process in ours:
        with contextlib.suppress(psutil.Error):
            process.kill()
    _, alive = psutil.wait_procs(ours, timeout=HANGS)
    tempfile.tempdir = before
    if old is None:
        del os.environ["TMPDIR"]
    else:
        os.environ["TMPDIR"] = old
    shutil.rmtree(folder)
    assert not alive, f"left over: {alive}"


@pytest.fixture(params=["warm", "cold"])
def way(request, home, monkeypatch):
    """Check in a fork of the fork server, and in a fresh process."""
    used = []
    if request.param == "warm":
        monkeypatch.delenv("RNNBOOK_WARM", raising=False)
        process = processes.ForkedWorker
    else:
        monkeypatch.setenv("RNNBOOK_WARM", "0")
        process = processes.SpawnedWorker
    monkeypatch.setattr(process, "ask", spied(process.ask, used))
    yield request.param
    assert used, f"the {request.param} way was not taken"
    only_the_server_is_left(home)
