"""The pages of the book that are notebooks, and what the Binder buttons of a built site open."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from bs4 import BeautifulSoup
from publish_binder import ROOT, Problem

__all__ = ["OPENS", "ROOT", "Problem", "binder_targets", "chapters", "launch_paths", "pages"]

HOST = "mybinder.org"
OPENS = "lab/tree/"


def pages(root: Path = ROOT) -> dict[str, bool]:
    """Return the names of all pages that _toc.yml lists, and whether each is a notebook."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    names = [toc["root"], *(one["file"] for part in toc["parts"] for one in part["chapters"])]
    found = {}
    for name in names:
        path = root / f"{name}.md"
        if not path.is_file():
            raise Problem(f"_toc.yml names {name}, but there is no {name}.md")
        found[name] = "\nkernelspec:" in path.read_text("utf-8").split("\n---\n")[0]
    return found


def chapters(root: Path = ROOT) -> list[str]:
    """Return the names of the pages that are notebooks."""
    return [name for name, notebook in pages(root).items() if notebook]


def binder_targets(page: Path) -> list[str]:
    """Return what the Binder links of a built page open: the part behind urlpath=."""
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    addresses = [urlsplit(str(link["href"])) for link in soup.find_all("a", href=True)]
    asked = [parse_qs(one.query).get("urlpath", [""])[0] for one in addresses if one.netloc == HOST]
    return sorted(set(asked))


def launch_paths(site: Path, root: Path = ROOT) -> tuple[dict[str, str], bool]:
    """Return {page: path to open} of every chapter, and whether the site has Binder buttons.

    A path is that of the page's button. A site that was built without knowing its repository has no
    buttons; then a path is what the button would ask for.
    """
    found, with_button = {}, []
    for name, notebook in pages(root).items():
        page = site / f"{name}.html"
        if not page.is_file():
            raise Problem(f"{name}.md is in _toc.yml, but the built site has no {name}.html")
        asked = binder_targets(page)
        if asked:
            with_button.append(name)
        if len(asked) > 1:
            raise Problem(f"{name}.html has Binder buttons for different paths: {asked}")
        for path in asked or [f"{OPENS}{name}.ipynb"] * notebook:
            check_path(path, f"{name}.html", site)
            found[name] = path
    missing = [name for name in found if name not in with_button]
    if with_button and missing:
        raise Problem(f"{min(missing)}.html has no Binder button, others have")
    return found, bool(with_button)


def check_path(path: str, page: str, site: Path) -> None:
    """Raise Problem unless a launch path opens a notebook of the site in JupyterLab."""
    before, _, file = path.partition(OPENS)
    if before or not file.endswith(".ipynb"):
        raise Problem(f"{page} launches {path!r}; expected {OPENS!r} and a notebook")
    if not (site / file).is_file():
        raise Problem(f"{page} launches {path!r}, and the site has no {file}")
