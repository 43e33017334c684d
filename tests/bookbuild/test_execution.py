"""Chapters run side by side, once, and again only when their results could differ."""

import json
import os
import re

import pytest
from minibook import cell, page

COUNTED = """
    from pathlib import Path
    import minipack
    with Path("../runs.log").open("a") as log:
        log.write("{name}\\n")
    print(minipack.ANSWER)
"""


def counted(name, prose="Words."):
    """Return a page whose cell notes each of its runs."""
    return page(name, prose + "\n", cell(COUNTED.format(name=name)))


@pytest.fixture
def two_chapters(book):
    """Return a book of two chapters, built once."""
    book.pages({"index": "# A book\n", "one": counted("One"), "two": counted("Two")})
    built = book.build()
    assert built.code == 0, built.explain()
    assert runs(book) == ["One", "Two"], "each chapter should have run once"
    return book


def runs(book):
    """Return which chapters have run since the last call."""
    log = book.folder / "runs.log"
    names = sorted(log.read_text().split()) if log.exists() else []
    log.unlink(missing_ok=True)
    return names


def test_prose_changes_the_page_and_runs_nothing(two_chapters):
    two_chapters.write("book/one.md", counted("One", "Other words, and *more*."))
    built = two_chapters.build()
    assert built.code == 0, built.explain()
    assert runs(two_chapters) == [], "a change of prose ran a chapter"
    assert "Other words" in two_chapters.html("one")


def test_a_cell_runs_its_own_chapter_only(two_chapters):
    two_chapters.write("book/one.md", counted("One") + cell("print('another cell')"))
    assert two_chapters.build().code == 0
    assert runs(two_chapters) == ["One"]
    assert "another cell" in two_chapters.html("one")


def test_the_package_runs_every_chapter_and_reaches_every_page(two_chapters):
    two_chapters.write("minipack/__init__.py", "ANSWER = 43\n")
    built = two_chapters.build()
    assert built.code == 0, built.explain()
    assert runs(two_chapters) == ["One", "Two"], "stale results of an older package were used"
    assert ">43" in two_chapters.html("one")
    assert ">43" in two_chapters.html("two")


def test_recorded_data_run_every_chapter_and_recorded_times_none(two_chapters):
    two_chapters.write("book/runs/chapter_times.json", '{"one": 99}\n')
    assert two_chapters.build().code == 0
    assert runs(two_chapters) == []
    two_chapters.write("book/runs/long_run.csv", "1\n")
    assert two_chapters.build().code == 0
    assert runs(two_chapters) == ["One", "Two"]


def test_strict_and_plain_builds_share_their_results(two_chapters):
    built = two_chapters.build("-W", "-n", "--keep-going", "--all")
    assert built.code == 0, built.explain()
    assert runs(two_chapters) == []


def test_only_a_few_old_caches_are_kept(two_chapters):
    for answer in range(4):
        two_chapters.write("minipack/__init__.py", f"ANSWER = {answer}\n")
        assert two_chapters.build().code == 0
    caches = list((two_chapters.folder / "_build/.jupyter_cache").iterdir())
    assert len(caches) == 3, caches


MEETING = """
    import pathlib, time
    pathlib.Path("../{own}.here").touch()
    end = time.monotonic() + 60
    while not pathlib.Path("../{other}.here").exists():
        assert time.monotonic() < end, "the other chapter never ran at the same time"
        time.sleep(0.05)
    print("met")
"""


def test_chapters_run_at_the_same_time(book):
    one = page("One", cell(MEETING.format(own="one", other="two")))
    two = page("Two", cell(MEETING.format(own="two", other="one")))
    book.pages({"index": "# A book\n", "one": one, "two": two})
    built = book.build(RNNBOOK_JOBS="2")
    assert built.code == 0, built.explain()
    for shown in (r"\[1/2\] book/\w+ done, \d+\.\d s", r"\[2/2\] book/\w+ done, \d+\.\d s"):
        assert re.search(shown, built.text), f"no progress is shown: {shown}\n{built.explain()}"
    (spent,) = (book.folder / "_build/.jupyter_cache").glob("*/chapter_seconds.json")
    seconds = json.loads(spent.read_text())
    assert set(seconds) == {"book/one", "book/two"}
    assert all(one["wall"] > 0 and one["cpu"] > 0 for one in seconds.values()), seconds


def test_the_longest_chapter_starts_first(book):
    book.write("book/runs/chapter_times.json", '{"one": 1, "two": 50, "three": 7}\n')
    names = ("one", "two", "three")
    book.pages({"index": "# A book\n", **{name: counted(name) for name in names}})
    built = book.build(RNNBOOK_JOBS="1")
    assert built.code == 0, built.explain()
    order = (book.folder / "runs.log").read_text().split()
    assert order == ["two", "three", "one"]


def test_a_kernel_sees_one_thread_and_nothing_of_its_readers_settings(book):
    names = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "RNNBOOK_BUILD", "PYTHONHASHSEED", "TZ"]
    code = f"""
        import os
        print([os.environ[name] for name in {names}])
        print(os.environ.get("MPLBACKEND") == "pdf", "SOURCE_DATE_EPOCH" in os.environ)
    """
    book.pages({"index": "# A book\n", "one": page("One", cell(code))})
    built = book.build(OMP_NUM_THREADS="7", PYTHONHASHSEED="7", MPLBACKEND="pdf")
    assert built.code == 0, built.explain()
    shown = book.html("one").replace("&#39;", "'")
    assert "['1', '1', '1', '0', 'UTC']" in shown
    assert "False True" in shown


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_kernels_listen_at_files_because_a_free_port_may_be_taken_before_its_kernel_starts(book):
    code = """
        from ipykernel.connect import get_connection_info
        print("by", get_connection_info(unpack=True)["transport"])
    """
    book.pages({"index": "# A book\n", "one": page("One", cell(code))})
    built = book.build()
    assert built.code == 0, built.explain()
    assert "by ipc" in book.html("one")
