"""What Binder reads: right as it stands, and every fault is told with the name of the file."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from launch import files
from launch.files import Problem

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("pyproject.toml", "constraints.txt", "_toc.yml", "binder", "book")


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what the checks read."""
    for name in NEEDED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def edit(path, old, new):
    """Replace a text that is there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_files_fit_the_pins_of_the_book(copy):
    files.check(ROOT)
    files.check(copy)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("torch=>2", "line 9: 'torch=>2' is no requirement that pip knows"),
        ("numpy 2.0", "line 9: 'numpy 2.0' is no requirement that pip knows"),
        ("--constraint ../pins.txt", "names a file that is not there"),
        ("--editable .[laboratory]", "asks for 'laboratory', which pyproject.toml does not offer"),
        ("--editable ./package", "names a folder without pyproject.toml"),
        ("--extra-index-url http://example.org", "begins with https://"),
        ("--pre", "is not one of the options expected here"),
    ],
)
def test_a_malformed_line_is_quoted_with_its_number(copy, line, told):
    path = copy / "binder" / "requirements.txt"
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(Problem) as caught:
        files.check(copy)
    assert str(caught.value).startswith("binder/requirements.txt, line 9: ")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("torch==2.13.0+cpu", "torch==2.12.0+cpu", "constraints.txt says torch==2.13.0"),
        ("torch==2.13.0+cpu", "torch", "must say 'torch==2.13.0+cpu'"),
        ("torch==2.13.0+cpu", "numpy==2.0", "constraints.txt says numpy=="),
        ("torch==2.13.0+cpu", "seaborn", "constraints.txt pins no seaborn"),
        ("--constraint ../constraints.txt", "", "has no line '--constraint"),
    ],
)
def test_a_version_that_is_not_the_books_is_refused(copy, old, new, told):
    edit(copy / "binder" / "requirements.txt", old, new)
    with pytest.raises(Problem, match=r"binder/requirements\.txt|constraints\.txt") as caught:
        files.check(copy)
    assert told in str(caught.value)


def test_a_missing_requirements_file_is_named(copy):
    (copy / "binder" / "requirements.txt").unlink()
    with pytest.raises(Problem, match=r"binder/requirements\.txt is not there"):
        files.check(copy)


@pytest.mark.parametrize("said", ["python-3.10", "python-4", "3.11", ""])
def test_a_python_that_the_book_does_not_support_is_refused(copy, said):
    (copy / "binder" / "runtime.txt").write_text(said + "\n", "utf-8")
    with pytest.raises(Problem, match=r"binder/runtime\.txt says") as caught:
        files.check(copy)
    assert repr(said) in str(caught.value)


@pytest.mark.parametrize("name", files.EXECUTABLE)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bit")
def test_a_script_that_cannot_run_is_named(copy, name):
    (copy / name).chmod(0o644)
    with pytest.raises(Problem, match=f"{name} is missing or cannot be executed"):
        files.check(copy)


def test_a_chapter_that_is_missing_is_named(copy):
    (copy / "book" / "order.md").unlink()
    with pytest.raises(
        Problem, match=r"_toc\.yml names book/order, but there is no book/order\.md"
    ):
        files.pages(copy)


def page(folder, name, *paths):
    """Write a built page with Binder buttons for some paths."""
    links = "".join(
        f'<a href="https://mybinder.org/v2/gh/o/r/main?urlpath={one}">Binder</a>' for one in paths
    )
    target = folder / f"{name}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"<html><body>{links}</body></html>", "utf-8")


@pytest.fixture
def built(copy):
    """Return a site whose chapters have the buttons they should have."""
    folder = copy / "site"
    for name, notebook in files.pages(copy).items():
        page(folder, name, *([f"lab/tree/{name}.md"] if notebook else []))
    return folder


def test_paths_come_from_the_buttons(copy, built):
    found, with_buttons = files.launch_paths(built, copy)
    assert with_buttons
    assert found["book/order"] == "lab/tree/book/order.md"
    assert "book/notation" not in found, "a page without cells is no chapter"


def test_a_button_may_be_written_with_escapes(copy, built):
    page(built, "book/order", "lab%2Ftree%2Fbook%2Forder.md")
    assert files.launch_paths(built, copy)[0]["book/order"] == "lab/tree/book/order.md"


def test_without_buttons_the_paths_are_what_they_would_ask_for(copy, built):
    for name in files.pages(copy):
        page(built, name)
    found, with_buttons = files.launch_paths(built, copy)
    assert not with_buttons
    assert found["book/order"] == "lab/tree/book/order.md"


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (
            ["lab/tree/book/ordre.md"],
            "book/order.html launches 'lab/tree/book/ordre.md', and there",
        ),
        (["tree/book/order.md"], "book/order.html launches 'tree/book/order.md'; expected"),
        ([""], "book/order.html launches ''; expected"),
        (["lab/tree/book/order.md", "lab/tree/book/testing.md"], "different paths"),
        ([], "book/order.html has no Binder button, others have"),
    ],
)
def test_a_button_that_leads_nowhere_is_named(copy, built, paths, told):
    page(built, "book/order", *paths)
    with pytest.raises(Problem) as caught:
        files.launch_paths(built, copy)
    assert told in str(caught.value)


def test_a_page_that_was_not_built_is_named(copy, built):
    (built / "book" / "order.html").unlink()
    with pytest.raises(Problem, match=r"no book/order\.html"):
        files.launch_paths(built, copy)


@pytest.mark.slow
def test_repo2docker_accepts_the_folder():
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    for line in (
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
        'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
        "Building conda environment for python=3.11",
    ):
        assert line in told
    # The requirements name files of the book: all of it must be there when they are installed.
    assert re.search(
        r"COPY --chown=\S+ src/ \$\{REPO_DIR\}/\s.*pip install --no-cache-dir", told, re.S
    )


@pytest.mark.slow
def test_repo2docker_refuses_a_python_that_does_not_exist(copy):
    (copy / "binder" / "runtime.txt").write_text("python-3.11.2.5\n", "utf-8")
    command = [sys.executable, "-m", "repo2docker", "--no-build", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode != 0
