"""The reader's files: written whole or not at all, and never overwritten without a copy."""

import ast
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from harm import find

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.submission import Submission, untouched
from rnnbook.exercises.checker.terminal import atomic
from rnnbook.exercises.checker.terminal.workspace import (
    Workspace,
    WorkspaceError,
    starting_text,
    wrapped,
)

COMMAND = CATALOGUE.command


@pytest.fixture
def exercise():
    return find("training_old_state")


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "deep" / "exercises", CATALOGUE)


def names(workspace):
    return sorted(path.name for path in workspace.folder.iterdir())


def test_a_starter_is_written_once_and_stays(workspace, exercise):
    assert workspace.start(exercise)
    path = workspace.path(exercise)
    assert path.read_text("utf-8") == starting_text(exercise, COMMAND)
    path.write_text("mine")
    assert not workspace.start(exercise)
    assert path.read_text() == "mine"
    assert names(workspace) == ["training_old_state.py"]


@pytest.mark.parametrize("use", [Workspace.start, Workspace.readable, Workspace.reset])
def test_a_link_to_nothing_is_named_with_what_it_leads_to(use, workspace, exercise, tmp_path):
    workspace.folder.mkdir(parents=True)
    workspace.path(exercise).symlink_to(tmp_path / "nowhere")
    with pytest.raises(WorkspaceError, match=r"it is a link to .*nowhere, which is not there"):
        use(workspace, exercise)
    assert not (tmp_path / "nowhere").exists()
    assert names(workspace) == ["training_old_state.py"]


def test_a_copy_takes_no_name_of_a_link_to_nothing(workspace, exercise, tmp_path):
    workspace.start(exercise)
    workspace.path(exercise).write_text("mine")
    (workspace.folder / "training_old_state.1.py").symlink_to(tmp_path / "nowhere")
    assert workspace.reset(exercise).name == "training_old_state.2.py"
    assert not (tmp_path / "nowhere").exists()


def test_a_link_to_an_answer_stays_a_link(workspace, exercise, tmp_path):
    elsewhere = tmp_path / "elsewhere.py"
    elsewhere.write_text("mine")
    workspace.folder.mkdir(parents=True)
    workspace.path(exercise).symlink_to(elsewhere)
    assert not workspace.start(exercise)
    assert workspace.readable(exercise) == workspace.path(exercise)
    assert workspace.reset(exercise).read_text() == "mine"
    assert workspace.path(exercise).is_symlink()
    assert elsewhere.read_text("utf-8") == starting_text(exercise, COMMAND)


@pytest.mark.parametrize("use", [Workspace.start, Workspace.readable, Workspace.reset])
def test_an_answer_that_may_not_be_read_is_named(use, workspace, exercise, monkeypatch):
    workspace.start(exercise)

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WorkspaceError, match=r"Cannot read .*no permission.*--folder FOLDER"):
        use(workspace, exercise)


def test_reset_keeps_every_copy(workspace, exercise):
    workspace.start(exercise)
    assert workspace.reset(exercise) is None  # nothing to keep
    for number, data in enumerate([b"one\r\n", b"\xff not utf-8", b""], start=1):
        workspace.path(exercise).write_bytes(data)
        copy = workspace.reset(exercise)
        assert copy.name == f"training_old_state.{number}.py"
        assert copy.read_bytes() == data
        assert workspace.path(exercise).read_text("utf-8") == starting_text(exercise, COMMAND)
    assert len(names(workspace)) == 4


def test_reset_takes_no_name_that_is_in_use(workspace, exercise):
    workspace.start(exercise)
    (workspace.folder / "training_old_state.1.py").write_text("kept")
    workspace.path(exercise).write_text("mine")
    assert workspace.reset(exercise).name == "training_old_state.2.py"
    assert (workspace.folder / "training_old_state.1.py").read_text() == "kept"


def test_reset_of_a_file_that_is_gone_writes_the_starter(workspace, exercise):
    assert workspace.reset(exercise) is None
    assert workspace.path(exercise).read_text("utf-8") == starting_text(exercise, COMMAND)


@pytest.mark.parametrize("use", [Workspace.start, Workspace.reset])
def test_a_file_in_the_place_of_the_folder_is_named(workspace, exercise, use):
    workspace.folder.parent.write_text("mine")
    with pytest.raises(WorkspaceError, match=r"a file stands where a folder is needed.*--folder"):
        use(workspace, exercise)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("use", [Workspace.start, Workspace.reset])
