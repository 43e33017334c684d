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


def test_dask_runs_the_same_chapters_as_on_a_cluster(holding):
    # Without the address of a scheduler it starts one on this machine, with workers beside it.
    built = sweep(holding, "--no-instruction-sets", "--backend", "dask")
    assert built.code == 0, built.explain()
    assert "No claim failed." in built.text
    assert line(built, "  It is so.")[:6] == ["3.00", "1.00", "1.50", "0", "of", "2"]
    assert "[9/9] book/" in built.text


def test_some_chapters_can_be_chosen(holding):
    options = ("--no-instruction-sets", "--backend", "threading", "one")
    built = sweep(holding, *options)
    assert built.code == 0, built.explain()
    assert "No claim failed." in built.text
    assert line(built, "  It is so.")[:6] == ["3.00", "1.00", "1.50", "0", "of", "2"]
    assert "[3/3] book/one" in built.text
    assert "book/two" not in built.text


def test_unknown_chapters_and_records_without_fresh_seeds_are_refused(holding):
    wrong = sweep(holding, "three")
    assert wrong.code == 1
    assert "no chapter with code cells: three" in wrong.text, wrong.explain()
    bare = sweep(holding, "--record", "--no-instruction-sets")
    assert bare.code == 2
    assert "--record needs fresh seeds and the instruction sets" in bare.text
    partial = sweep(holding, "--untouched", "two")
    assert partial.code == 2
    assert "--untouched is a run of every chapter" in partial.text


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


def test_some_chapters_renew_their_part_of_a_record_made_with_the_same_seeds(book):
    chapters(book, one=[STEADY], two=["proved('It is a theorem.')"])
    whole = sweep(book, "--record", "--backend", "threading")
    assert whole.code == 0, whole.explain()
    path = book.folder / "book/runs/robustness.json"
    before = json.loads(path.read_text("utf-8"))
    # Another processor, which offers another instruction set besides.
    before["conditions"].append("ATEN_CPU_CAPABILITY=abacus")
    path.write_text(json.dumps(before), "utf-8")
    assert before["claims"]["book/two"]["It is a theorem."]["smallest"] is None
    chapters(book, one=[STEADY.replace("so", "new")], two=["proved('It is a theorem.')"])
    part = sweep(book, "--record", "--backend", "threading", "one")
    assert part.code == 0, part.explain()
    after = json.loads(path.read_text("utf-8"))
    assert list(after["claims"]["book/one"]) == ["It is new."]
    assert after["claims"]["book/two"] == before["claims"]["book/two"]
    assert after["conditions"] == before["conditions"]
    path.write_text(json.dumps({**before, "versions": {"torch": "0.1"}}), "utf-8")
    other = sweep(book, "--record", "--backend", "threading", "one")
    assert other.code == 1
    assert "was not made with these seeds and versions" in other.text, other.explain()


def test_each_untouched_set_is_run_once_and_kept_whatever_comes_of_it(book):
    lucky = "claim('It is so with one set.', FIRST_SEED != 1001000000)"
    chapters(book, one=[STEADY.replace("FIRST_SEED / 1e6", "0"), lucky])
    first = sweep(book, "--untouched", "--backend", "threading")
    assert first.code == 0, first.explain()
    assert "2 of 2 claims hold." in first.text
    second = sweep(book, "--untouched", "--backend", "threading")
    assert second.code == 1, second.explain()
    record = json.loads((book.folder / "book/runs/untouched.json").read_text("utf-8"))
    assert [one["first_seed"] for one in record["sets"]] == [1_000_000_000, 1_001_000_000]
    assert [one["failed"] for one in record["sets"]] == [[], ["book/one: It is so with one set."]]
    assert [one["claims"] for one in record["sets"]] == [2, 2]
