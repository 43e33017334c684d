"""The pages of the book, and the script that looks for barriers on them."""

from bookbuild import toc
from bookbuild.paths import ROOT

AXE = ROOT / "tools" / "site" / "node_modules" / "axe-core" / "axe.min.js"


CHAPTERS = [f"{page.name}.html" for page in toc.pages(ROOT)]
PAGES = [*CHAPTERS, "search.html"]
