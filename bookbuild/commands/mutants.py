"""Plant the faults of tools/mutants.toml, one at a time, and see whether the tests notice.

Each fault is planted in a copy of the files that git knows, and the tests that are meant to notice
it run there, one file or folder after the other, up to the first failure. Before that the same
tests run in a copy without a fault: they have to pass. The last line says how many faults were
noticed; the exit code is 0 only when all were.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from bookbuild.checkout import copy_repository
from bookbuild.paths import ROOT

FAULTS = ROOT / "tools" / "mutants.toml"
# What git does not know, and tests need: libraries from npm, which they only read, and results of
# the chapters, to which they add.
LINKED = ("tools/katex/node_modules", "tools/site/node_modules")
COPIED = "_build/.jupyter_cache"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
PASSED, FAILED, INTERRUPTED, NOTHING_COLLECTED = 0, 1, 2, 5
# A fault may make a loop endless. No test may take as long as this.
LONGEST = 3600


@dataclass(frozen=True)
class Mutant:
    """A fault: what is wrong in words, and the text that takes the place of another."""

    fault: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def planted(self, text: str) -> str:
        """Return the text of its file with the fault in it."""
        count = text.count(self.old)
        if count != 1:
            raise ValueError(
                f"{self.file}: the text of the fault {self.fault!r} stands there {count} times, "
                f"and not once: {self.old!r}"
            )
        return text.replace(self.old, self.new)

    def is_meant(self, words: Sequence[str]) -> bool:
        """Return whether the fault or its file holds one of these words; none means all."""
        return not words or any(word in self.fault or word in self.file for word in words)


@dataclass(frozen=True)
class Verdict:
    """What became of a fault: noticed or not, by which test, after how many seconds."""

    mutant: Mutant
    code: int
    said: str
    seconds: float

    @property
    def noticed(self) -> bool:
        """Whether a test failed."""
        return self.code in (FAILED, INTERRUPTED)

    def __str__(self) -> str:
        """Return a line for people."""
        if self.noticed:
            word, by = "noticed", self.said.split(" - ")[0]
        elif self.code == PASSED:
            word, by = "SURVIVED", "no test of " + " ".join(self.mutant.tests)
        else:
            word, by = f"BROKEN (pytest ended with {self.code})", self.said[-600:]
        return f"{word:8}  {self.mutant.fault}  [{by}, {self.seconds:.0f} s]"


def faults() -> list[Mutant]:
    """Return the faults of the list."""
    rows = tomllib.loads(FAULTS.read_text("utf-8"))["mutant"]
    return [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]


@contextmanager
def copy_of(source: Path) -> Iterator[Path]:
    """Copy a checkout, and what its tests need beside it, into a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "book")
        copy_repository(copy, source)
        if (source / COPIED).is_dir():
            shutil.copytree(source / COPIED, copy / COPIED)
        # Some tests ask git for the files of the book, and pages name their commit.
        git = ["git", "-c", "user.name=A reader", "-c", "user.email=reader@example.org"]
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "A copy"]):
            subprocess.run([*git, *command], cwd=copy, check=True)
        for name in LINKED:
            if (source / name).is_dir():
                (copy / name).symlink_to(source / name)
        yield copy


def run_tests(copy: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Run tests of a copy up to the first failure; return pytest's code and what it said."""
    there = [name for name in tests if (copy / name).exists()]
    if tests and not there:
        return PASSED, "none of these tests is there"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider"]
    # It reads the list of faults, and would notice every one of them.
    command += ["--ignore", "tests/test_mutants.py"]
    dropped = ("RNNBOOK_SITE", "GITHUB_REPOSITORY", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    log = copy.with_suffix(".log")
    # Into a file: a process that outlives the tests would hold a pipe open for ever.
    with log.open("w") as file:
        process = subprocess.Popen(
            [*command, *there],
            cwd=copy,
            env={**kept, **ONE_THREAD, "PYTHONPATH": str(copy)},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            code = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return FAILED, f"its tests were still running after {LONGEST} s"
    text = log.read_text("utf-8", "replace")
    failed = re.search(r"^(?:FAILED|ERROR) (.*)$", text, re.MULTILINE)
    return code, failed[1] if failed else text


def judge(mutant: Mutant, source: Path, whole: bool) -> Verdict:
    """Plant a fault in a copy of `source`, and run the tests there."""
    start = time.monotonic()
    with copy_of(source) as copy:
        path = copy / mutant.file
        path.write_text(mutant.planted(path.read_text("utf-8")), "utf-8")
        code, said = PASSED, ""
        for tests in [[name] for name in mutant.tests] + [[]] * whole:
            code, said = run_tests(copy, tests)
            if code != PASSED:
                break
    return Verdict(mutant, code, said, time.monotonic() - start)


@click.command("mutants")
@click.argument("words", nargs=-1)
@click.option("--jobs", default=2, help="How many at once (2).")
@click.option("--trust", is_flag=True, help="Do not run the tests without a fault.")
@click.option("--whole", is_flag=True, help="Try survivors against every test.")
@click.option("--list", "only_list", is_flag=True, help="Only list the faults.")
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    default=ROOT,
    help="Another checkout in which to plant them.",
)
def command(
    words: tuple[str, ...], jobs: int, trust: bool, whole: bool, only_list: bool, source: Path
) -> int:
    """Plant faults, and see which the tests notice.

    WORDS choose those whose words or file hold one of them.
    """
    chosen = [mutant for mutant in faults() if mutant.is_meant(words)]
    if not chosen:
        print(f"No fault of {FAULTS.name} holds {' or '.join(words)}.")
        return 2
    if only_list:
        print("\n".join(f"{mutant.file}: {mutant.fault}" for mutant in chosen))
        return 0
    source = source.resolve()
    for mutant in chosen:
        mutant.planted((source / mutant.file).read_text("utf-8"))
    if not trust:
        with copy_of(source) as copy:
            tests = sorted({name for mutant in chosen for name in mutant.tests})
            code, said = run_tests(copy, tests)
        if code != PASSED:
            print(f"Without any fault these tests do not pass, so they can tell nothing:\n{said}")
            return 2
        print(f"{len(chosen)} faults. Without any of them, their tests pass.", flush=True)
    verdicts = []
    with ThreadPoolExecutor(jobs) as pool:
        for verdict in pool.map(lambda mutant: judge(mutant, source, whole), chosen):
            print(verdict, flush=True)
            verdicts.append(verdict)
    noticed = sum(verdict.noticed for verdict in verdicts)
    print(f"{noticed} of {len(verdicts)} faults were noticed.")
    return 0 if noticed == len(verdicts) else 1
