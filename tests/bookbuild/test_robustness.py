"""`make robustness`: every claim again, under other conditions than those of the build."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from minibook import Built, cell, claim_cell, page

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

STEADY = "claim('It is so.', margin=3.0 - FIRST_SEED / 1e6)"
LUCKY = "claim('It is so with one set.', FIRST_SEED != 2000000, margin=0.5, estimate=FIRST_SEED)"
FAILING = "assert FIRST_SEED != 1000000, 'this seed breaks it'"


def sweep(book, *options, **variables):
    """Run the tool on a small book, on two sets of fresh seeds."""
    command = [sys.executable, "-m", "bookbuild", "robustness", "--book", str(book.folder)]
    # Into a file: a worker that outlives the tool would hold a pipe open for ever.
    log = book.folder / "sweep.log"
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            [*command, "--sets", "2", *options],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=file,
            stderr=subprocess.STDOUT,
            timeout=600,
        )
    return Built(done.returncode, log.read_text("utf-8"))


def chapters(book, **calls):
    """Write chapters that make claims by these calls."""
    texts = {name: page(name, claim_cell(*some), claims="") for name, some in calls.items()}
    book.pages({"index": "# A book\n", **texts})


def line(built, end):
    """Return the one line that ends so, in words."""
    (found,) = [one for one in built.text.splitlines() if one.endswith(end)]
    return found.split()


@pytest.fixture(scope="module")
def holding(new_book):
    """Return a book whose claims hold, with a page that makes none."""
    book = new_book()
    chapters(book, one=[STEADY], two=["claim('Without margin.', margin=None)"])
    pages = {name: (book.folder / f"book/{name}.md").read_text("utf-8") for name in ("one", "two")}
    book.pages({"index": "# A book\n", **pages, "bare": page("Bare", cell("1 + 1"))})
    return book


def test_claims_that_hold_are_listed_with_their_margins(holding):
    built = sweep(holding, "--no-instruction-sets", "--backend", "loky")
    assert built.code == 0, built.explain()
    assert "No claim failed." in built.text
    assert line(built, "  It is so.")[:6] == ["3.00", "1.00", "1.50", "0", "of", "2"]
    assert line(built, "  Without margin.")[:6] == ["–", "–", "–", "0", "of", "2"]
    assert built.text.index("\nbook/one\n") < built.text.index("\nbook/two\n")
    assert "[9/9] book/" in built.text, "the page without claims was not run"
    assert "book/index" not in built.text, "a page without cells was not passed over"


def test_some_chapters_can_be_chosen(holding):
    options = ("--no-instruction-sets", "--backend", "threading", "one")
    built = sweep(holding, *options)
    assert built.code == 0, built.explain()
    assert "No claim failed." in built.text
    assert line(built, "  It is so.")[:6] == ["3.00", "1.00", "1.50", "0", "of", "2"]
    assert "[3/3] book/one" in built.text
    assert "book/two" not in built.text


def test_unknown_chapters_and_records_of_some_chapters_are_refused(holding):
    wrong = sweep(holding, "three")
    assert wrong.code == 1
    assert "no chapter with code cells: three" in wrong.text, wrong.explain()
    partial = sweep(holding, "two", "--record")
    assert partial.code == 2
    assert "--record needs every chapter" in partial.text


def test_a_claim_that_fails_with_fresh_seeds_is_named_with_its_condition(book):
    chapters(book, one=[STEADY, LUCKY], two=[STEADY])
    built = sweep(book, "--no-instruction-sets", "--backend", "threading")
    assert built.code == 1, built.explain()
    assert line(built, "  It is so with one set.")[3:6] == ["1", "of", "2"]
    assert "  book/one: It is so with one set. (seeds from 2000000)" in built.text
    assert line(built, "    seeds from 1000000")[:4] == ["1", "of", "3", "0"]
    assert line(built, "    seeds from 2000000")[:4] == ["1", "of", "3", "1"]


def test_a_failing_cell_and_a_missing_claim_are_errors_and_no_failed_claims(book):
    missing = "None if FIRST_SEED else claim('Only with our seeds.')"
    chapters(book, one=[STEADY, missing, FAILING])
    built = sweep(book, "--no-instruction-sets", "--backend", "threading")
    assert built.code == 1, built.explain()
    error = "  book/one, seeds from 1000000: cell 2: AssertionError: this seed breaks it"
    assert error in built.text, built.explain()
    assert "book/one, seeds from 2000000: it did not claim: Only with our seeds." in built.text
    assert "Claims that failed" not in built.text
    assert "No claim failed." not in built.text


def test_the_instruction_sets_reach_the_kernel_and_the_record_the_page(book):
    names = "('ATEN_CPU_CAPABILITY', 'MKL_CBWR', 'ONEDNN_MAX_CPU_ISA')"
    moved = f"import os; moved = sum(name in os.environ for name in {names})"
    chapters(book, one=[moved, "claim('It is so.', margin=3.456 - moved, estimate=moved)"])
    built = sweep(book, "--record", "--backend", "threading")
    assert built.code == 0, built.explain()
    record = json.loads((book.folder / "book/runs/robustness.json").read_text("utf-8"))
    assert record["command"] == "make robustness SETS=2 RECORD=1"
    assert record["conditions"][:2] == ["seeds from 1000000", "seeds from 2000000"]
    told = [one for one in record["conditions"] if "=" in one]
    assert told, "this processor offers torch nothing besides"
    own = {"runs": 2 + len(told), "flips": 0, "smallest": 2.46}
    assert record["claims"] == {"book/one": {"It is so.": own}}
    assert line(built, "    ATEN_CPU_CAPABILITY=default")[:3] == ["1", "of", "1"]
