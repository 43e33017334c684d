"""Pack the built site into one file, to read without a network.

Everything lies in one folder; its index.html opens the book. Names are sorted and each file has the
date of the sources, so that one site gives one file, byte for byte.
"""

import zipfile
from datetime import datetime
from pathlib import Path

import click

from bookbuild import paths
from bookbuild.paths import ROOT
from bookbuild.publish import provenance

# Notes that Sphinx leaves for its next build.
LEFT_OUT = {".buildinfo", ".doctrees"}


def version() -> str:
    """Return the book's version."""
    project = paths.project()
    return str(project["version"])


def pack(site: Path, target: Path, top: str, moment: datetime) -> int:
    """Write every file of a folder into a zip file, below a folder `top`."""
    files = sorted(
        path
        for path in site.rglob("*")
        if path.is_file() and LEFT_OUT.isdisjoint(path.relative_to(site).parts)
    )
    with zipfile.ZipFile(target, "w") as archive:
        for path in files:
            name = f"{top}/{path.relative_to(site).as_posix()}"
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return len(files)


@click.command("zip")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=ROOT,
    help="The folder that holds _build, with the site in it.",
)
def command(output: Path) -> int:
    """Pack the site into one file, and say where it is."""
    build = output.resolve() / "_build"
    site = build / "html"
    if not (site / "index.html").is_file():
        print(f"No site is in {site}: index.html is missing. `make html` builds it.")
        return 1
    top = f"rnnbook-{version()}"
    target = build / f"{top}.zip"
    moment = provenance.state(ROOT).moment or provenance.NO_DATE
    count = pack(site, target, top, moment)
    print(f"\nThe site, {count} files, {target.stat().st_size / 1e6:.1f} MB:\n    {target}")
    return 0
