"""Code that is not the lesson: folded by one rule, and below what it makes.

What a cell is decides, and a reader sees which it was:

- Code that the text explains stands open, with what it prints in one box.
- The code of a figure, or of any other output that matters by itself (`hide-input`), is folded
  below it. The lid says "code".
- The code of a claim or a theorem is folded inside its box, whatever the cell's tags.
- A cell that only imports is folded when it is longer than `SHORT` lines, or says so
  (`hide-input`). The lid says "imports" and how many lines; cells of imports that follow one
  another have one lid.
- Plumbing, such as `glue`, is in no page (`remove-cell`), but in its notebook.

docs/writing-a-chapter.md tells authors. In the e-book folds are open boxes with the same titles.
"""

import ast
from collections.abc import Iterator
from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from bookbuild.evidence.claims import PLACE, is_code_cell

# A cell of imports of at most so many lines stands open: a reader sees plain torch first.
SHORT = 6
CODE = "code"
STARTER = "tag_exercise"
# Where a cell's code and its output are.
SOURCE, OUTPUT = "cell_code_source", "cell_code_output"


class CodeFold(nodes.General, nodes.Element):
    """A fold, with the words on its lid."""


def visit_fold(self: HTML5Translator, node: CodeFold) -> None:
    """Open a fold: its lid is what names it, to a screen reader, too."""
    self.body.append(
        f'<details class="code-fold">\n<summary>{escape(node["lid"])}</summary>\n',
    )


def depart_fold(self: HTML5Translator, node: CodeFold) -> None:
    """Close a fold."""
    self.body.append("</details>\n")


def lines_of(code: str) -> int:
    """Return how many lines of code are not empty."""
    return sum(bool(line.strip()) for line in code.splitlines())


def only_imports(code: str) -> bool:
    r"""Return whether code does nothing but import.

    >>> only_imports("import torch\n# and\nfrom torch import (\n    nn)")
    True
    >>> only_imports("import torch\\nx = 1"), only_imports("def f(:")
    (False, False)
    """
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return False
    return bool(body) and all(isinstance(one, ast.Import | ast.ImportFrom) for one in body)


def counted(lid: str, lines: int) -> str:
    """Return the words on the lid of a fold that stands alone.

    >>> counted("imports", 1)
    'imports, 1 line'
    """
    return f"{lid}, {lines} line{'s' if lines != 1 else ''}"


def part(cell: nodes.Element, kind: str) -> nodes.Element | None:
    """Return the part of a cell that holds its code or its output."""
    found = (one for one in cell.findall(nodes.container) if one.get("nb_element") == kind)
    return next(found, None)


def unfolded(cell: nodes.Element) -> bool:
    """Take off MyST-NB's own folds, and return whether a cell's code alone was in one."""
    hidden = False
    for theirs in list(cell.findall(HideCodeCellNode)):
        source, output = part(theirs, SOURCE), part(theirs, OUTPUT)
        if output is None:
            hidden = True
            theirs.replace_self(theirs.children)
        else:
            lid = "output" if source is None else "code and output"
            theirs.replace_self(CodeFold("", *theirs.children, lid=lid))
    return hidden


class Imports:
    """The cell of imports that came last, so that one which follows at once can join it."""

    def __init__(self, cell: nodes.Element, fold: CodeFold | None, lines: int) -> None:
        self.cell, self.fold, self.lines = cell, fold, lines

    def just_before(self, cell: nodes.Element) -> bool:
        """Return whether nothing stands between this and another cell."""
        around = self.cell.parent
        return around is cell.parent and around.index(cell) == around.index(self.cell) + 1


def fold_imports(cell: nodes.Element, source: nodes.Element, before: Imports | None) -> Imports:
    """Fold a cell that only imports, into the fold of the one just before it if there is one."""
    lines = lines_of(source.astext())
    if before and before.fold:
        before.lines += lines
        before.fold["lid"] = counted("imports", before.lines)
        cell.parent.remove(cell)
        before.fold.append(cell)
        return before
    fold = CodeFold("", lid=counted("more imports" if before else "imports", lines))
    source.replace_self(fold)
    fold.append(source)
    return Imports(cell, fold, lines)


def code_cells(doctree: nodes.document) -> Iterator[nodes.container]:
    """Yield a page's cells that show their code, less those that a reader fills in."""
    for cell in list(doctree.findall(is_code_cell)):
        if STARTER not in cell["classes"] and part(cell, SOURCE) is not None:
            yield cell


def fold(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fold what is not the lesson, and put it below what it makes."""
    if app.builder.format != "html":
        return
    before: Imports | None = None
    for cell in code_cells(doctree):
        hidden = unfolded(cell)
        source, output = part(cell, SOURCE), part(cell, OUTPUT)
        assert source is not None
        code = source.astext()
        boxes = [one for one in cell.findall(nodes.container) if PLACE in one["classes"]]
        imports = output is None and only_imports(code)
        if before and not (imports and before.just_before(cell)):
            before = None
        if imports and (hidden or lines_of(code) > SHORT):
            before = fold_imports(cell, source, before)
        elif imports:
            before = Imports(cell, None, lines_of(code))
        elif hidden or boxes:
            around = boxes[-1] if boxes else cell
            source.parent.remove(source)
            lid = CODE if output is not None else counted(CODE, lines_of(code))
            around.append(CodeFold("", source, lid=lid))


def register(app: Sphinx) -> None:
    """Add the kind of node."""
    app.add_node(CodeFold, html=(visit_fold, depart_fold))
