"""Which code stands open on a page and which is folded: one rule, held for every page with cells.

docs/writing-a-chapter.md states it. What of it follows from a cell's tags is checked on the source,
and what the build decides on the page.
"""

import ast
import builtins
import re

import pytest
from test_chapters import CHAPTERS, built, cells

from bookbuild.html.code_folds import SHORT, lines_of, only_imports

NAMES = [*CHAPTERS, "index", "troubleshooting"]
FOLDED = {"hide-input", "claim", "remove-input", "remove-cell"}
LID = re.compile(r"code|(?:more )?imports, \d+ lines?|code, \d+ lines?")
# A program that a reader copies whole is folded at the end of its section, with this on its lid.


def tags(options):
    return set(options.get("tags", []))


@pytest.mark.parametrize("name", NAMES)
def test_code_that_draws_a_figure_is_folded_below_it(name):
    for options, code in cells(name):
        if "figure" in options.get("mystnb", {}):
            assert tags(options) & {"hide-input", "remove-input"}, code


@pytest.mark.parametrize("name", NAMES)
def test_plumbing_does_not_stand_open(name):
    for options, code in cells(name):
        if re.search(r"^ *glue\(", code, re.MULTILINE):
            assert tags(options) & FOLDED, code


def names_of(code):
    """Return the names that code uses without defining them, and those that it defines."""
    used, defined = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else defined).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.arg):
            defined.add(node.arg)
        elif isinstance(node, ast.alias):
            defined.add((node.asname or node.name).partition(".")[0])
    return used - defined - set(vars(builtins)), defined


@pytest.mark.parametrize("name", NAMES)
def test_code_that_stands_open_uses_no_name_that_only_folded_code_defines(name):
    """Imports apart: a name that is imported says itself where it is from."""
    known, folded = set(), {}
    for options, code in cells(name):
        if tags(options) & {"exercise"}:
            continue
        used, defined = names_of(code)
        if not tags(options) & FOLDED or only_imports(code):
            lost = {one: folded[one] for one in used - known if one in folded}
            assert not lost, f"{code}\nuses what a folded cell defines:\n{lost}"
            known |= defined
        else:
            folded |= dict.fromkeys(defined - known, code)


@pytest.fixture(params=NAMES)
def page(request, site):
    return built((site / "book" / f"{request.param}.html").resolve())


@pytest.mark.slow
def test_every_claim_is_one_box_with_its_code_inside(page):
    boxes = page.select(".rnnbook-claim-place")
    assert boxes
    for box in boxes:
        assert len(box.select(".rnnbook-claim")) == 1
        assert len(box.select("details.code-fold")) == 1
        assert re.search(r"\b(claim|proved)\(", box.select_one("details pre").get_text())
        drawn = box.select("svg.claim-drawn")
        assert len(drawn) == (0 if box.select(".rnnbook-proved") else 1)
        assert all("The interval, " in one.find("title").get_text() for one in drawn)
    assert len(page.select(".rnnbook-claim")) == len(boxes)


@pytest.mark.slow
def test_every_fold_of_code_has_a_short_lid_and_stands_below_what_the_code_makes(page):
    folds = page.select("details.code-fold")
    assert folds
    assert page.select("details.hide") == []
    for fold in folds:
        lid = fold.find("summary").get_text()
        assert LID.fullmatch(lid), lid
        assert fold.select("pre")
        after = [one for one in fold.next_siblings if one.name]
        assert after == [], fold
        assert (lid == "code") == bool(fold.find_previous_siblings("div")), fold


@pytest.mark.slow
def test_no_long_cell_of_imports_stands_open(page):
    for source in page.select("div.cell > div.cell_input"):
        code = source.get_text().strip()
        open_one = (
            not source.find_parent("details") and "tag_exercise" not in source.parent["class"]
        )
        if open_one and only_imports(code):
            assert lines_of(code) <= SHORT, code
        assert not re.search(r"^(claim|proved)\(", code, re.MULTILINE), code
