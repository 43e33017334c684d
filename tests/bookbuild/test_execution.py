"""Chapters run side by side, once, and again only when their results could differ.

One book is built six times, with changes in between. What a change runs tells it from the others:
each test looks at its own chapter.
"""

import json
import os
import re
from types import SimpleNamespace

import pytest
from minibook import cell, page

from bookbuild.commands.html import STRICT

pytestmark = pytest.mark.slow

COUNTED = """
    from pathlib import Path
    import minipack
    with Path("../runs.log").open("a") as log:
        log.write("{name}\\n")
    print(minipack.ANSWER)
"""
# The time only bounds a hang: where cores are busy, a kernel starts in a quarter of a minute.
MEETING = """
    import pathlib, time
    pathlib.Path("../{own}.here").touch()
    end = time.monotonic() + 120
    while not pathlib.Path("../{other}.here").exists():
        assert time.monotonic() < end, "the other chapter never ran at the same time"
        time.sleep(0.05)
    print("met")
"""
NAMES = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "RNNBOOK_BUILD", "PYTHONHASHSEED", "TZ"]
KERNEL = f"""
    import os
    print([os.environ[name] for name in {NAMES}])
    print(os.environ.get("MPLBACKEND") == "pdf", "SOURCE_DATE_EPOCH" in os.environ)
    from ipykernel.connect import get_connection_info
    print("by", get_connection_info(unpack=True)["transport"])
"""


def chapter(name, *cells, prose="Words."):
    """Return a page whose first cell notes each of its runs."""
    return page(name, prose + "\n", cell(COUNTED.format(name=name)), *map(cell, cells))


@pytest.fixture(scope="module")
def history(new_book):
    """Return what came of each build: what it said, which chapters ran, and the pages."""
    book = new_book()
    log = book.folder / "runs.log"
    steps = SimpleNamespace(book=book, seconds={})

    def step(name, *options, **variables):
        built = book.build(*options, **variables)
        ran = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        names = ("index", "one", "two", "three")
        pages = {one: "" if built.code else book.html(one) for one in names}
        setattr(steps, name, SimpleNamespace(built=built, ran=ran, pages=pages))

    met = [MEETING.format(own=own, other=other) for own, other in (("1", "2"), ("2", "1"))]
    book.pages(
        {
            "index": "# A book\n\nIt takes {chapter-time}`one`.\n",
            "one": chapter("One", met[0]),
            "two": chapter("Two", met[1]),
            "three": chapter("Three", KERNEL),
        }
    )
    readers = {"OMP_NUM_THREADS": "7", "PYTHONHASHSEED": "7", "MPLBACKEND": "pdf"}
    step("cold", RNNBOOK_JOBS="2", **readers)
    for path in (book.folder / "_build/.jupyter_cache").glob("*/chapter_seconds.json"):
        steps.seconds = json.loads(path.read_text("utf-8"))
    # A cell of the first chapter, prose of the second, nothing of the third; and a recorded time.
    book.write("book/one.md", chapter("One", met[0], "print('another cell')"))
    book.write("book/two.md", chapter("Two", met[1], prose="Other words, and *more*."))
    book.write("book/runs/chapter_times.json", '{"one": 33}\n')
    step("edited")
    step("strict", *STRICT)
    book.write("minipack/__init__.py", "ANSWER = 43\n")
    step("package")
    book.write("book/runs/long_run.csv", "1\n")
    step("data")
    book.write("minipack/__init__.py", "ANSWER = 44\n")
    book.write("book/runs/chapter_times.json", '{"one": 1, "two": 50, "three": 7}\n')
    step("one_job", RNNBOOK_JOBS="1")
    return steps


ALL = ["One", "Three", "Two"]


@pytest.mark.parametrize("name", ["cold", "edited", "strict", "package", "data", "one_job"])
def test_every_build_of_the_series_passes(history, name):
    built = getattr(history, name).built
    assert built.code == 0, built.explain()


def test_every_chapter_runs_once(history):
    assert sorted(history.cold.ran) == ALL


def test_prose_changes_the_page_and_runs_nothing(history):
    assert "Two" not in history.edited.ran, "a change of prose ran a chapter"
    assert "Other words" in history.edited.pages["two"]


def test_a_cell_runs_its_own_chapter_only(history):
    assert history.edited.ran == ["One"]
    assert "another cell" in history.edited.pages["one"]


def test_recorded_times_reach_the_page_and_run_nothing(history):
    assert "Three" not in history.edited.ran, "a time for readers ran a chapter"
    assert "It takes about 15 s." in history.cold.pages["index"]
    assert "It takes about 35 s." in history.edited.pages["index"]


def test_the_package_runs_every_chapter_and_reaches_every_page(history):
    assert sorted(history.package.ran) == ALL, "stale results of an older package were used"
    for name in ("one", "two", "three"):
        assert ">43" in history.package.pages[name], name


def test_recorded_data_run_every_chapter(history):
    assert sorted(history.data.ran) == ALL


def test_strict_and_plain_builds_share_their_results(history):
    assert history.strict.ran == []


def test_only_a_few_old_caches_are_kept(history):
    # Of four: the first package, the second, with the data, and the third.
    caches = list((history.book.folder / "_build/.jupyter_cache").iterdir())
    assert len(caches) == 3, caches


def test_chapters_run_at_the_same_time(history):
    for name in ("one", "two"):
        assert re.search(r">\s*met\b", history.cold.pages[name]), name


def test_progress_is_shown_and_what_each_chapter_took_is_noted(history):
    built = history.cold.built
    for number in (1, 2, 3):
        shown = rf"\[{number}/3\] book/\w+ done, \d+\.\d s"
        assert re.search(shown, built.text), f"no progress is shown: {shown}\n{built.explain()}"
    assert set(history.seconds) == {"book/one", "book/two", "book/three"}
    spent = history.seconds.values()
    assert all(one["wall"] > 0 and one["cpu"] > 0 for one in spent), history.seconds


def test_the_longest_chapter_starts_first(history):
    assert history.one_job.ran == ["Two", "Three", "One"]


def test_a_kernel_sees_one_thread_and_nothing_of_its_readers_settings(history):
    shown = history.cold.pages["three"].replace("&#39;", "'")
    assert "['1', '1', '1', '0', 'UTC']" in shown
    assert "False True" in shown


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_kernels_listen_at_files_because_a_free_port_may_be_taken_before_its_kernel_starts(history):
    assert "by ipc" in history.cold.pages["three"]
