"""Run Sphinx's other builders on this book, with its own settings, for the e-book and the links.

Jupyter Book's command can choose a builder, and no extensions: those that dress pages for a browser
have to stay out of an e-book. So this asks Jupyter Book for its settings and starts Sphinx itself.
Results of cells come from the cache of `make html`; what is missing there is run.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

Settings = dict[str, Any]


def settings(root: Path) -> Settings:
    """Return the settings that Jupyter Book would give to Sphinx."""
    found: Settings
    found, _ = get_final_config(
        user_yaml=root / "_config.yml",
        cli_config={"latex_individualpages": False},
        sourcedir=root,
        raise_on_invalid=True,
    )
    return found


def run(
    root: Path,
    output: Path,
    builder: str,
    changes: Callable[[Settings], Settings],
    *,
    strict: bool = True,
) -> tuple[Path, int]:
    """Build into `output`/_build/`builder`; return that folder and Sphinx's exit code."""
    if not sys.stdout.isatty():
        nocolor()
    folder = output.resolve() / "_build" / builder
    found = settings(root)
    config = {**found, **changes(found)}
    with patch_docutils(), docutils_namespace():
        try:
            app = Sphinx(
                srcdir=root,
                confdir=None,
                outdir=folder,
                doctreedir=folder.with_name(f".doctrees-{builder}"),
                buildername=builder,
                confoverrides=config,
                freshenv=True,
                warningiserror=strict,
                keep_going=strict,
            )
            app.build(force_all=True)
        except SphinxError as error:
            print(f"\n{error.category}: {error}", file=sys.stderr)
            return folder, 1
    return folder, app.statuscode
