"""The pages of the book, and the script that looks for barriers on them."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tools" / "site" / "node_modules" / "axe-core" / "axe.min.js"


def chapters():
    """Return the pages of the table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    parts = toc.get("parts", [toc])
    return [toc["root"], *(one["file"] for part in parts for one in part["chapters"])]


CHAPTERS = [f"{name}.html" for name in chapters()]
PAGES = [*CHAPTERS, "search.html", "genindex.html"]
