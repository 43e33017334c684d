"""Builds that must fail: each of these once passed, in this book's toolchain or in another's.

A book has many faults here, and its build one test for each. That another fault failed the build
proves nothing. So a test looks for its own in the list of reasons with which the build ended: the
build ends when that list is not empty.
"""

import re
import sys
from types import SimpleNamespace

import pytest
import yaml
from minibook import cell, page

from bookbuild import commands
from bookbuild.commands.html import STRICT
from bookbuild.paths import ROOT

PLAIN = ()


def reasons(built, opening):
    """Return what stands in the list with which a build ended, below its opening words."""
    assert built.code != 0, f"the build passed\n{built.explain()}"
    # Jupyter Book says it twice.
    found = set(re.findall(rf"{opening}:\n((?:  \S.*\n)+)", built.text))
    assert len(found) == 1, f"the build ended for another reason\n{built.explain()}"
    return found.pop().splitlines()


# Cells that fail.

GOOD = page("One", cell("print('good')"))
FAILING = page("One", cell("first = 1"), cell("print(first)\nundefined_name + 1"))
ANNOUNCED = page("Announced", "```{code-cell} ipython3\n:tags: [raises-exception]\n1 / 0\n```\n")
BROKEN = {
    name: f"""
        class Broken:
            def _repr_{name}_(self):
                raise OSError("no such option as {name}")
        Broken()
    """
    for name in ("html", "png")
}
# As a figure is drawn after its cell: the kernel reports success, with a traceback as output.
BROKEN["figure"] = """
    def draw():
        get_ipython().events.unregister("post_execute", draw)
        raise OSError("no such option as figure")
    get_ipython().events.register("post_execute", draw)
    print("fine")
"""


@pytest.fixture(scope="module")
def cells(new_book):
    """Return what builds said of cells that fail: after a good build, and before another."""
    book = new_book()
    said = SimpleNamespace()
    good = {"index": "# A book\n", "one": GOOD, "announced": ANNOUNCED}
    book.pages(good)
    said.good = book.build(*STRICT)
    said.announced = book.html("announced") if said.good.code == 0 else ""
    broken = {name: page(name, cell(code)) for name, code in BROKEN.items()}
    book.pages({**good, "one": FAILING, **broken})
    said.plain = [book.build(), book.build()]
    # One failing cell, in a folder where nothing was ever built.
    book.pages({"index": "# A book\n", "one": FAILING})
    said.strict = [book.build(*STRICT, output="_build/strict") for _ in range(2)]
    book.pages(good)
    said.mended = book.build()
    return said


def failed_in(built):
    """Return the pages for whose cells a build ended."""
    assert built.code != 0, f"the build passed\n{built.explain()}"
    # Jupyter Book says it twice.
    (names,) = set(re.findall(r"cells failed in (book/.*): see above", built.text))
    return names.split(", ")


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("how", ["plain", "strict"])
def test_a_failing_cell_fails_the_build_every_time_and_is_named(cells, how, time):
    built = getattr(cells, how)[time]
    assert "book/one" in failed_in(built)
    for word in ("book/one: cell 3 failed", "undefined_name + 1", "NameError"):
        assert word in built.text, f"the build does not say {word!r}\n{built.explain()}"


@pytest.mark.slow
def test_a_single_failing_cell_is_enough(cells):
    assert [failed_in(built) for built in cells.strict] == [["book/one"], ["book/one"]]


@pytest.mark.slow
def test_every_chapter_that_fails_is_reported_and_no_other(cells):
    for built in cells.plain:
        assert sorted(failed_in(built)) == ["book/figure", "book/html", "book/one", "book/png"]


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("name", BROKEN)
def test_an_output_that_cannot_be_displayed_fails_the_build(cells, name, time):
    built = cells.plain[time]
    assert f"book/{name}" in failed_in(built)
    for word in (f"book/{name}: cell 2 failed", f"no such option as {name}"):
        assert word in built.text, f"the build does not say {word!r}\n{built.explain()}"


@pytest.mark.slow
def test_the_next_good_build_passes(cells):
    assert cells.good.code == 0, cells.good.explain()
    assert cells.mended.code == 0, cells.mended.explain()


@pytest.mark.slow
def test_an_announced_exception_is_no_failure(cells):
    assert cells.good.code == 0, cells.good.explain()
    assert "ZeroDivisionError" in cells.announced


UNCHECKED = """
from bookbuild.execute import executor

def setup(app):
    assert callable(executor.shown_error)
    executor.shown_error = lambda notebook: None
"""


@pytest.mark.slow
def test_a_traceback_on_a_page_fails_the_build_even_when_it_is_in_the_cache(book):
    # The check of what was run is switched off, to see the one of the page.
    book.write("unchecked.py", UNCHECKED)
    settings = yaml.safe_load((book.folder / "_config.yml").read_text("utf-8"))
    settings["sphinx"]["local_extensions"] = {"unchecked": str(book.folder)}
    settings["sphinx"]["config"]["extensions"].append("unchecked")
    book.write("_config.yml", yaml.safe_dump(settings))
    book.pages({"index": "# A book\n", "one": page("One", cell(BROKEN["figure"]))})
    for time in ("first", "second"):
        built = book.build()
        assert built.code != 0, f"the {time} build passed\n{built.explain()}"
        assert "a traceback is on the page of book/one" in built.text, built.explain()
    assert "running 1 chapter" not in built.text, "the second build did not use the cache"


# What is found when pages are read.

FORMULAS = {
    "inline": "An $\\undefinedinline{x}$ formula.",
    "displayed": "$$\n\\undefineddisplayed{x}\n$$ (eq-x)\n\nSee {eq}`eq-x`.",
}


