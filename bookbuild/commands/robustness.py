"""Run every claim of the book again: with fresh seeds, and with other instructions.

    python bookbuild/commands/robustness.py [--sets 5] [--chapters order ...] [--no-instruction-sets] [--record]

Each job runs one whole chapter in a kernel of its own, under one condition: as the book is built;
with seeds from elsewhere (RNNBOOK_FIRST_SEED); or with the book's seeds, and torch, MKL or oneDNN
told to use older instructions of this processor, which round differently. For each claim it prints
the book's own margin, the smallest and the median of the other runs, and in how many of them the
claim failed. It ends with exit code 1 when a claim failed or a cell did.

With --record the result goes to book/runs/robustness.json, from where the evidence page takes it.

The jobs run through joblib. On one machine its processes (--backend loky) or threads do. For many
machines, install what the backend needs, and let each see this folder and its environment under
the same path:

    --backend dask   pip install distributed; DASK_SCHEDULER_ADDRESS names the scheduler
    --backend ray    pip install ray; RAY_ADDRESS names the cluster
"""

import argparse
import asyncio
import contextlib
import json
import math
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import joblib
import yaml
from bookbuild.evidence.margins import (
    AS_BUILT,
    RECORDED,
    Result,
    conditions_table,
    errors,
    record,
    summaries,
    table,
)

ROOT = Path(__file__).resolve().parents[1]
EXTENSIONS = ROOT / "book" / "_ext"
CLAIM_MIME = "application/vnd.rnnbook.claim+json"
# Apart enough for what chapters derive from a seed, such as `1000 + seed`, not to meet another's.
SEEDS_APART = 1_000_000


@dataclass
class Job:
    """One chapter to run under one condition."""

    chapter: str
    condition: str
    variables: dict[str, str]
    seconds: float = 0.0


def chapters(book: Path) -> Iterator[str]:
    """Yield the pages with code cells, in the order of the table of contents."""
    from sphinx_external_toc.parsing import parse_toc_yaml

    site_map = parse_toc_yaml(book / "_toc.yml")

    def below(name: str) -> Iterator[str]:
        yield name
        for child in site_map[name].child_files():
            yield from below(child)

    for name in below(site_map.root.docname):
        path = book / f"{name}.md"
        if path.exists() and any(c.cell_type == "code" for c in read_notebook(path).cells):
            yield name


def read_notebook(path: Path):
    """Read a page as a notebook."""
    from myst_nb.core.read import read_myst_markdown_notebook

    return read_myst_markdown_notebook(path.read_text("utf-8-sig"))


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


def run(job: Job, book: str, extensions: str, timeout: int) -> tuple[Job, dict, str | None]:
    """Run a job, on whatever machine this is; return its claims by sentence, and an error."""
    if extensions not in sys.path:
        sys.path.insert(0, extensions)
    from bookbuild.execute import executor

    path = Path(book, f"{job.chapter}.md")
    chapter = executor.Run(job.chapter, read_notebook(path), path.parent)
    with tempfile.TemporaryDirectory(prefix="rnnbook-ipython-") as scratch:
        variables = {
            **executor.environment(Path(book), scratch),
            "RNNBOOK_CLAIMS": "report",
            **job.variables,
        }
        asyncio.run(executor.execute(chapter, timeout, variables))
    claims = {
        output.data[CLAIM_MIME]["sentence"]: dict(output.data[CLAIM_MIME])
        for cell in chapter.notebook.cells
        for output in cell.get("outputs", [])
        if CLAIM_MIME in output.get("data", {})
    }
    error = chapter.problem and f"cell {chapter.cell + 1}: {last_line(chapter.problem)}"
    return job, claims, error


def last_line(text: str) -> str:
    """Return the last line of a traceback, which names the error, without colours."""
    from sphinx.util.console import strip_colors

    return strip_colors(text).strip().splitlines()[-1]


