"""Run every claim of the book again: with fresh seeds, and with other instructions.

Each job runs one whole chapter in a kernel of its own, under one condition: as the book is built;
with seeds from elsewhere (RNNBOOK_FIRST_SEED), which draw other networks and other data; or with
the book's seeds, and torch, MKL or oneDNN told to use older instructions of this processor, which
round differently.

A claim is rewritten when it fails on fresh seeds, so in time those choose what the book says. For
this there are seeds that are run once: --untouched takes the next set that was never used, and
keeps the result, whatever it is.

The jobs run through joblib: on one machine in its processes (loky) or threads, on many through
Dask, whose workers have to see this folder and its environment under the same path.
"""

import contextlib
import datetime
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import joblib
import yaml
from sphinx.util.console import strip_colors

from bookbuild import toc
from bookbuild.errors import Problem
from bookbuild.evidence.margins import (
    AS_BUILT,
    RECORDED,
    UNTOUCHED,
    Result,
    conditions_table,
    errors,
    kept,
    record,
    record_untouched,
    summaries,
    table,
    untouched_sets,
)
from bookbuild.execute import chapter_time, executor
from bookbuild.paths import ROOT
from rnnbook._mime import CLAIM_MIME

# Apart enough for what chapters derive from a seed, such as `1000 + seed`, not to meet another's.
SEEDS_APART = 1_000_000
# Far from where fresh sets are ever taken from.
FIRST_UNTOUCHED = 1_000_000_000
BACKENDS = ("loky", "threading", "dask")


@dataclass
class Job:
    """One chapter to run under one condition."""

    page: toc.Page
    condition: str
    variables: Mapping[str, str]
    seconds: float = 0.0


def fresh_seeds(sets: int) -> dict[str, dict[str, str]]:
    """Return {condition: variables} of sets of seeds that the book has never used."""
    firsts = [SEEDS_APART * k for k in range(1, sets + 1)]
    return {f"seeds from {first}": {"RNNBOOK_FIRST_SEED": str(first)} for first in firsts}


def instruction_sets() -> dict[str, dict[str, str]]:
    """Return {condition: variables} of the ways to compute that this processor offers besides.

    What torch uses by itself is left out: the book was built with it.
    """
    import torch

    known = ["default", "avx2", "avx512"]
    own = torch.backends.cpu.get_cpu_capability().lower()
    older = known[: known.index(own)] if own in known else ["default"]
    settings = [{"ATEN_CPU_CAPABILITY": name} for name in older]
    if platform.machine().lower() in ("x86_64", "amd64"):
        if torch.backends.mkl.is_available():
            settings += [{"MKL_CBWR": "COMPATIBLE"}, {"MKL_ENABLE_INSTRUCTIONS": "AVX2"}]
        if torch.backends.mkldnn.is_available():
            settings += [{"ONEDNN_MAX_CPU_ISA": "SSE41"}, {"ONEDNN_MAX_CPU_ISA": "AVX2"}]
    return {"=".join(*one.items()): one for one in settings}


def run(job: Job, book: Path, timeout: int) -> Result:
    """Run a job, on whatever machine this is; return its claims by sentence, and an error."""
    # Here, and not above: MyST-NB is imported by whoever runs jobs, and not for `--help`.
    from myst_nb.core.read import read_myst_markdown_notebook

    notebook = read_myst_markdown_notebook(job.page.text)
    chapter = executor.Run(job.page.name, notebook, job.page.path.parent)
    variables = {"RNNBOOK_CLAIMS": "report", **job.variables}
    executor.execute([chapter], book, timeout, variables=variables)
    claims = {
        output.data[CLAIM_MIME]["sentence"]: dict(output.data[CLAIM_MIME])
        for cell in chapter.notebook.cells
        for output in cell.get("outputs", [])
        if CLAIM_MIME in output.get("data", {})
    }
    error = chapter.problem and f"cell {chapter.cell + 1}: {last_line(chapter.problem)}"
    return Result(job.page.name, job.condition, claims, error)


def last_line(text: str) -> str:
    """Return the last line of a traceback, which names the error, without colours."""
    return strip_colors(text).strip().splitlines()[-1]


def cluster(backend: str) -> contextlib.AbstractContextManager[Any]:
    """Return what joblib's backend needs to be open while it works."""
    if backend == "dask":
        from distributed import Client

        # It finds the scheduler that DASK_SCHEDULER_ADDRESS names, or starts one here.
        client: contextlib.AbstractContextManager[Any] = Client()
        return client
    return contextlib.nullcontext()


def run_all(
    jobs: Sequence[Job], book: Path, timeout: int, backend: str, at_once: int | None
) -> list[Result]:
    """Run the jobs through joblib, the longest first, and say which are done."""
    local = backend != "dask"
    workers = at_once or (executor.cores() if local else -1)
    longest_first = sorted(jobs, key=lambda job: -job.seconds)
    tasks = [joblib.delayed(run)(job, book, timeout) for job in longest_first]
    results: list[Result] = []
    with cluster(backend), joblib.parallel_config(backend, n_jobs=workers):
        # Not every backend hands results over one by one.
        how = "generator_unordered" if local else "list"
        for result in joblib.Parallel(return_as=how)(tasks):
            results.append(result)
            failed = sum(not claim["holds"] for claim in result.claims.values())
            told = f"{failed} of {len(result.claims)} claims failed"
            word = "ERROR" if result.error else told
            place = f"[{len(results)}/{len(jobs)}]"
            print(f"{place} {result.chapter}, {result.condition}: {word}", flush=True)
    return results


