"""A copy of the book as a fresh clone has it, and the tool that lies outside of every package."""

import subprocess

import pytest

from bookbuild.checkout import copy_repository
from bookbuild.environment import environment
from bookbuild.errors import Problem
from bookbuild.paths import ROOT


def test_a_copy_has_what_git_tracks_and_new_files_but_nothing_ignored_or_gone(tmp_path):
    source = tmp_path / "source"
    for name in ("kept.md", "deep/in a folder.md", "gone.md", "ignored.txt"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(name, "utf-8")
    (source / ".gitignore").write_text("*.txt\n", "utf-8")
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=source, check=True)
    (source / "gone.md").unlink()
    (source / "new.md").write_text("new", "utf-8")
    target = tmp_path / "target"
    (target / "old").mkdir(parents=True)
    copy_repository(target, source)
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert found == {".gitignore", "kept.md", "deep/in a folder.md", "new.md"}


def test_a_folder_that_is_no_repository_is_said_to_be_none(tmp_path):
    with pytest.raises(Problem, match=r"git ls-files failed:\n.*not a git repository"):
        copy_repository(tmp_path / "target", tmp_path)


def test_the_tool_that_makes_the_environment_is_this_checkouts():
    tool = environment()
    assert str(ROOT) == tool.ROOT
    assert callable(tool.pip_environment)