@pytest.fixture(scope="module")
def formulas(new_book):
    """Return what two builds of a book said whose formulas are wrong."""
    book = new_book()
    pages = {name: f"# A page\n\n{formula}\n" for name, formula in FORMULAS.items()}
    book.pages({"index": "# A book\n\n$x$\n", **pages})
    return [book.build(), book.build()]


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_wrong_formula_fails_the_build_and_is_named(formulas, name, time):
    built = formulas[time]
    listed = f"  book/{name}: the formula  \\undefined{name}{{x}}"
    assert listed in reasons(built, "KaTeX rejects"), built.explain()
    reported = rf"book/{name}: the formula .*Undefined control sequence: \\undefined{name}"
    assert re.search(reported, built.text), built.explain()


# What is found when all pages are written.


@pytest.fixture(scope="module")
def unwhole(new_book):
    """Return what two builds of a book said that lacks pages and results."""
    book = new_book()
    pages = {
        "index": "# A book\n",
        "silent": page("Silent", cell("x = 1"), cell("y = 2")),
        # Without it the page is no notebook: cells are shown, none is run.
        "headless": "# Headless\n\n" + cell("print('never')"),
        "gone": "# Gone\n",
        "_draft": "# A draft\n",
    }
    book.pages(pages)
    (book.folder / "book/gone.md").unlink()
    return [book.build(), book.build()]


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("silent", "it has code cells, and its page shows no result of any"),
        ("headless", "it has code cells, and its page shows no result of any"),
        ("gone", "the table of contents names it, and no page was built: there is no book/gone.md"),
        (
            "_draft",
            "the table of contents names it, and no page was built: "
            "what begins with an underscore or a dot is no page",
        ),
    ],
)
def test_a_page_without_results_or_that_is_not_there_fails_the_build(unwhole, name, message, time):
    listed = reasons(unwhole[time], "the book is not whole")
    assert f"  book/{name}: {message}" in listed, unwhole[time].explain()


# What fails a strict build only.

WARNED = {
    "noisy": "stderr was found",
    "reference": "undefined label: 'nowhere'",
    "time": "no time is recorded for 'nowhen'",
    "stray": "stray.js, which is not in the bundle",
}


@pytest.fixture(scope="module")
def warned(new_book):
    """Return what two strict builds said of a book that has warnings and no other fault."""
    book = new_book()
    book.write("book/_static/stray.js", "var stray = 1;\n")
    settings = yaml.safe_load((book.folder / "_config.yml").read_text("utf-8"))
    settings["sphinx"]["config"]["html_js_files"] = ["stray.js"]
    book.write("_config.yml", yaml.safe_dump(settings))
    noisy = cell("import sys\nprint('oh', file=sys.stderr)\nprint('ah')")
    book.pages(
        {
            "index": "# A book\n",
            "noisy": page("Noisy", noisy),
            "reference": "# Reference\n\nSee {ref}`nowhere`.\n",
            "time": "# Time\n\nIt takes {chapter-time}`nowhen`.\n",
        }
    )
    return [book.build(*STRICT), book.build(*STRICT)]


@pytest.mark.slow
@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize(("name", "message"), WARNED.items(), ids=WARNED)
def test_what_is_only_a_warning_fails_the_strict_build(warned, name, message, time):
    built = warned[time]
    assert built.code != 0, f"the build passed\n{built.explain()}"
    # It ends so when it has counted one warning or more: each that was printed was counted.
    printed = re.findall(r"WARNING: .*", built.text)
    (counted,) = re.findall(r"build finished with problems, (\d+) warnings", built.text)
    assert len(printed) == int(counted), built.explain()
    assert any(message in line for line in printed), built.explain()


@pytest.mark.slow
def test_an_unknown_chapter_is_a_warning_that_names_the_known_ones(warned):
    assert "recorded are: one\n" in warned[0].text.replace("\x1b[39;49;00m", "")


@pytest.mark.slow
def test_missing_katex_files_fail_the_build_and_say_what_to_run(book):
    (book.folder / "tools").unlink()
    book.pages({"index": "# A book\n\n$x$\n"})
    built = book.build()
    assert built.code != 0, built.explain()
    assert "make environment" in built.text, built.explain()


# The command that everybody types.


@pytest.fixture
def build(monkeypatch, tmp_path):
    """Return a function that runs the command, with another in the place of Jupyter Book's."""
    # The command changes to the folder of the book.
    monkeypatch.chdir(tmp_path)

    def run(jupyter_book, *options):
        module = SimpleNamespace(main=jupyter_book)
        monkeypatch.setitem(sys.modules, "jupyter_book.cli.main", module)
        return commands.run(["html", "--output", str(tmp_path), *options])

    return run


def test_the_command_is_strict_unless_told_otherwise(build, tmp_path):
    """The strict builds above take their options from it; here is that it uses them."""
    asked = []

    def note(arguments, **_):
        asked.append(arguments)

    old = tmp_path / "_build" / "html" / "book" / "gone.html"
    old.parent.mkdir(parents=True)
    old.touch()
    assert build(note, "--draft") == 0
    assert old.exists()
    assert build(note) == 0
    first = ["build", str(ROOT), "--path-output", str(tmp_path)]
    assert asked == [first, [*first, *STRICT]]
    assert set(STRICT) == {"-W", "-n", "--keep-going", "--all"}
    assert not old.exists(), "a page of an earlier build would hide that it is missing"


@pytest.mark.parametrize("error", [RuntimeError("There was an error"), SystemExit(1)])
def test_the_command_ends_with_an_error_when_the_build_does(build, error):
    def fail(*_, **__):
        raise error

    assert build(fail) == 1