def chosen(book: Path, names: Sequence[str]) -> list[toc.Page]:
    """Return the chapters to run; stop where a name is none of them."""
    every = toc.notebooks(book)
    known = {name for page in every for name in (page.short, page.name)}
    if unknown := set(names) - known:
        there = ", ".join(page.name for page in every)
        raise Problem(
            f"no chapter with code cells: {', '.join(sorted(unknown))}; there are {there}"
        )
    return [page for page in every if not names or {page.short, page.name} & set(names)]


@click.command("robustness")
@click.argument("chapters", nargs=-1)
@click.option("--sets", type=click.IntRange(0), default=5, help="Sets of fresh seeds (5).")
@click.option("--no-instruction-sets", is_flag=True, help="Fresh seeds only.")
@click.option("--record", "recorded", is_flag=True, help=f"Write {RECORDED.as_posix()}.")
@click.option("--untouched", is_flag=True, help=f"One new set, once, into {UNTOUCHED.as_posix()}.")
@click.option("--backend", type=click.Choice(BACKENDS), default="loky", help="joblib's (loky).")
@click.option("--jobs", "at_once", type=int, help="Chapters at once (the cores; a whole cluster).")
@click.option("--book", type=click.Path(path_type=Path), default=ROOT, help="The book's folder.")
def command(
    chapters: tuple[str, ...],
    sets: int,
    no_instruction_sets: bool,
    recorded: bool,
    untouched: bool,
    backend: str,
    at_once: int | None,
    book: Path,
) -> int:
    """Run every claim again, under other conditions.

    They are fresh seeds, of networks and of data, and other instructions of the processor. For
    each claim it prints the book's own margin, the smallest and the median of the other runs, and
    in how many of them the claim failed. It ends with 1 when a claim failed or a cell did.
    CHAPTERS choose some. With --record the evidence page shows the result; what an earlier record
    says of other chapters stays, where it was made with the same seeds and versions.

    With --untouched it runs every chapter on one set of seeds that was never used, and adds what
    came of it to a record that keeps all such sets.

    With --backend dask the chapters run on a cluster, whose scheduler DASK_SCHEDULER_ADDRESS
    names; without an address, on workers of this machine.
    """
    if recorded and (no_instruction_sets or not sets):
        raise click.UsageError("--record needs fresh seeds and the instruction sets")
    if untouched and (chapters or recorded):
        raise click.UsageError("--untouched is a run of every chapter, with a record of its own")
    book = book.resolve()
    pages = chosen(book, chapters)
    timeout = yaml.safe_load((book / "_config.yml").read_text("utf-8"))["execute"]["timeout"]
    times = chapter_time.recorded(book)

    def run_under(conditions: Mapping[str, Mapping[str, str]]) -> list[Result]:
        jobs = [
            Job(page, condition, variables, times.get(page.short, math.inf))
            for condition, variables in conditions.items()
            for page in pages
        ]
        return run_all(jobs, book, timeout, backend, at_once)

    if untouched:
        first = FIRST_UNTOUCHED + SEEDS_APART * len(untouched_sets(book))
        results = run_under({f"seeds from {first}": {"RNNBOOK_FIRST_SEED": str(first)}})
        return report_untouched(book, first, results)
    conditions = fresh_seeds(sets)
    if not no_instruction_sets:
        conditions.update(instruction_sets())
    earlier = kept(book, [page.name for page in pages], list(conditions)) if recorded else {}
    if earlier is None:
        earlier = {}
        if chapters:
            raise Problem(
                f"{RECORDED.as_posix()} was not made with these seeds and versions, so some "
                "chapters cannot be renewed in it: run them all"
            )
    results = run_under({AS_BUILT: {}, **conditions})
    found = {page.name: summaries(results, page.name) for page in pages}
    print(*table(found), *conditions_table(found, list(conditions)), sep="\n")
    wrong = errors(results)
    if wrong:
        print("\nErrors, which are no claims that failed:", *wrong, sep="\n  ")
    flips = [
        f"{chapter}: {one.sentence} ({', '.join(one.failed)})"
        for chapter, claims in found.items()
        for one in claims
        if one.failed
    ]
    if flips:
        print("\nClaims that failed, and under which conditions:", *flips, sep="\n  ")
    elif not wrong:
        print("\nNo claim failed.")
    if recorded and wrong:
        print("\nNothing is recorded, because of the errors.")
    elif recorded:
        told = f"make robustness SETS={sets} RECORD=1"
        record(book, found, earlier, list(conditions), told)
    return 1 if flips or wrong else 0


def report_untouched(book: Path, first: int, results: list[Result]) -> int:
    """Print and record what came of a set that was never used; return the exit code."""
    broken = [f"{r.chapter}: {r.error}" for r in results if r.error]
    if broken:
        print("\nNothing is recorded, because of errors:", *broken, sep="\n  ")
        return 1
    failed = [
        f"{r.chapter}: {sentence} ({claim['shown']})"
        for r in results
        for sentence, claim in r.claims.items()
        if not claim["holds"]
    ]
    count = sum(len(r.claims) for r in results)
    print(f"\n{count - len(failed)} of {count} claims hold.", *failed, sep="\n  ")
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    record_untouched(book, first, results, date)
    return 1 if failed else 0
