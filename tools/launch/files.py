"""The files that Binder reads, and the paths that the book's buttons ask it for."""

import os
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from bs4 import BeautifulSoup
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from bookbuild.errors import Problem

ROOT = Path(__file__).resolve().parents[2]
EXECUTABLE = ("binder/postBuild", "binder/start")
HOST = "mybinder.org"


def pins(root=ROOT):
    """Return the versions that constraints.txt names, {name: version}."""
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def requirements(root=ROOT):
    """Return the requirements and the options of binder/requirements.txt, as lists of text.

    Every line is one that pip understands, and the files that lines name are there.
    """
    path = root / "binder" / "requirements.txt"
    if not path.is_file():
        raise Problem("binder/requirements.txt is not there: Binder would install nothing")
    wanted, options = [], []
    for number, whole in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = re.sub(r"(^|\s)#.*", "", whole).strip()
        where = f"binder/requirements.txt, line {number}: {line!r}"
        if line.startswith("-"):
            options.append(option(line, where, root))
        elif line:
            try:
                Requirement(line)
            except InvalidRequirement as error:
                told = str(error).split("\n")[0]
                raise Problem(f"{where} is no requirement that pip knows: {told}") from error
            wanted.append(line)
    return wanted, options


def option(line, where, root):
    """Return a line of options, or say what is wrong with it."""
    name, _, value = line.partition(" ")
    value = value.strip()
    if name == "--constraint":
        # pip looks from the file's own folder,
        if not (root / "binder" / value).is_file():
            raise Problem(f"{where} names a file that is not there")
    elif name == "--extra-index-url":
        if not value.startswith("https://"):
            raise Problem(f"{where} names no address that begins with https://")
    elif name == "--editable":
        # but takes the path of a package from where it was started: the root.
        folder, extras = re.fullmatch(r"([^\[]*)(?:\[(.*)\])?", value).groups()
        project = root / folder / "pyproject.toml"
        if not project.is_file():
            raise Problem(f"{where} names a folder without pyproject.toml")
        there = tomllib.loads(project.read_text("utf-8"))["project"]["optional-dependencies"]
        for extra in filter(None, (extras or "").split(",")):
            if extra not in there:
                raise Problem(f"{where} asks for {extra!r}, which pyproject.toml does not offer")
    else:
        allowed = "--constraint FILE, --extra-index-url URL and --editable FOLDER"
        raise Problem(f"{where} is not one of the options expected here: {allowed}")
    return line


def check(root=ROOT):
    """Raise Problem unless everything below binder/ fits the book's own pins."""
    wanted, options = requirements(root)
    if "--constraint ../constraints.txt" not in options:
        raise Problem("binder/requirements.txt has no line '--constraint ../constraints.txt'")
    locked = pins(root)
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    for line in [*wanted, *project["dependencies"], *project["optional-dependencies"]["lab"]]:
        one = Requirement(line)
        version = locked.get(canonicalize_name(one.name))
        if version is None:
            raise Problem(f"constraints.txt pins no {one.name}, which Binder installs ({line!r})")
        exact = [part.version for part in one.specifier if part.operator == "=="]
        if any(pinned.split("+")[0] != version for pinned in exact):
            raise Problem(
                f"binder/requirements.txt says {line!r}, and constraints.txt says "
                f"{one.name}=={version}: `make lock` brings them together"
            )
    if f"torch=={locked['torch']}+cpu" not in wanted:
        raise Problem(
            f"binder/requirements.txt must say 'torch=={locked['torch']}+cpu': without the label "
            "Binder installs the build for graphics cards"
        )
    check_runtime(root, project["requires-python"])
    for name in EXECUTABLE:
        if not os.access(root / name, os.X_OK):
            raise Problem(f"{name} is missing or cannot be executed: chmod +x {name}")


def check_runtime(root, supported):
    """Raise Problem unless runtime.txt names a Python that the book supports."""
    path = root / "binder" / "runtime.txt"
    said = path.read_text("utf-8").strip() if path.is_file() else ""
    found = re.fullmatch(r"python-(3\.\d+)", said)
    if not found or found[1] not in SpecifierSet(supported):
        raise Problem(f"binder/runtime.txt says {said!r}; expected 'python-3.N', {supported}")


def pages(root=ROOT):
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


def chapters(root=ROOT):
    """Return the names of the pages that are notebooks."""
    return [name for name, notebook in pages(root).items() if notebook]


def buttons(page):
    """Return what the Binder links of a built page ask for: the part behind urlpath=."""
    soup = BeautifulSoup(Path(page).read_text("utf-8"), "html.parser")
    addresses = [urlsplit(link["href"]) for link in soup.find_all("a", href=True)]
    asked = [parse_qs(one.query).get("urlpath", [""])[0] for one in addresses if one.netloc == HOST]
    return sorted(set(asked))


def launch_paths(site, root=ROOT):
    """Return {page: path to open} of every chapter, from its button where it has one.

    A site that was built without knowing its repository has no buttons; then a path is what the
    button would ask for.
    """
    found, with_button = {}, []
    for name, notebook in pages(root).items():
        page = Path(site) / f"{name}.html"
        if not page.is_file():
            raise Problem(f"{name}.md is in _toc.yml, but the built site has no {name}.html")
        asked = buttons(page)
        if asked:
            with_button.append(name)
        for path in asked:
            check_path(path, f"{name}.html", root)
        if not notebook:
            continue
        if len(asked) > 1:
            raise Problem(f"{name}.html has Binder buttons for different paths: {asked}")
        found[name] = asked[0] if asked else f"lab/tree/{name}.md"
    if with_button and set(found) - set(with_button):
        raise Problem(
            f"{min(set(found) - set(with_button))}.html has no Binder button, others have"
        )
    return found, bool(with_button)


def check_path(path, page, root):
    """Raise Problem unless a launch path opens a file of the repository in JupyterLab."""
    before, _, file = path.partition("lab/tree/")
    if before or not file:
        raise Problem(f"{page} launches {path!r}; expected 'lab/tree/' and a file")
    if not (root / file).is_file():
        raise Problem(f"{page} launches {path!r}, and there is no {file}")
