"""One style sheet and one script for the whole book, made when its pages are written.

tools/site/bundle.mjs does the work, with esbuild. In the one script the parts stay apart, so that a
part that fails stops no other. subset_fonts.py leaves out the fonts and letters that no formula
shows. Which files go in, assets.py says. What went in is then removed from the site: nothing asks
for it.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from bookbuild.html import assets
from bookbuild.html.formulas import node_binary
from bookbuild.html.subset_fonts import make_small
from bookbuild.state import build_state
from bookbuild.surroundings import of_machine

TOOL = Path("tools", "site", "bundle.mjs")
BUNDLE = "bundle"
# Besides what is bundled: what Sphinx and extensions copy whether or not a page asks for it.
CLEARED = ("katex", "locales")
CLEARED_FILES = ("file.png", "plus.png", "minus.png", "language_data.js", "searchtools.js")


def matching(folder: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files that patterns stand for, in the patterns' order."""
    for pattern in patterns:
        found = sorted(folder.glob(pattern))
        if not found:
            raise ExtensionError(
                f"no file {pattern} is in {folder}: has an extension changed? "
                "bookbuild/html/assets.py lists what goes into the bundle"
            )
        yield from found


def programs(static: Path) -> Iterator[tuple[str, Path]]:
    """Yield the names and files of programs: the first file of the search imports the others."""
    first, *_ = matching(static, assets.SEARCH_SCRIPTS)
    yield first.name, first


def order(app: Sphinx, static: Path) -> dict[str, Any]:
    """Return what the tool is asked to do."""
    return {
        "styles": [str(path) for path in matching(static, assets.STYLES)],
        # The files of each part.
        "scripts": {
            "site.js": [[str(path)] for path in matching(static, assets.SCRIPTS)],
        },
        # Programs: each is a file that imports others, and libraries of tools/site.
        "programs": {name: str(path) for name, path in programs(static)},
        "alone": [str(path) for path in sorted(static.glob("explorables/*.js"))],
        "pages": sorted(
            str(path) for path in Path(app.outdir).rglob("*.html") if static not in path.parents
        ),
        "folder": str(static / BUNDLE),
    }


def run(tool: Path, wanted: dict[str, Any]) -> str:
    """Run a program of tools/site on what is wanted, and return what it prints."""
    if not (tool.parent / "node_modules").is_dir():
        raise ExtensionError(
            f"the libraries of {tool} are missing: `make environment` installs them"
        )
    done = subprocess.run(
        [node_binary(), str(tool)],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        env=of_machine(os.environ),
    )
    if done.returncode:
        raise ExtensionError(f"{tool} failed:\n{done.stderr}")
    return done.stdout


def make(app: Sphinx) -> None:
    """Make the style sheet, the scripts and the fonts."""
    static = Path(app.outdir, "_static")
    shutil.rmtree(static / BUNDLE, ignore_errors=True)
    wanted = order(app, static)
    letters = json.loads(run(Path(app.srcdir, TOOL), wanted))
    make_small(static / BUNDLE / "site.css", letters, assets.EARLY_FONTS)
    clear(static)


def bundle(app: Sphinx, exception: Exception | None) -> None:
    """Make the bundle, unless the build failed or wrote no page."""
    wanted = app.builder.name == "html" and app.config.bookbuild_bundle
    if exception or not wanted or not build_state(app).pages_written:
        return
    try:
        make(app)
    except Exception:
        # sphinxcontrib.katex has cleaned up, is asked again when a build fails, and trips: it has
        # no check that its folder is still there.
        Path(vars(app)["_katex_static_path"]).mkdir(exist_ok=True)
        raise


def clear(static: Path) -> None:
    """Remove from the site what the bundle has taken in."""
    bundled = (*assets.STYLES, *assets.SCRIPTS, *assets.SEARCH_SCRIPTS)
    for pattern in (*bundled, *assets.UNUSED, *CLEARED_FILES):
        for path in static.glob(pattern):
            path.unlink()
    for name in CLEARED:
        shutil.rmtree(static / name, ignore_errors=True)


def register(app: Sphinx) -> None:
    """Add the setting that leaves it out: small books of tests take half the time without."""
    app.add_config_value("bookbuild_bundle", True, "html", bool)
