"""The progress file: nothing is lost, whatever comes between."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time

import pytest
from filelock import FileLock

from rnnbook.exercises.outcome import Outcome
from rnnbook.exercises.terminal import progress as module
from rnnbook.exercises.terminal.progress import Progress, ProgressError, Standing

SOLVED = Outcome("one", "solved", seed=1, checks=3)
NOT_YET = Outcome("one", "not yet", "values", "No.")


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "exercises")


def written(progress):
    return json.loads(progress.path.read_text("utf-8"))


def child(code, *arguments, **options):
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], **options)


def test_without_a_file_nothing_is_solved_and_nothing_is_written(progress):
    assert progress.current() is None
    assert progress.standing("one") == Standing()
    assert not progress.path.parent.exists()


def test_checks_hints_and_the_solution_are_recorded(progress):
    progress.make_current("one")
    progress.record(NOT_YET)
    progress.count_hint("one")
    progress.count_hint("one")
    progress.mark_solution_seen("one")
    assert progress.standing("one") == Standing("not yet", None, 1, 2, True)
    progress.record(SOLVED)
    found = progress.standing("one")
    assert (found.status, found.checks) == ("solved", 2)
    assert found.solved_on is not None
    assert progress.path.read_text("utf-8").startswith('{\n  "version": 1,\n  "current": "one"')


def test_what_was_solved_stays_solved(progress):
    progress.record(SOLVED)
    day = progress.standing("one").solved_on
    for later in (NOT_YET, Outcome("one", "not started")):
        progress.record(later)
    progress.mark_reset("one")
    assert progress.standing("one").status == "solved"
    assert progress.standing("one").solved_on == day


def test_our_bug_is_not_counted_against_the_reader(progress):
    progress.record(Outcome("one", "our bug", message="x"))
    assert progress.standing("one") == Standing()


def test_unknown_keys_are_kept_at_every_level(progress):
    progress.path.parent.mkdir()
    state = {
        "version": 1,
        "mine": [1],
        "exercises": {"one": {"checks": 4, "note": "später"}, "gone": {}},
        "half a pair": "\ud800",
    }
    progress.path.write_text(json.dumps(state), "utf-8")
    progress.record(NOT_YET)
    found = written(progress)
    assert found["mine"] == [1]
    assert found["half a pair"] == "\ud800"
    assert found["exercises"]["one"]["note"] == "später"
    assert found["exercises"]["one"]["checks"] == 5
    assert "gone" in found["exercises"]


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"version": "1", "exercises": {}}',
    b'{"version": true, "exercises": {}}',
    b'{"version": 1}',
    b'{"version": 1, "exercises": []}',
    b'{"version": 1, "exercises": {"one": 3}}',
    b'{"version": 1, "exercises": {"one": {"checks": "many"}}}',
    b'{"version": 1, "exercises": {"one": {"status": "won"}}}',
    b'{"version": 1, "current": 7, "exercises": {}}',
    b'{"name": "a package", "scripts": {}}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("use", [Progress.standings, lambda p: p.record(NOT_YET)])
def test_a_broken_or_foreign_file_is_kept_aside(progress, data, use):
    progress.path.parent.mkdir()
    for number in (1, 2):
        progress.path.write_bytes(data)
        use(progress)
        kept = progress.path.with_name(f"progress.broken.{number}.json")
        assert kept.read_bytes() == data
        (notice,) = progress.notices
        assert kept.name in notice
        assert "a new one is begun" in notice
        progress.notices.clear()
    progress.record(SOLVED)
    assert progress.standing("one").status == "solved"


@pytest.mark.parametrize("use", [Progress.current, lambda p: p.record(NOT_YET)])
def test_a_file_of_a_newer_version_is_refused_and_left_alone(progress, use):
    progress.path.parent.mkdir()
    data = b'{"version": 2, "exercises": "in another way"}'
    progress.path.write_bytes(data)
    with pytest.raises(ProgressError, match=r"newer rnnbook \(version 2; this one knows 1\)"):
        use(progress)
    assert progress.path.read_bytes() == data
    assert sorted(p.name for p in progress.path.parent.iterdir()) in (
        ["progress.json"],
        [".progress.lock", "progress.json"],
    )


def test_a_folder_in_the_place_of_the_file_is_named(progress):
    progress.path.mkdir(parents=True)
    with pytest.raises(ProgressError, match="a folder stands where a file is needed"):
        progress.standings()


def test_a_file_in_the_place_of_the_folder_is_named(progress):
    progress.path.parent.write_text("mine")
    assert progress.standings() == {}
    with pytest.raises(ProgressError, match="a file stands where a folder is needed"):
        progress.record(SOLVED)
    assert progress.path.parent.read_text() == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(progress):
    progress.record(SOLVED)
    progress.path.parent.chmod(0o500)
    try:
        with pytest.raises(ProgressError, match="no permission"):
            progress.record(NOT_YET)
        assert progress.standing("one").status == "solved"
    finally:
        progress.path.parent.chmod(0o700)


def test_a_lock_that_stays_is_named(progress, monkeypatch):
    progress.record(SOLVED)
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    code = "import sys, time, filelock; lock = filelock.FileLock(sys.argv[1]); lock.acquire(); "
    lock = progress.path.with_name(".progress.lock")
    other = child(f"{code} print('held', flush=True); time.sleep(60)", lock, stdout=-1)
    try:
        other.stdout.readline()
        with pytest.raises(ProgressError, match="another rnnbook command"):
            progress.record(NOT_YET)
        assert progress.standing("one").status == "solved"  # reading needs no lock
    finally:
        other.kill()
        other.communicate()
    progress.record(NOT_YET)  # the lock ends with its process


def test_a_link_to_the_file_stays_a_link(progress, tmp_path):
    elsewhere = tmp_path / "elsewhere.json"
    progress.path.parent.mkdir()
    progress.path.symlink_to(elsewhere)
    progress.record(SOLVED)
    assert progress.path.is_symlink()
    assert json.loads(elsewhere.read_text("utf-8"))["current"] == "one"


COUNT = """
import sys
from pathlib import Path
from rnnbook.exercises.outcome import Outcome
from rnnbook.exercises.terminal import progress as module
from rnnbook.exercises.terminal.progress import Progress

