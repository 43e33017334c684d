"""Builds that must fail: each of these once passed, in this book's toolchain or in another's."""

import pytest
from minibook import cell, page

STRICT = ("-W", "-n", "--keep-going", "--all")

FAILING = page("One", cell("first = 1"), cell("print(first)\nundefined_name + 1"))


@pytest.mark.parametrize("options", [(), STRICT], ids=["plain", "strict"])
def test_a_failing_cell_fails_the_build_every_time_and_is_named(book, options):
    book.pages({"index": "# A book\n", "one": FAILING, "two": page("Two", cell("1 / 0"))})
    for time in ("first", "second"):
        built = book.build(*options)
        assert built.code != 0, f"the {time} build passed\n{built.explain()}"
        for word in ("book/one: cell", "undefined_name + 1", "NameError"):
            assert word in built.text, f"the {time} build does not say {word!r}\n{built.explain()}"
        assert "ZeroDivisionError" in built.text, "only one of two failures is reported"


def test_a_cell_that_fails_after_a_good_build_fails_the_next_one_too(book):
    good = page("One", cell("print('good')"))
    book.pages({"index": "# A book\n", "one": good})
    built = book.build()
    assert built.code == 0, built.explain()
    book.write("book/one.md", FAILING)
    assert book.build().code != 0, "the build after the change passed"
    again = book.build()
    assert again.code != 0, f"the build after the failed one passed\n{again.explain()}"
    book.write("book/one.md", good)
    mended = book.build()
    assert mended.code == 0, mended.explain()


def test_an_announced_exception_is_no_failure(book):
    announced = "```{code-cell} ipython3\n:tags: [raises-exception]\n1 / 0\n```\n"
    book.pages({"index": "# A book\n", "one": page("One", announced)})
    built = book.build(*STRICT)
    assert built.code == 0, built.explain()
    assert "ZeroDivisionError" in book.html("one")


BROKEN = {
    formatter: f"""
        class Broken:
            def {formatter}(self):
                raise OSError("no such option")
        Broken()
    """
    for formatter in ("_repr_html_", "_repr_png_")
}
# As a figure is drawn after its cell: the kernel reports success, with a traceback as output.
BROKEN["figure"] = """
    def draw():
        get_ipython().events.unregister("post_execute", draw)
        raise OSError("no such option")
    get_ipython().events.register("post_execute", draw)
    print("fine")
"""


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN)
def test_an_output_that_cannot_be_displayed_fails_the_build(book, code):
    book.pages({"index": "# A book\n", "one": page("One", cell(code))})
    for time in ("first", "second"):
        built = book.build()
        assert built.code != 0, f"the {time} build passed\n{built.explain()}"
        assert "no such option" in built.text, built.explain()
        assert "book/one" in built.text, built.explain()


def test_a_traceback_on_a_page_fails_the_build_even_when_it_is_in_the_cache(book):
    # The check of what was run is switched off, to see the one of the page.
    kernels = (book.folder / "book/_ext/kernels.py").read_text("utf-8")
    checked, unchecked = "shown = shown_error(run.notebook)", "shown = None"
    assert checked in kernels
    book.write("book/_ext/kernels.py", kernels.replace(checked, unchecked))
    book.pages({"index": "# A book\n", "one": page("One", cell(BROKEN["figure"]))})
    for _ in range(2):
        built = book.build()
        assert built.code != 0, built.explain()
        assert "a traceback is on the page of book/one" in built.text, built.explain()


@pytest.mark.parametrize(
    "formula",
    [r"An $\undefinedmacro{x}$ formula.", "$$\n\\undefinedmacro{x}\n$$ (eq-x)\n\nSee {eq}`eq-x`."],
    ids=["inline", "displayed"],
)
def test_a_wrong_formula_fails_the_build_and_is_named(book, formula):
    book.pages({"index": f"# A book\n\n{formula}\n"})
    for time in ("first", "second"):
        built = book.build()
        assert built.code != 0, f"the {time} build passed\n{built.explain()}"
        for word in ("book/index", r"\undefinedmacro{x}", "Undefined control sequence"):
            assert word in built.text, f"the {time} build does not say {word!r}\n{built.explain()}"


def test_a_page_whose_cells_gave_no_result_fails_the_build(book):
    book.pages({"index": "# A book\n", "one": page("One", cell("x = 1"), cell("y = 2"))})
    for time in ("first", "second"):
        built = book.build()
        assert built.code != 0, f"the {time} build passed\n{built.explain()}"
        assert "book/one: it has code cells" in built.text, built.explain()


def test_a_page_that_lost_its_header_fails_the_build(book):
    # Without it the page is no notebook: cells are shown, none is run.
    book.pages({"index": "# A book\n", "one": "# One\n\n" + cell("print('never')")})
    built = book.build()
    assert built.code != 0, built.explain()


def test_a_page_of_the_contents_that_is_not_there_fails_the_build(book):
    book.pages({"index": "# A book\n", "one": "# One\n"})
    (book.folder / "book/one.md").unlink()
    built = book.build()
    assert built.code != 0, built.explain()
    assert "book/one" in built.text, built.explain()


def test_what_a_cell_writes_to_stderr_fails_the_strict_build(book):
    noisy = cell("import sys\nprint('oh', file=sys.stderr)\nprint('ah')")
    book.pages({"index": "# A book\n", "one": page("One", noisy)})
    built = book.build(*STRICT)
    assert built.code != 0, built.explain()
    assert "stderr was found" in built.text, built.explain()


def test_a_reference_to_nothing_fails_the_strict_build(book):
    book.pages({"index": "# A book\n\nSee {ref}`nowhere`.\n"})
    built = book.build(*STRICT)
    assert built.code != 0, built.explain()
    assert "nowhere" in built.text, built.explain()


def test_missing_katex_files_fail_the_build_and_say_what_to_run(book):
    (book.folder / "tools").unlink()
    book.pages({"index": "# A book\n\n$x$\n"})
    built = book.build()
    assert built.code != 0, built.explain()
    assert "make environment" in built.text, built.explain()
