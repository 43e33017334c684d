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

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.terminal import progress as module
from rnnbook.exercises.checker.terminal.progress import ExerciseProgress, Progress, ProgressError

SOLVED = Outcome("one", "solved", seed=1, checks=3)
NOT_YET = Outcome("one", "not yet", "values", "No.")


@pytest.fixture
def progress(tmp_path):
    return Progress(tmp_path / "exercises", CATALOGUE)


def written(progress):
    return json.loads(progress.path.read_text("utf-8"))


def child(code, *arguments, **options):
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], **options)


def test_without_a_file_nothing_is_solved_and_nothing_is_written(progress):
    assert progress.current() is None
    assert progress.exercise("one") == ExerciseProgress()
    assert not progress.path.parent.exists()


def test_checks_hints_and_the_solution_are_recorded(progress):
    progress.make_current("one")
    progress.record(NOT_YET)
    progress.count_hint("one")
    progress.count_hint("one")
    progress.mark_solution_seen("one")
    assert progress.exercise("one") == ExerciseProgress("not yet", None, 1, 2, True)
    progress.record(SOLVED)
    found = progress.exercise("one")
    assert (found.status, found.checks) == ("solved", 2)
    assert found.solved_on is not None
    assert progress.path.read_text("utf-8").startswith('{\n  "version": 1,\n  "current": "one"')


def test_what_was_solved_stays_solved(progress):
    progress.record(SOLVED)
    day = progress.exercise("one").solved_on
    for later in (NOT_YET, Outcome("one", "not started")):
        progress.record(later)
    progress.mark_reset("one")
    assert progress.exercise("one").status == "solved"
    assert progress.exercise("one").solved_on == day


def test_our_bug_is_not_counted_against_the_reader(progress):
    progress.record(Outcome("one", "our bug", message="x"))
    assert progress.exercise("one") == ExerciseProgress()


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
    b'{"version": 1, "current": null, "exercises": {"one": {"status": "sol',
    b"\x00" * 200,
    '{"version": 1, "exercises": {"später": {}}}'.encode("latin-1"),
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("use", [Progress.exercises, lambda p: p.record(NOT_YET)])
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
    assert progress.exercise("one").status == "solved"


WHOLE = '{"version": 1, "current": "one",\r\n "exercises": {"one": {"status": "solved", "x": "ä"}}}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_is_read_in_every_encoding_that_an_editor_gives_it(progress, encoding):
    progress.path.parent.mkdir()
    progress.path.write_bytes(WHOLE.encode(encoding))
    assert progress.exercise("one").status == "solved"
    assert progress.current() == "one"
    progress.record(NOT_YET)
    assert written(progress)["exercises"]["one"]["x"] == "ä"
    assert progress.notices == []


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1"},
        {"version": 1.0},
        {"version": None},
        {"current": ["one"]},
        {"exercises": {"one": {"status": "solved", "checks": 4}, "two": 3}},
        {"exercises": {"one": {"status": "solved", "checks": 4}, "two": {"hints": -1.5}}},
        {"exercises": {"one": {"status": "solved", "checks": 4, "solved_on": 3, "hints": None}}},
    ],
)
@pytest.mark.parametrize("use", [Progress.exercises, lambda p: p.count_hint("two")])
def test_what_is_right_in_a_broken_file_is_kept(progress, change, use):
    whole = {"version": 1, "exercises": {"one": {"status": "solved", "checks": 4}}, "mine": 1}
    progress.path.parent.mkdir()
    progress.path.write_text(json.dumps(whole | change))
    use(progress)
    (notice,) = progress.notices
    assert "is kept as progress.broken.1.json" in notice
    assert "a new one is begun with all that could be read" in notice
    kept = progress.path.with_name("progress.broken.1.json")
    assert json.loads(kept.read_text()) == whole | change
    assert progress.exercise("one") == ExerciseProgress("solved", checks=4)
    assert written(progress)["mine"] == 1
    assert len(progress.notices) == 1


