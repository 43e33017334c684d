"""What Binder reads beside the published notebooks; each fault is told with its file's name."""

import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

from bookbuild.commands import binder
from bookbuild.errors import Problem
from bookbuild.paths import ROOT


@pytest.fixture(scope="module")
def branch(tmp_path_factory):
    """Return a folder like the published branch, with a page's notebook."""
    folder = tmp_path_factory.mktemp("branch")
    (folder / "book").mkdir()
    (folder / "book" / "training.ipynb").write_text("{}")
    binder.write(folder / "binder")
    return folder


@pytest.mark.slow
def test_it_holds_what_binder_needs_and_nothing_else(branch):
    (wheel,) = (branch / "binder").glob("rnnbook-*-py3-none-any.whl")
    names = {"requirements.txt", "constraints.txt", "runtime.txt", *binder.SCRIPTS}
    assert {path.name for path in (branch / "binder").iterdir()} == {*names, wheel.name}
    text = (branch / "binder" / "requirements.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    torch = re.search(r"^torch==(.*)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M)[1]
    assert lines == [
        "--constraint constraints.txt",
        "--extra-index-url https://download.pytorch.org/whl/cpu",
        f"torch=={torch}+cpu",
        f"./binder/{wheel.name}[lab]",
    ]


@pytest.mark.slow
def test_pip_reads_it_and_finds_the_package_from_the_root_of_the_branch(branch):
    file = branch / "binder" / "without_torch.txt"
    text = (branch / "binder" / "requirements.txt").read_text("utf-8")
    file.write_text(re.sub(r"^torch==.*$", "", text, flags=re.M), "utf-8")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--dry-run"]
    command += ["--no-index", "--no-deps", "--ignore-installed", "-r", "binder/without_torch.txt"]
    done = subprocess.run(command, cwd=branch, capture_output=True, text=True)
    file.unlink()
    assert done.returncode == 0, done.stderr
    assert "Would install rnnbook-" in done.stdout


@pytest.mark.slow
def test_the_python_is_one_that_the_book_supports(branch):
    said = (branch / "binder" / "runtime.txt").read_text("utf-8")
    (python,) = re.findall(r"^python-(3\.\d+)$", said, re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert python in SpecifierSet(project["requires-python"])


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what the folder is made from."""
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "binder", tmp_path / "binder")
    return tmp_path


def edit(path, old, new):
    """Replace a text that is there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("constraints.txt", "jupyterlab==", "jupyter-lab==", "constraints.txt pins no jupyterlab"),
        ("constraints.txt", "torch==", "porch==", "constraints.txt pins no torch"),
        ("pyproject.toml", '"torch>=', '"seaborn>=1", "torch>=', "pins no seaborn, which Binder"),
        ("pyproject.toml", '"torch>=2.6"', '"torch=>2"', "'torch=>2' is no requirement that pip"),
        ("pyproject.toml", "lab = [", "laboratory = [", "offers no extra 'lab'"),
        ("pyproject.toml", '">=3.11"', '"==3.11.*"', "requires-python is '==3.11.*'; expected"),
    ],
)
def test_a_version_that_is_not_known_is_named_with_its_file(copy, name, old, new, told):
    edit(copy / name, old, new)
    with pytest.raises(Problem, match=r"constraints\.txt|pyproject\.toml") as caught:
        binder.write(copy / "made", copy)
    assert told in str(caught.value)
    assert not (copy / "made").exists()


@pytest.mark.parametrize("name", binder.SCRIPTS)
def test_a_script_that_is_missing_is_named(copy, name):
    (copy / "binder" / name).unlink()
    with pytest.raises(Problem, match=f"binder/{name} is missing"):
        binder.write(copy / "made", copy)


@pytest.mark.slow
def test_repo2docker_accepts_the_branch(branch):
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(branch)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    for line in (
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN chmod +x binder/postBuild",
        "RUN ./binder/postBuild",
        'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
        "Building conda environment for python=3.11",
    ):
        assert line in told
    # The requirements name files of the branch: they must be there when they are installed.
    assert re.search(
        r"COPY --chown=\S+ src/ \$\{REPO_DIR\}/\s.*pip install --no-cache-dir", told, re.S
    )


@pytest.mark.slow
def test_repo2docker_refuses_a_python_that_does_not_exist(branch, tmp_path):
    shutil.copytree(branch, tmp_path, dirs_exist_ok=True)
    (tmp_path / "binder" / "runtime.txt").write_text("python-3.11.2.5\n", "utf-8")
    command = [sys.executable, "-m", "repo2docker", "--no-build", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode != 0
