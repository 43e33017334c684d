"""Run the chapters' cells before Sphinx reads the pages, side by side, into a cache.

MyST-NB runs a chapter when it reads it, one after the other, and its cache knows only the cells.
This extension looks at every page of the table of contents first, runs those whose results are
not in the cache, and puts them there, where MyST-NB finds them. The cache's folder is named after
a digest of the package, the recorded data, the versions and the kernels' settings: a change of
any of them runs every chapter again. What fails is never put into the cache, so that it fails
again the next time.
"""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.execute import cache as myst_nb_cache
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.console import strip_colors

from bookbuild.execute import cache_key, executor
from bookbuild.execute.chapter_time import recorded

logger = logging.getLogger(__name__)

CACHES_KEPT = 3
SPENT = "chapter_seconds.json"


def choose_cache(app: Sphinx, config: Config) -> None:
    """Point MyST-NB at the cache that fits the package, and forget old ones."""
    source = Path(app.srcdir)
    key = cache_key.digest(source, config.execution_depends, executor.SETTINGS)
    caches = Path(app.outdir).parent / ".jupyter_cache"
    chosen = caches / key
    chosen.mkdir(parents=True, exist_ok=True)
    os.utime(chosen)
    others = sorted(
        (path for path in caches.iterdir() if path.is_dir() and path != chosen),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for stale in others[CACHES_KEPT - 1 :]:
        shutil.rmtree(stale, ignore_errors=True)
    config.nb_execution_cache_path = str(chosen)


def read_notebook(env: BuildEnvironment, docname: str) -> NotebookNode | None:
    """Read a page as MyST-NB will, so that both find it under the same key; None if no notebook."""
    path = env.doc2path(docname)
    text = Path(path).read_text("utf-8-sig")
    settings: Any = env
    reader = create_nb_reader(path, settings.myst_config, settings.mystnb_config, text)
    notebook = reader.read(text) if reader else None
    if notebook is None or not any(cell.cell_type == "code" for cell in notebook.cells):
        return None
    return notebook


def in_cache(cache: JupyterCacheAbstract, notebook: NotebookNode) -> bool:
    """Return whether the cache holds results for these cells."""
    try:
        record = cache.match_cache_notebook(notebook)
        cache.get_cache_bundle(record.pk)
    except KeyError:
        return False
    return True


def executed(env: BuildEnvironment, docname: str) -> NotebookNode | None:
    """Return a page with the results of its cells, or None if it is no notebook."""
    notebook = read_notebook(env, docname)
    if notebook is None:
        return None
    cache = get_cache(Path(vars(env)["mystnb_config"].execution_cache_path))
    _, merged = cache.merge_match_into_notebook(notebook)
    return merged


def longest_first(runs: list[executor.Run], times: dict[str, float]) -> list[executor.Run]:
    """Sort by recorded time, unknown ones first, so that none starts last and alone."""
    unknown = float("inf")
    return sorted(runs, key=lambda run: (-times.get(Path(run.name).name, unknown), run.name))


def note_spent(cache_folder: Path, run: executor.Run) -> None:
    """Keep what a chapter took beside the cache, for `make bench`."""
    path = cache_folder / SPENT
    spent = json.loads(path.read_text("utf-8")) if path.exists() else {}
    spent[run.name] = {"wall": round(run.wall, 3), "cpu": round(run.cpu, 3)}
    path.write_text(json.dumps(spent, indent=1, sort_keys=True) + "\n", "utf-8")


def report(run: executor.Run) -> None:
    """Say which cell of which chapter failed, and how."""
    source = run.notebook.cells[run.cell].source if run.notebook.cells else ""
    lines = "\n".join("    " + line for line in source.splitlines())
    logger.error(
        "%s: cell %d failed\n%s\n\n%s\n",
        *(run.name, run.cell + 1, lines, strip_colors(run.problem or "").rstrip()),
        type="execution",
    )


def run_missing(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run every notebook of the book whose results are missing; fail when a cell does."""
    config = vars(env)["mystnb_config"]
    if config.execution_mode != "cache":
        raise ExtensionError("_config.yml: execute_notebooks has to be 'cache' in this book")
    folder = Path(config.execution_cache_path)
    cache = get_cache(folder)
    missing = []
    for docname in sorted(env.found_docs):
        notebook = read_notebook(env, docname)
        if notebook is not None and not in_cache(cache, notebook):
            place = Path(env.doc2path(docname)).parent
            missing.append(executor.Run(docname, notebook, place))
    if not missing:
        return
    runs = longest_first(missing, recorded(Path(app.srcdir)))
    count, start = len(runs), time.perf_counter()
    finished = 0
    logger.info("running %d chapter%s, %d at a time", count, "s"[: count > 1], executor.cores())

    def done(run: executor.Run) -> None:
        nonlocal finished
        finished += 1
        word = "FAILED" if run.problem else "done"
        logger.info("[%d/%d] %s %s, %.1f s", finished, count, run.name, word, run.wall)
        if run.problem is None:
            bundle = CacheBundleIn(
                run.notebook, env.doc2path(run.name), data={"execution_seconds": run.wall}
            )
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            note_spent(folder, run)

    executor.execute(runs, Path(app.srcdir), config.execution_timeout, done)
    logger.info("ran %d chapters in %.1f s", count, time.perf_counter() - start)
    # Their pages are read again even where Sphinx saw no change.
    docnames.extend(run.name for run in runs if run.name not in docnames)
    failed = [run for run in runs if run.problem is not None]
    for run in failed:
        report(run)
    if failed:
        names = ", ".join(run.name for run in failed)
        raise ExtensionError(f"cells failed in {names}: see above")


def refuse(*_: object, **__: object) -> None:
    """Stand in for MyST-NB's own execution, which would not have our kernels' settings."""
    raise ExtensionError(
        "MyST-NB did not find a chapter in the cache just after it was put there. If a page was "
        "saved during the build, build once more; if none was, bookbuild/execute/execution.py no "
        "longer reads pages as MyST-NB does."
    )


def register(app: Sphinx) -> None:
    """Add the setting, and keep MyST-NB from running cells itself."""
    app.add_config_value("execution_depends", [], "env", list)
    # jupyter-cache has entry points for executors, but MyST-NB does not ask it to execute. It calls
    # this function for each page that it reads, one at a time: jupyter-book/jupyter-book#1735.
    myst_nb_cache.single_nb_execution = refuse