def test_a_read_only_folder_is_named(workspace, exercise, use):
    workspace.folder.mkdir(parents=True)
    workspace.folder.chmod(0o500)
    try:
        with pytest.raises(WorkspaceError, match="no permission"):
            use(workspace, exercise)
        assert names(workspace) == []
    finally:
        workspace.folder.chmod(0o700)


def test_a_file_that_cannot_be_checked_is_named(workspace, exercise):
    with pytest.raises(WorkspaceError, match="rnnbook exercises start training_old_state"):
        workspace.readable(exercise)
    workspace.path(exercise).mkdir(parents=True)
    with pytest.raises(WorkspaceError, match="a folder stands where a file is needed"):
        workspace.readable(exercise)


FULL = """
import resource, sys
from pathlib import Path
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.terminal.workspace import Workspace

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
getattr(Workspace(Path(sys.argv[1]), CATALOGUE), sys.argv[2])(CATALOGUE.find("training_old_state"))
"""


def full(workspace, command, room):
    arguments = [str(workspace.folder), command, str(room)]
    done = subprocess.run([sys.executable, "-c", FULL, *arguments], capture_output=True, text=True)
    assert done.returncode == 1
    assert "WorkspaceError: Cannot" in done.stderr
    return done.stderr


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_full_disk_leaves_no_half_starter(workspace, room):
    full(workspace, "start", room)
    assert names(workspace) == []


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_full_disk_leaves_the_file_and_no_half_copy(workspace, exercise, room):
    workspace.start(exercise)
    workspace.path(exercise).write_text("mine " * 100)
    assert "The file is as it was" in full(workspace, "reset", room)
    assert workspace.path(exercise).read_text() == "mine " * 100
    assert names(workspace) == ["training_old_state.py"]


def test_a_full_disk_after_the_copy_leaves_the_file(workspace, exercise):
    # The reader's file is small enough to be copied, the starter too large to be written.
    workspace.start(exercise)
    workspace.path(exercise).write_text("mine")
    full(workspace, "reset", 10)
    assert workspace.path(exercise).read_text() == "mine"
    assert (workspace.folder / "training_old_state.1.py").read_text() == "mine"


def test_a_disk_without_hard_links_is_served_too(workspace, exercise, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refuse)
    assert workspace.start(exercise)
    assert not workspace.start(exercise)
    assert names(workspace) == ["training_old_state.py"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, os.strerror(errno.EIO).lower()),
    ],
)
def test_errors_of_the_system_have_plain_words(number, words):
    assert words in atomic.os_error_text(OSError(number, os.strerror(number)))
    assert atomic.os_error_text(OSError("odd"))


@pytest.mark.parametrize("exercise", CATALOGUE.exercises, ids=lambda e: e.slug)
def test_every_starting_file_is_python_and_fits_the_page(exercise):
    text = starting_text(exercise, COMMAND)
    ast.parse(text)
    assert untouched(exercise, Submission(text, "answer.py")).status == "not started"
    assert exercise.title in text
    comments = [line for line in text.split("\n") if line.startswith("#")]
    in_code = False
    for line in comments:
        in_code ^= line.startswith("# ```")
        assert len(line) <= 80 or in_code or " " not in line[2:].strip(), line
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_paragraphs_and_items_are_wrapped_and_blocks_are_not():
    text = (
        "A paragraph that\nis joined.\n\n- an item that is long enough\n- another\n\n"
        "1. a numbered item that wraps\n\n```python\nx = 1  # not wrapped at all\n```\n\n"
        "$$\na + b + c + d + e + f + g\n$$\n\n$$ x $$\nAfter it.\n\n| a | table | stays whole |"
    )
    assert wrapped(text, 20) == [
        "A paragraph that is",
        "joined.",
        "",
        "- an item that is",
        "  long enough",
        "- another",
        "",
        "1. a numbered item",
        "   that wraps",
        "",
        "```python",
        "x = 1  # not wrapped at all",
        "```",
        "",
        "$$",
        "a + b + c + d + e + f + g",
        "$$",
        "",
        "$$ x $$",
        "After it.",
        "",
        "| a | table | stays whole |",
    ]
