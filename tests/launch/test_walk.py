"""The walk through JupyterLab notices what it is there to notice, and says where it was."""

import io
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from rich.console import Console

from bookbuild.commands import launch
from bookbuild.errors import Problem
from bookbuild.launch import local_binder
from bookbuild.launch.jupyterlab_driver import (
    DIALOG,
    Driver,
    Visit,
    bare_solutions,
    faults,
    wrongly_drawn,
)
from bookbuild.launch.memory import Watch


def code(source="x", *outputs, count=1, **metadata):
    """Return a cell of code as JupyterLab's model gives it."""
    return {
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
        "metadata": metadata,
    }


def text(source, **metadata):
    """Return a cell of text."""
    return {"cell_type": "markdown", "source": source, "metadata": metadata}


def shown(kind, value):
    """Return an output that shows something."""
    return {"output_type": "execute_result", "data": {kind: value}}


FAILED = {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "by zero"}
WARNED = {"output_type": "stream", "name": "stderr", "text": "a warning"}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (code("1 / 0", FAILED), "ZeroDivisionError: by zero"),
        (code("warn()", WARNED), "stderr: a warning"),
        (code("x", count=None), "was not run"),
    ],
)
def test_a_cell_that_fails_is_found(cell, told):
    assert faults([text("# A"), code(), cell]) == [(3, told)]


def test_what_is_in_order_is_no_fault():
    assert faults([text("# A"), code("1", shown("text/plain", "1")), code("", count=None)]) == []


def test_a_solution_that_lies_open_is_found():
    asked_for = shown("text/html", "<details>x</details>")
    closed, open_ = code(tags=["solution"]), code("", asked_for, tags=["solution"])
    assert bare_solutions([closed, open_, code("", asked_for)]) == [2]


FOLD = "<details>\n<summary>Solution</summary>\n\nIt is $2$.\n\n</details>"


def drawn(formulas=0, wrong=0, closed=0, open=0):
    """Return what is to be seen of a cell."""
    return {"formulas": formulas, "wrong": wrong, "closed": closed, "open": open}


@pytest.mark.parametrize(
    ("cell", "seen", "told"),
    [
        (text(FOLD), drawn(1, closed=1), None),
        (text(FOLD), drawn(1, open=1), "its solution is not folded"),
        (text(FOLD), drawn(1), "its solution is not folded"),
        (text("Let $x$."), drawn(1), None),
        (text("Let $x$."), drawn(), "its formulas are not set"),
        (text("Let $x$ and $\\y$."), drawn(2, wrong=1), "1 of its formulas cannot be read"),
        (text("It costs \\$2, as `$x` and ``a ` $`` say.\n\n> ```\n> $\n> ```"), drawn(), None),
        (code("'$'"), drawn(), None),
    ],
)
def test_text_that_is_not_shown_as_it_should_be_is_found(cell, seen, told):
    found = wrongly_drawn([text("# A"), cell], [drawn(), seen])
    assert list(found) == ([] if told is None else [(2, told)])


class Page:
    """A page of JupyterLab in which everything is clicked at once."""

    def __init__(self, *, cells=(), dialog="", editor=False):
        self.cells, self.dialog, self.editor = list(cells), dialog, editor

    def locator(self, selector, **_):
        """Return what stands under a selector."""
        there = bool(self.dialog) if selector == DIALOG else self.editor
        first = SimpleNamespace(click=lambda: None, inner_text=lambda: self.dialog)
        return SimpleNamespace(count=lambda: int(there), first=first)

    def evaluate(self, *_):
        """Return the state of the notebook."""
        return {"path": "book/a.ipynb", "cells": self.cells, "status": "idle"}

    def wait_for_timeout(self, _):
        """Go on at once."""


def test_a_notebook_that_fails_names_its_file_and_cell():
    page = Page(cells=[text("# A"), code("1 / 0", FAILED), code("x", count=None)])
    with pytest.raises(Problem, match=r"book/a\.ipynb: cell 2: ZeroDivisionError: by zero"):
        Driver(None, "").run_all(page, "book/a.ipynb")


def test_a_path_that_jupyterlab_does_not_find_is_told_in_its_words():
    page = Page(dialog="Cannot open\nCould not find path: book/a.ipynb")
    with pytest.raises(Problem, match=r"book/a\.ipynb: JupyterLab says .*Could not find path"):
        Driver(None, "").open(page, "book/a.ipynb")


def test_a_chapter_that_opens_as_text_is_named():
    with pytest.raises(Problem, match=r"book/a\.ipynb opens as text, not as a notebook"):
        Driver(None, "").open(Page(editor=True), "book/a.ipynb")


def test_a_script_that_fails_is_named_with_what_it_said(tmp_path):
    script = tmp_path / "site" / "binder" / "postBuild"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\necho the reason\nexit 3\n", "utf-8")
    script.chmod(0o755)
    with pytest.raises(Problem, match="binder/postBuild failed:\nthe reason"):
        local_binder.post_build(tmp_path)


def test_only_indexes_that_do_not_answer_are_left_out(tmp_path, monkeypatch):
    path = tmp_path / "requirements.txt"
    near, far = (f"--extra-index-url https://{name}.example" for name in ("near", "far"))
    path.write_text(f"# what\n{near}\n{far}\ntorch==1+cpu\n", "utf-8")
    monkeypatch.setattr(local_binder, "is_reachable", lambda address: "near" in address)
    assert local_binder.drop_unreachable(path) == [far]
    assert path.read_text("utf-8") == f"# what\n{near}\ntorch==1+cpu\n"


@pytest.mark.slow
def test_memory_is_that_of_a_process_and_of_what_it_started():
    watch = Watch()
    inner = "x = bytearray(60_000_000); import time; time.sleep(600)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    watch.start()
    process = subprocess.Popen([sys.executable, "-c", outer], env=watch.environment)
    try:
        begun = time.monotonic()
        while watch.peak < 60e6 and time.monotonic() - begun < 120:
            time.sleep(0.1)
        assert 60e6 < watch.peak < 150e6
    finally:
        watch.stop()
        process.wait(60)
    assert watch.processes() == []


def test_a_chapter_that_does_not_exist_cannot_be_chosen():
    with pytest.raises(Problem, match="there is no chapter 'ordre'; there are order"):
        launch.chosen({"book/order": "lab/tree/book/order.ipynb"}, ["ordre"])


def test_a_chapter_that_takes_too_much_memory_is_named():
    big = Visit("lab/tree/book/big.ipynb", peak=1_600_000_000)
    with pytest.raises(Problem, match=r"lab/tree/book/big\.ipynb takes 1600 MB of memory"):
        launch.judge([Visit("lab/tree/book/small.ipynb", peak=1), big], 1.5e9)


def test_the_table_has_a_row_for_each_chapter():
    seen = [Visit(f"lab/tree/book/{name}.ipynb", peak=10**9) for name in ("a", "b")]
    console = Console(file=io.StringIO(), width=200)
    console.print(launch.table(seen))
    told = console.file.getvalue()
    assert "lab/tree/book/a.ipynb" in told
    assert told.count("1000 MB") == 2