def cluster(backend: str) -> contextlib.AbstractContextManager:
    """Return what joblib's backend needs to be open while it works."""
    if backend == "ray":
        from ray.util.joblib import register_ray

        register_ray()
    elif backend == "dask":
        from distributed import Client

        return Client()
    return contextlib.nullcontext()


def run_all(jobs: list[Job], book: Path, timeout: int, options) -> list[Result]:
    """Run the jobs through joblib, the longest first, and say which are done."""
    local = options.backend in ("loky", "threading")
    sys.path.insert(0, str(EXTENSIONS))
    from bookbuild.execute.executor import cores

    workers = options.jobs or (cores() if local else -1)
    arguments = (str(book), str(EXTENSIONS), timeout)
    tasks = [joblib.delayed(run)(job, *arguments) for job in sorted(jobs, key=lambda j: -j.seconds)]
    results = []
    with cluster(options.backend), joblib.parallel_config(options.backend, n_jobs=workers):
        # Not every backend hands results over one by one.
        how = "generator_unordered" if local else "list"
        for job, claims, error in joblib.Parallel(return_as=how)(tasks):
            result = Result(job.chapter, job.condition, claims, error)
            results.append(result)
            failed = sum(not claim["holds"] for claim in claims.values())
            word = "ERROR" if error else f"{failed} of {len(claims)} claims failed"
            place = f"[{len(results)}/{len(jobs)}]"
            print(f"{place} {result.chapter}, {result.condition}: {word}", flush=True)
    return results


def parse(arguments):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=int, default=5, help="sets of fresh seeds (5)")
    parser.add_argument("--chapters", nargs="+", default=[], metavar="NAME", help="only these")
    parser.add_argument("--no-instruction-sets", action="store_true", help="fresh seeds only")
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.as_posix()}")
    backends = ("loky", "threading", "dask", "ray")
    parser.add_argument("--backend", choices=backends, default="loky", help="joblib's (loky)")
    parser.add_argument("--jobs", type=int, help="chapters at once (the cores; a whole cluster)")
    parser.add_argument("--book", type=Path, default=ROOT, help="folder of the book (this one)")
    options = parser.parse_args(arguments)
    if options.sets < 0:
        parser.error(f"--sets must be 0 or more, got {options.sets}")
    if options.record and (options.chapters or options.no_instruction_sets or not options.sets):
        parser.error("--record needs every chapter, fresh seeds and the instruction sets")
    return options


def chosen(book: Path, names: list[str]) -> list[str]:
    """Return the chapters to run; stop where a name is none of them."""
    every = list(chapters(book))
    short = {name.rpartition("/")[2]: name for name in every}
    wanted = {short.get(name, name) for name in names}
    if unknown := wanted - set(every):
        sys.exit(f"no chapter with code cells: {', '.join(sorted(unknown))}; there are {every}")
    return [name for name in every if not wanted or name in wanted]


def main(arguments=None):
    """Run, print, record when asked; return the exit code."""
    options = parse(arguments)
    book = options.book.resolve()
    conditions = fresh_seeds(options.sets)
    if not options.no_instruction_sets:
        conditions.update(instruction_sets())
    names = chosen(book, options.chapters)
    settings = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    timeout = settings["execute"]["timeout"]
    times_file = book / "book" / "runs" / "chapter_times.json"
    times = json.loads(times_file.read_text("utf-8")) if times_file.exists() else {}
    jobs = [
        Job(name, condition, variables, times.get(name.rpartition("/")[2], math.inf))
        for condition, variables in {AS_BUILT: {}, **conditions}.items()
        for name in names
    ]
    results = run_all(jobs, book, timeout, options)
    found = {name: summaries(results, name) for name in names}
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
    if options.record and wrong:
        print("\nNothing is recorded, because of the errors.")
    elif options.record:
        command = f"make robustness SETS={options.sets} RECORD=1"
        record(book, found, list(conditions), command)
    return 1 if flips or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