# That others write for a long time, as on a busy machine, is not what is tested.
module._PATIENCE = 300
progress = Progress(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    progress.record(Outcome("one", "not yet"))
    progress.count_hint(sys.argv[3])
"""


@pytest.mark.slow
def test_twenty_processes_at_once_lose_nothing(progress):
    children = [
        child(COUNT, progress.path.parent, 5, f"hint_{number}", stderr=-1) for number in range(20)
    ]
    problems = [one.communicate(timeout=300)[1] for one in children]
    assert [one.returncode for one in children] == [0] * 20, problems
    assert progress.standing("one").checks == 100
    assert [progress.standing(f"hint_{number}").hints for number in range(20)] == [5] * 20


@pytest.mark.slow
def test_kill_in_the_middle_of_writing_leaves_a_whole_file(progress):
    progress.make_current("one")
    generator = random.Random(0)
    last = 0
    for _ in range(25):
        writing = child(COUNT, progress.path.parent, 1_000_000, "two", stderr=-1)
        while progress.standing("one").checks == last:  # it has begun
            assert writing.poll() is None, writing.communicate()[1]
            time.sleep(0.002)
        time.sleep(generator.random() * 0.02)
        writing.send_signal(signal.SIGKILL)
        writing.communicate()
        found = written(progress)["exercises"]["one"]["checks"]
        assert found > last
        last = found
    progress.record(SOLVED)
    assert progress.standing("one").checks == last + 1
    assert {p.name for p in progress.path.parent.iterdir()} == {"progress.json", ".progress.lock"}


FULL = """
import resource, sys
from pathlib import Path
from rnnbook.exercises.outcome import Outcome
from rnnbook.exercises.terminal.progress import Progress

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
Progress(Path(sys.argv[1])).record(Outcome("one", "not yet"))
"""


@pytest.mark.parametrize("room", [0, 1, 40])
def test_a_disk_that_is_full_leaves_the_file_as_it_was(progress, room):
    progress.record(SOLVED)
    before = progress.path.read_bytes()
    done = child(FULL, progress.path.parent, room, stderr=-1)
    said = done.communicate(timeout=300)[1].decode()
    assert done.returncode == 1
    assert "ProgressError: Cannot write" in said
    assert "larger than this system allows" in said
    assert progress.path.read_bytes() == before
    assert {p.name for p in progress.path.parent.iterdir()} == {"progress.json", ".progress.lock"}


def test_the_limit_of_these_tests_is_one_that_the_system_knows():
    assert resource.getrlimit(resource.RLIMIT_FSIZE)


def test_the_lock_is_free_after_every_use(progress):
    progress.record(SOLVED)
    with FileLock(progress.path.with_name(".progress.lock"), timeout=0):
        pass
