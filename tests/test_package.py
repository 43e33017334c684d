"""What a user sees of the package before using any of it."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import rnnbook

ROOT = Path(__file__).resolve().parents[1]
SUBPACKAGES = [m.name for m in pkgutil.iter_modules(rnnbook.__path__) if m.ispkg]


def test_importing_the_package_alone_imports_nothing_heavy():
    code = "import rnnbook, sys; print({'torch', 'matplotlib', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert rnnbook.__version__ == version("rnnbook")


@pytest.mark.parametrize("name", SUBPACKAGES)
def test_public_names_exist_are_sorted_and_documented(name):
    package = importlib.import_module(f"rnnbook.{name}")
    # Constants first, then classes, then functions, as the linter sorts them.
    order = sorted(package.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert package.__all__ == order
    for public in package.__all__:
        value = getattr(package, public)
        if callable(value):
            assert value.__doc__, f"rnnbook.{name}.{public} has no docstring"


def test_a_private_module_is_imported_by_its_own_subpackage_alone():
    sources = [
        *ROOT.glob("rnnbook/**/*.py"),
        *ROOT.glob("book/**/*.md"),
        *ROOT.glob("book/**/*.py"),
    ]
    sources += [
        *ROOT.glob("bookbuild/**/*.py"),
        *ROOT.glob("tools/*.py"),
        *ROOT.glob("tools/bench/*.py"),
    ]
    strangers = {
        f"{path.relative_to(ROOT)}: {package}.{module}"
        for path in sources
        for package, module in re.findall(r"rnnbook\.(\w+)\.(_\w+)", path.read_text("utf-8"))
        if not path.is_relative_to(ROOT / "rnnbook" / package)
    }
    assert strangers == set()


def test_every_module_says_what_it_exports():
    for module in pkgutil.walk_packages(rnnbook.__path__, "rnnbook."):
        # Not an exercise's: it has one public thing, and its file is shown to readers as it is.
        own = module.name not in ("rnnbook._version", "rnnbook.__main__")
        if own and ".catalogue." not in module.name:
            assert hasattr(importlib.import_module(module.name), "__all__"), module.name


def test_docstrings_follow_numpydoc(public_functions):
    """Sections are known and in order, and every parameter is described."""
    from numpydoc.validate import validate

    wanted = {"GL06", "GL07", "PR01", "PR02", "PR03", "PR10", "RT03", "SS01", "SS03"}
    for name in public_functions:
        errors = validate(name)["errors"]
        found = [message for code, message in errors if code in wanted]
        assert not found, f"{name}: {found}"
