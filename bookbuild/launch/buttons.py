"""What the Binder buttons of a built site open."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from bookbuild import toc
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

HOST = "mybinder.org"
OPENS = "lab/tree/"


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
    for page in toc.pages(root):
        built = site / f"{page.name}.html"
        if not built.is_file():
            raise Problem(
                f"{page.name}.md is in _toc.yml, but the built site has no {page.name}.html"
            )
        asked = binder_targets(built)
        if asked:
            with_button.append(page.name)
        if len(asked) > 1:
            raise Problem(f"{page.name}.html has Binder buttons for different paths: {asked}")
        for path in asked or [f"{OPENS}{page.name}.ipynb"] * page.is_notebook:
            check_path(path, f"{page.name}.html", site)
            found[page.name] = path
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
