"""Pack the built site into one file, to read without a network.

    python bookbuild/commands/zip.py [--output DIR]

makes DIR/_build/rnnbook-VERSION.zip of DIR/_build/html. Everything lies in one folder; its
index.html opens the book. Names are sorted and each file has the date of the sources, so that one
site gives one file, byte for byte.
"""

import argparse
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from bookbuild.publish import provenance

# Notes that Sphinx leaves for its next build.
LEFT_OUT = {".buildinfo", ".doctrees"}


def version():
    """Return the book's version."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def pack(site, target, top, moment):
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


def main(arguments=None):
    """Pack; print the path of the file, or say that there is no site."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT, help="folder that holds _build")
    build = parser.parse_args(arguments).output.resolve() / "_build"
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


if __name__ == "__main__":
    sys.exit(main())
