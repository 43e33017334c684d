"""Where this copy of the book lives on the web, and the buttons that follow from it.

A fork should point at itself, so nothing is written down in the settings. GITHUB_REPOSITORY says
it where a workflow builds the book, and the git remote elsewhere. A book without either, or with
a remote that is not on GitHub, has none of these buttons.

Binder and Colab open notebooks from a branch, and the build makes them. So they are looked for on
the branch that holds the published site, `repository_pages_branch` in the settings, in the folder
of the page. Outside of a workflow the buttons are left out unless git knows that branch.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from bookbuild.hosting import Repository
from bookbuild.state import Menu, MenuEntry, build_state
from bookbuild.surroundings import of_machine

# https://user:token@host/owner/name.git, ssh://git@host:22/owner/name, git@host:owner/name.git
URL = re.compile(
    r"^(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+)?/"
    r"|(?:[^@/:]+@)(?P<short>[^/:]+):/?)(?P<path>[^?#]+?)(?:\.git)?/*$"
)
# Only the repository's own settings count. What is asked changes nothing in it.
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0"}


def parse(url: str) -> tuple[str, str] | None:
    """Return host and path of a repository, or None where it is not on GitHub.

    >>> parse("git@github.com:someone/rnnbook.git")
    ('github.com', 'someone/rnnbook')
    """
    found = URL.match(url.strip())
    if found is None:
        return None
    host = (found["host"] or found["short"]).lower()
    path = found["path"].strip("/")
    known = host in ("github.com", "ssh.github.com") and path.count("/") == 1
    return ("github.com", path) if known else None


def git(source: Path, *arguments: str) -> str | None:
    """Return what git prints, or None where git, or a repository, or the answer is missing."""
    # Whose folder it is does not matter: a build runs what is in it in any case.
    command = ["git", "-C", str(source), "-c", f"safe.directory={source.resolve()}", *arguments]
    try:
        done = subprocess.run(
            command,
            env={**of_machine(os.environ), **GIT},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def from_workflow(variables: Mapping[str, str], pages: str) -> Repository | None:
    """Return the repository that GitHub's variables name, or None outside of a workflow."""
    path = variables.get("GITHUB_REPOSITORY", "")
    if not path:
        return None
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", path):
        raise ValueError(f"GITHUB_REPOSITORY has to be of the form owner/name; got {path!r}")
    host = variables.get("GITHUB_SERVER_URL", "https://github.com").rpartition("//")[2]
    # In a pull request the branch has a name like 12/merge, which nobody can open.
    asked = variables.get("GITHUB_BASE_REF")
    branch = asked or variables.get("GITHUB_REF_NAME") or "main"
    commit = None if asked else variables.get("GITHUB_SHA")
    tag = variables.get("GITHUB_REF_TYPE") == "tag"
    return Repository(host.strip("/"), path, branch, commit, pages, editable=not tag)


def from_git(source: Path, pages: str) -> Repository | None:
    """Return the repository that the checkout came from, or None where there is none."""
    if git(source, "rev-parse", "--show-prefix") is not None:
        return None  # The book is a folder of something else.
    if git(source, "rev-parse", "--git-dir") is None:
        return None
    here = git(source, "symbolic-ref", "--short", "HEAD")
    remotes = (git(source, "remote") or "").split()
    wanted = (git(source, "config", f"branch.{here}.remote") if here else None, "origin", *remotes)
    remote = next((name for name in wanted if name in remotes), None)
    place = parse(git(source, "remote", "get-url", remote) or "") if remote else None
    if place is None:
        return None

    def known(branch: str | None) -> bool:
        ref = f"refs/remotes/{remote}/{branch}"
        return bool(branch and git(source, "rev-parse", "--verify", "--quiet", ref))

    head = git(source, "symbolic-ref", "--short", f"refs/remotes/{remote}/HEAD") or ""
    branch = here if here and known(here) else head.partition("/")[2] or "main"
    pushed = git(source, "branch", "--remotes", "--contains", "HEAD", "--list", f"{remote}/*")
    commit = git(source, "rev-parse", "HEAD") if pushed else None
    return Repository(*place, branch, commit, pages if known(pages) else None)


def find(source: Path, variables: Mapping[str, str], pages: str) -> Repository | None:
    """Return where this copy of the book lives, or None."""
    return from_workflow(variables, pages) or from_git(source, pages)


def menus(repository: Repository, name: str, runs: bool) -> list[Menu]:
    """Return the menus of one page, whose source is the file `name`; `runs` if it has cells."""
    page = name.rpartition(".")[0]
    addresses = repository.launches(f"{page}.ipynb") if runs else {}
    launch = [
        MenuEntry(where, f"Open this page as a notebook in {where}", address)
        for where, address in addresses.items()
    ]
    source = [MenuEntry("Repository", "The source of this book", repository.url)]
    if repository.editable:
        source.append(MenuEntry("Edit", "Suggest a change of this page", repository.edit(name)))
    issue = repository.issue(f"{page}.html")
    source.append(MenuEntry("Issue", "Say what is wrong on this page", issue))
    found = [Menu("Open as a notebook", "launch", launch), Menu("Repository", "source", source)]
    return [menu for menu in found if menu.entries]


def look(app: Sphinx, config: Config) -> None:
    """Find the repository once, before anything is read."""
    found = find(Path(app.srcdir), os.environ, config.repository_pages_branch)
    build_state(app).repository = found
    config.repository_found = str(found)


def add_menus(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Put the menus at the top of a page, before what it offers to download."""
    repository = build_state(app).repository
    if repository is None or doctree is None or app.builder.name != "html":
        return
    name = Path(app.env.doc2path(page)).relative_to(app.srcdir).as_posix()
    context["frame"].menus[:0] = menus(repository, name, bool(context.get("notebook")))


def register(app: Sphinx) -> None:
    """Add the settings."""
    app.add_config_value("repository_pages_branch", "gh-pages", "html", str)
    # Found, not set: when it changes, every page is written anew.
    app.add_config_value("repository_found", "", "html", str)
