"""The wheel: what is in it, what it says of itself, and its commands in an empty environment."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from bookbuild.commands import wheel
from bookbuild.commands.wheel import ROOT, problems, sources
from bookbuild.errors import Problem
from rnnbook import __version__

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return wheel.build(ROOT, tmp_path_factory.mktemp("wheel"))


def test_nothing_is_wrong_with_it(made):
    assert problems(made, ROOT) == []


def test_it_holds_types_data_and_the_licence(made):
    names = set(zipfile.ZipFile(made).namelist())
    info = f"rnnbook-{__version__}.dist-info"
    for name in (
        *("rnnbook/py.typed", "rnnbook/exercises/catalogue/order.json"),
        *("rnnbook/exercises/catalogue/training_loop/statement.md", f"{info}/licenses/LICENSE"),
    ):
        assert name in names
    assert not any(name.startswith(("tests/", "book", "tools/")) for name in names)


def test_two_builds_give_the_same_bytes_whatever_a_reader_has_set(made, tmp_path, monkeypatch):
    readers = {"PYTHONPATH": "/modules", "PYTHONHASHSEED": "7", "PIP_DRY_RUN": "1"}
    for name, value in {**readers, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".pydistutils.cfg").write_text("[bdist_wheel]\nbuild_number = 7\n", "utf-8")
    before = os.umask(0o077)
    try:
        again = wheel.build(ROOT, tmp_path / "dist")
    finally:
        os.umask(before)
    assert again.read_bytes() == made.read_bytes()


def changed(made, folder, change):
    """Return a copy of the wheel whose files went through `change`."""
    with zipfile.ZipFile(made) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files, f"rnnbook-{__version__}.dist-info")
    path = folder / made.name
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def metadata(old, new):
    def change(files, info):
        assert old in files[f"{info}/METADATA"]
        files[f"{info}/METADATA"] = files[f"{info}/METADATA"].replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda files, _: files.pop("rnnbook/py.typed"),
            "py.typed is missing: is its kind",
        ),
        (lambda files, _: files.update({"tests/a.py": b""}), "tests/a.py does not belong there"),
        (lambda files, _: files.update({"rnnbook/cli.py": b""}), "cli.py differs from the source"),
        (lambda files, info: files.pop(f"{info}/licenses/LICENSE"), "licenses/LICENSE is missing"),
        (lambda files, info: files.pop(f"{info}/METADATA"), "METADATA is missing"),
        (lambda files, info: files.pop(f"{info}/entry_points.txt"), "the command rnnbook is miss"),
        (metadata(b"Version: 0", b"Version: 9.0"), "METADATA: version 9.0"),
        (metadata(b"Requires-Python: >=", b"Requires-Python: ?"), "METADATA: '?3.11' is invalid"),
        (metadata(b"Requires-Dist: torch", b"X-Other: torch"), "METADATA: "),
        (metadata(b"text/markdown", b"text/plain"), "METADATA: the README is not its description"),
    ],
)
def test_each_fault_is_named(made, tmp_path, change, message):
    found = problems(changed(made, tmp_path, change), ROOT)
    assert any(message in problem for problem in found), found


def test_what_an_earlier_build_left_stays_out(made):
    assert not any("build/lib" in name for name in sources(ROOT))
    assert not any(name.endswith(".pyc") for name in zipfile.ZipFile(made).namelist())


def test_a_missing_part_is_named(tmp_path):
    (tmp_path / "pyproject.toml").write_text("")
    with pytest.raises(Problem, match=r"README\.md is missing: the wheel cannot be made"):
        wheel.build(tmp_path, tmp_path / "dist")


@pytest.fixture(scope="module")
def python(made, tmp_path_factory):
    """Return the Python of a new environment with the wheel; what it needs is borrowed.

    The libraries come from this environment, by a .pth file: torch alone takes minutes to install.
    `make launch` installs everything.
    """
    folder = tmp_path_factory.mktemp("environment")
    # Its own pip would take longer to install than all the rest: this environment's does the work.
    empty = [sys.executable, "-m", "venv", "--without-pip", str(folder / "env")]
    subprocess.run(empty, check=True)
    python = folder / "env/bin/python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    command += ["--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--disable-pip-version-check", str(made)], check=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.check_output([str(python), "-c", where], text=True).strip()
    borrowed = subprocess.check_output([sys.executable, "-c", where], text=True).strip()
    # A path, and no more: the .pth file of an editable install is not read again there.
    with open(f"{own}/borrowed.pth", "w", encoding="utf-8") as file:
        file.write(borrowed + "\n")
    return python


def call(python, folder, *arguments):
    command = [str(python.parent / "rnnbook"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def test_its_commands_run_away_from_the_book(python, tmp_path):
    code = (
        "import json, rnnbook, sys; print(json.dumps([rnnbook.__file__, 'torch' in sys.modules]))"
    )
    output = subprocess.check_output([str(python), "-c", code], cwd=tmp_path, text=True)
    place, torch = json.loads(output)
    assert place.startswith(str(python.parents[1]))
    assert not torch
    assert call(python, tmp_path, "--version").stdout == f"rnnbook, version {__version__}\n"
    listed = call(python, tmp_path, "exercises")
    assert listed.returncode == 0, listed.stderr
    assert "sequences_last_state" in listed.stdout
    started = call(python, tmp_path, "exercises", "start", "sequences_last_state")
    assert started.returncode == 0, started.stderr
    assert (tmp_path / "exercises/sequences_last_state.py").is_file()
    checked = call(python, tmp_path, "exercises", "check")
    assert checked.returncode == 1, checked.stderr
    assert checked.stdout.startswith("○ Not started")
    shown = call(python, tmp_path, "exercises", "solution", "--yes")
    assert "def last_real_states" in shown.stdout
