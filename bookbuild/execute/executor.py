"""Run notebooks side by side: one kernel each, one thread a kernel, the longest first."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from bookbuild.surroundings import FIXED, of_machine

# What every kernel is started with. Part of the cache's key: a change runs all chapters again.
SETTINGS = {
    **FIXED,
    "RNNBOOK_BUILD": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "SOURCE_DATE_EPOCH": "1767225600",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
# Matplotlib also reads a file of settings in the folder in which it is imported. So that happens in
# another one than the page's.
START = """\
import os, matplotlib
os.chdir(os.environ["PWD"])
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""


class Kernel(AsyncKernelManager):
    """A kernel of the Python that builds the book: a reader's specification may name another."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return how it is started."""
        command = [sys.executable, "-P", "-c", START, "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


@dataclass
class Run:
    """One chapter to run, and afterwards what came of it."""

    name: str
    notebook: NotebookNode
    folder: Path
    wall: float = 0.0
    cpu: float = 0.0
    problem: str | None = None
    cell: int = field(default=0, repr=False)


def cores() -> int:
    """Return how many kernels may work at once: RNNBOOK_JOBS, or the cores this process has."""
    named = os.environ.get("RNNBOOK_JOBS")
    if named:
        return max(1, int(named))
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def environment(source: Path, scratch: str) -> dict[str, str]:
    """Return the environment of a kernel; the checkout's own package comes first."""
    own = {"PYTHONPATH": str(source), "IPYTHONDIR": scratch}
    return {**of_machine(os.environ), **SETTINGS, **own}


def shown_error(notebook: NotebookNode) -> tuple[int, str] | None:
    """Return cell and traceback of an error that a cell shows without meaning to."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or "raises-exception" in cell.metadata.get("tags", []):
            continue
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return index, "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
    return None


def channels(scratch: str) -> Config:
    """Return where a kernel listens: at files of its own, on systems that have such.

    A free port is chosen before the kernel takes it: in between another kernel may, and then this
    one hangs. It happens when chapters, tests and builds run side by side.
    """
    if os.name == "nt":
        return Config()
    place = os.path.join(tempfile.mkdtemp(prefix="k", dir=scratch), "c")
    own = {"transport": "ipc", "ip": place, "connection_file": f"{place}.json"}
    return Config({"KernelManager": own})


async def execute_one(run: Run, timeout: int, variables: Mapping[str, str]) -> None:
    """Run one chapter's cells in a kernel of its own, and note time spent and what went wrong."""

    def started(cell: NotebookNode, cell_index: int, **_: object) -> None:
        run.cell = cell_index

    def finished(**_: object) -> None:
        # Read after every cell: when the last is done, the kernel is gone.
        manager: Any = client.km
        spent = psutil.Process(manager.provisioner.process.pid).cpu_times()
        run.cpu = spent.user + spent.system + spent.children_user + spent.children_system

    client = NotebookClient(
        run.notebook,
        config=channels(variables["IPYTHONDIR"]),
        timeout=timeout,
        startup_timeout=180,
        kernel_name="python3",
        kernel_manager_class=Kernel,
        # Kernels listen on this machine only; their warning about it belongs on no page.
        extra_arguments=["--log-level=ERROR"],
        record_timing=False,
        on_cell_start=started,
        on_cell_executed=finished,
    )
    start = time.perf_counter()
    try:
        surroundings = {**variables, "PWD": str(run.folder.resolve())}
        await client.async_execute(env=surroundings, cwd=variables["IPYTHONDIR"])
    except (CellControlSignal, DeadKernelError, RuntimeError) as error:
        run.problem = str(error)
    shown = shown_error(run.notebook)
    if shown:
        run.cell, run.problem = shown
    run.wall = time.perf_counter() - start


def execute(
    runs: Sequence[Run],
    source: Path,
    timeout: int,
    done: Callable[[Run], None] = lambda run: None,
    variables: Mapping[str, str] | None = None,
) -> None:
    """Run notebooks in the order given, as many at once as there are cores.

    `source` is the folder whose package they import, `done` is called with each that has run, and
    `variables` go into the environment of every kernel.
    """
    # An IPython folder of its own: start-up files of a reader must not run in the book.
    with tempfile.TemporaryDirectory(prefix="rnnbook-ipython-") as scratch:
        whole = {**environment(source, scratch), **(variables or {})}

        async def one(run: Run, turn: asyncio.Semaphore) -> None:
            async with turn:
                await execute_one(run, timeout, whole)
                done(run)

        async def all_of_them() -> None:
            turn = asyncio.Semaphore(cores())
            await asyncio.gather(*(one(run, turn) for run in runs))

        asyncio.run(all_of_them())
