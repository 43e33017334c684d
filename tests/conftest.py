"""What tests of several kinds share."""

import importlib
import inspect
import os
import pkgutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# The same examples each time, so that nobody's change fails by luck; once a week many fresh ones.
settings.register_profile("default", max_examples=40, derandomize=True, deadline=None)
settings.register_profile(
    "weekly", max_examples=200, derandomize=False, deadline=None, print_blob=True
)
settings.load_profile("default")


def pytest_addoption(parser):
    parser.addoption(
        "--seeds",
        type=int,
        default=3,
        metavar="N",
        help="under how many seeds the solution of each exercise has to pass its check (3)",
    )


# What a machine may lack in CI too. Any other test that is skipped there is a failure: a suite that
# has become smaller must not look like one that has passed.
MAY_BE_SKIPPED = (
    "there is no CUDA device",
    "root may write everywhere",
    "mounting a disk is not allowed here",
    "this copy of the book has no history",
)


def without_leave(report):
    """Make a failure of a skip that CI does not allow."""
    if report.skipped and os.environ.get("RNNBOOK_CI") and isinstance(report.longrepr, tuple):
        path, line, reason = report.longrepr
        reason = reason.removeprefix("Skipped: ")
        if reason not in MAY_BE_SKIPPED:
            report.outcome = "failed"
            report.longrepr = f"{path}:{line}: skipped, which CI does not allow: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return without_leave((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return without_leave((yield))


# The tests of a file stay in one process, and these files take minutes.
LONGEST = ("test_narrow_pages.py", "test_odd_results.py", "test_ebook.py", "test_catalogue.py")


def pytest_collection_modifyitems(items):
    """Begin with the files that take long, so that no worker is left alone with one of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path.name not in LONGEST, item.path not in slow))


def pytest_xdist_auto_num_workers():
    """Start one more than there are cores: many tests wait for a process of their own."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def without(monkeypatch):
    """Return a function that has some packages missing, or of another version, for a doctor."""
    from rnnbook import doctor

    def hide(*names, **others):
        def found(name):
            if name in names:
                raise PackageNotFoundError(name)
            return others.get(name.replace("-", "_")) or version(name)

        monkeypatch.setattr(doctor, "version", found)

    return hide


@pytest.fixture(scope="session")
def public_functions():
    """Return {dotted name: it} of all that is public and called, records and errors apart."""
    import rnnbook

    found = {}
    for _, name, is_package in pkgutil.iter_modules(rnnbook.__path__, "rnnbook."):
        package = importlib.import_module(name) if is_package else None
        for public in getattr(package, "__all__", ()):
            value = getattr(package, public)
            record = inspect.isclass(value) and (
                issubclass(value, tuple | Exception) or hasattr(value, "__dataclass_fields__")
            )
            if callable(value) and not record:
                found[f"{name}.{public}"] = value
    return found


@pytest.fixture(scope="session")
def site():
    """Return the folder of the built book, built strictly and once for the whole test run.

    RNNBOOK_SITE names a folder that is tested as it is: `make test` builds the book before, with
    nothing beside it. Without it the book is built here, from the results that `make html` left.
    """
    given = os.environ.get("RNNBOOK_SITE")
    if given:
        return Path(given)
    build = ROOT / "_build"
    build.mkdir(exist_ok=True)
    this_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    note = build / "tested-run"
    with FileLock(build / "tested-run.lock"):
        if not note.exists() or note.read_text("utf-8") != this_run:
            command = [sys.executable, "-m", "bookbuild", "html"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            if done.returncode:
                pytest.fail(f"the book does not build:\n{done.stdout}{done.stderr}", pytrace=False)
            note.write_text(this_run, "utf-8")
    return build / "html"
