"""Run one notebook in the environment of the Python that runs this; say which cell fails.

    path/to/python bookbuild/launch/run_notebook.py NOTEBOOK

That environment knows nothing of this book's checkout, so this file imports nothing of it: nbclient
and ipykernel are all it needs. It works in the folder it is called in. What the cells gave is
written into the notebook. The last line of its output is JSON: seconds, the kernel's peak memory in
MiB, and what went wrong, if anything did.
"""

import json
import resource
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError


def problem_of(notebook: nbformat.NotebookNode, path: str, timeout: int = 600) -> str | None:
    """Run a notebook; return which cell failed and how, or None."""
    at = 0

    def started(cell: nbformat.NotebookNode, cell_index: int, **_: object) -> None:
        nonlocal at
        at = cell_index

    client = NotebookClient(
        notebook,
        timeout=timeout,
        startup_timeout=180,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        on_cell_start=started,
    )
    try:
        client.execute()
    except (CellControlSignal, DeadKernelError, RuntimeError) as error:
        code = "\n".join(f"    {line}" for line in notebook.cells[at].source.splitlines())
        return f"{path}: cell {at + 1} failed\n{code}\n\n{error}"
    return None


def main(path: str) -> int:
    """Run it, and report."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, AttributeError, TypeError, nbformat.ValidationError) as error:
        problem: str | None = f"{path}: no notebook: {' '.join(str(error).split())[:300]}"
        notebook = None
    start = time.perf_counter()
    if notebook is not None:
        problem = problem_of(notebook, path)
        nbformat.write(notebook, path)
    seconds = time.perf_counter() - start
    # The kernel is the largest of the processes that were waited for.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": round(seconds, 1), "peak": round(peak), "problem": problem}))
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