@pytest.mark.parametrize("solved", ["older", "newer", "both", "none"])
def test_what_was_renamed_keeps_what_was_done_under_both_names(progress, solved, monkeypatch):
    monkeypatch.setitem(CATALOGUE.renamed, "of_old", "one")
    of_old, one = ({"status": s, "checks": n} for s, n in (("not yet", 3), ("not yet", 5)))
    if solved in ("older", "both"):
        of_old |= {"status": "solved", "solved_on": "2026-01-01"}
    if solved in ("newer", "both"):
        one |= {"status": "solved", "solved_on": "2026-02-02"}
    progress.path.parent.mkdir()
    state = {"version": 1, "current": "of_old", "exercises": {"one": one, "of_old": of_old}}
    progress.path.write_text(json.dumps(state))
    assert progress.current() == "one"
    found = progress.exercises()
    assert list(found) == ["one"]
    best = of_old if solved == "older" else one
    assert found["one"] == ExerciseProgress(**best)
    progress.count_hint("one")
    assert list(written(progress)["exercises"]) == ["one"]


@pytest.mark.skipif(os.name == "nt", reason="rights are of another kind there")
def test_the_file_keeps_its_rights(progress):
    progress.record(SOLVED)
    progress.path.chmod(0o600)
    progress.record(NOT_YET)
    assert progress.path.stat().st_mode & 0o777 == 0o600


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


@pytest.mark.skipif(os.name == "nt", reason="there are no such pipes")
def test_a_pipe_in_the_place_of_the_file_holds_nothing_up(progress):
    progress.path.parent.mkdir()
    os.mkfifo(progress.path)
    with pytest.raises(ProgressError, match="a pipe or a device stands where a file is needed"):
        progress.exercises()


def test_a_folder_in_the_place_of_the_file_is_named(progress):
    progress.path.mkdir(parents=True)
    with pytest.raises(ProgressError, match="a folder stands where a file is needed"):
        progress.exercises()


def test_a_file_in_the_place_of_the_folder_is_named(progress):
    progress.path.parent.write_text("mine")
    assert progress.exercises() == {}
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
        assert progress.exercise("one").status == "solved"
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
        assert progress.exercise("one").status == "solved"  # reading needs no lock
    finally:
        other.kill()
        other.communicate()
    progress.record(NOT_YET)  # the lock ends with its process


def test_a_link_to_the_file_stays_a_link(progress, tmp_path):
    elsewhere = tmp_path / "elsewhere.json"
    progress.path.parent.mkdir()
    progress.path.symlink_to(elsewhere)
    with pytest.raises(
        ProgressError, match=r"it is a link to .*elsewhere.json, which is not there"
    ):
        progress.record(SOLVED)
    assert not elsewhere.exists()
    elsewhere.write_text(WHOLE)
    progress.record(SOLVED)
    assert progress.path.is_symlink()
    assert json.loads(elsewhere.read_text("utf-8"))["exercises"]["one"]["checks"] == 1


COUNT = """
import sys
from pathlib import Path
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.terminal import progress as module
from rnnbook.exercises.checker.terminal.progress import Progress

# That others write for a long time, as on a busy machine, is not what is tested.
module._PATIENCE = 300
progress = Progress(Path(sys.argv[1]), CATALOGUE)
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
    assert progress.exercise("one").checks == 100
    assert [progress.exercise(f"hint_{number}").hints for number in range(20)] == [5] * 20


@pytest.mark.slow
def test_kill_in_the_middle_of_writing_leaves_a_whole_file(progress):
    progress.make_current("one")
    generator = random.Random(0)
    last = 0
    for _ in range(25):
        writing = child(COUNT, progress.path.parent, 1_000_000, "two", stderr=-1)
        while progress.exercise("one").checks == last:  # it has begun
            assert writing.poll() is None, writing.communicate()[1]
            time.sleep(0.002)
        time.sleep(generator.random() * 0.02)
        writing.send_signal(signal.SIGKILL)
        writing.communicate()
        found = written(progress)["exercises"]["one"]["checks"]
        assert found > last
        last = found
    progress.record(SOLVED)
    assert progress.exercise("one").checks == last + 1
    assert {p.name for p in progress.path.parent.iterdir()} == {"progress.json", ".progress.lock"}


FULL = """
import resource, sys
from pathlib import Path
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.terminal.progress import Progress

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
Progress(Path(sys.argv[1]), CATALOGUE).record(Outcome("one", "not yet"))
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
