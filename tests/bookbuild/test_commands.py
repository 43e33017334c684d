"""`python -m bookbuild`: its commands, and how it ends when something is to be put right."""

import pkgutil
import subprocess
import sys

import click
import pytest

from bookbuild import commands
from bookbuild.errors import Problem
from bookbuild.paths import ROOT


def test_every_module_is_a_command_that_says_what_it_does():
    modules = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    assert modules == set(commands.COMMANDS)
    context = click.Context(commands.main)
    for name in commands.COMMANDS:
        command = commands.main.get_command(context, name)
        assert command.name == name
        assert command.get_short_help_str(limit=100).endswith("."), name


def test_every_command_of_the_makefile_is_there():
    text = (ROOT / "Makefile").read_text("utf-8")
    called = {
        line.split("$(BOOK) ")[1].split()[0] for line in text.splitlines() if "$(BOOK) " in line
    }
    assert {"html", "epub", "lock"} <= called <= set(commands.COMMANDS)


def test_an_unknown_command_is_named(capsys):
    assert commands.run(["nothing"]) == 2
    assert "No such command 'nothing'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Problem("one.md: it has no title"), 1, "one.md: it has no title\n"),
        (click.UsageError("--one needs --two"), 2, "Error: --one needs --two\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_goes_wrong_is_said_without_a_traceback(monkeypatch, capsys, error, code, said):
    @click.command("zip")
    def command():
        raise error

    monkeypatch.setattr("bookbuild.commands.zip.command", command)
    assert commands.run(["zip"]) == code
    found = capsys.readouterr().err
    assert found.endswith(said)
    assert "Traceback" not in found


def test_what_runs_before_the_surroundings_are_fit_imports_nothing_of_others():
    code = (
        "import sys; import bookbuild.__main__;"
        "print(sorted({'click', 'random', 'sphinx', 'tempfile', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
