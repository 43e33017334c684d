"""Where names of the package stand in a page's code, and what each means there.

The cells of a page are read as one program, in their order. A name counts where it means what it
was imported as: not where a cell has given it to something else, and not where a function has an
argument or a variable of that name.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

# IPython's own lines, which are no Python.
MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
PACKAGE = "rnnbook."
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True)
class Found:
    """A name in a cell.

    Attributes
    ----------
    start : int or None
        How many characters stand before it in its cell; None inside an f-string, where Python 3.11
        does not know it.
    word : str
        What stands there.
    target : str
        What it means, such as "rnnbook.training.train".
    imported : bool
        Whether it stands in the line that imports it.
    """

    start: int | None
    word: str
    target: str
    imported: bool


def python(source: str) -> str:
    r"""Return a cell's code with IPython's own lines left empty, and of the same length.

    >>> python("%matplotlib inline\nx = 1")
    '                  \nx = 1'
    """
    if source.startswith("%%"):
        return re.sub(r"\S", " ", source)
    return MAGIC.sub(lambda line: " " * len(line[0]), source)


def bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names that code gives to something in its own scope."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif not isinstance(node, ast.Lambda | Comprehension):
            if isinstance(node, ast.ExceptHandler) and node.name:
                yield node.name
            yield from bound(ast.iter_child_nodes(node))


def arguments(function: Function) -> Iterator[str]:
    """Yield the names of a function's arguments."""
    for node in ast.walk(function.args):
        if isinstance(node, ast.arg):
            yield node.arg


class Reader(ast.NodeVisitor):
    """Goes through the cells of one page."""

    def __init__(self) -> None:
        self.meaning: dict[str, str] = {}
        self.inner: list[set[str]] = []
        self.texts = 0
        self.found: list[Found] = []
        self.lines: list[str] = []
        self.starts: list[int] = []

    def read(self, source: str) -> list[Found]:
        """Return what is found in the next cell."""
        code = python(source)
        self.lines = code.splitlines(keepends=True)
        self.starts = [0, *accumulate(map(len, self.lines))]
        self.found = []
        self.visit(ast.parse(code))
        return sorted(self.found, key=lambda one: one.start or 0)

    def place(self, node: ast.Name | ast.alias) -> int | None:
        """Return how many characters stand before a node; Python counts bytes in a line."""
        if self.texts:
            return None
        before = self.lines[node.lineno - 1].encode()[: node.col_offset].decode()
        return self.starts[node.lineno - 1] + len(before)

    def forget(self, names: Iterable[str]) -> None:
        """Note that names mean something else from here on, where they are not a function's own."""
        if not self.inner:
            for name in names:
                self.meaning.pop(name, None)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note what is imported."""
        for alias in node.names:
            name = alias.asname or alias.name
            self.forget([name])
            if node.level == 0 and (node.module or "").startswith(PACKAGE):
                target = f"{node.module}.{alias.name}"
                self.found.append(Found(self.place(alias), alias.name, target, True))
                for own in self.inner:
                    own.discard(name)
                self.meaning[name] = target

    def visit_Import(self, node: ast.Import) -> None:
        """Note what is no longer what it was."""
        self.forget(bound(node.names))

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read, and one that is given to something else."""
        if not isinstance(node.ctx, ast.Load):
            self.forget([node.id])
        elif node.id in self.meaning and not any(node.id in own for own in self.inner):
            self.found.append(Found(self.place(node), node.id, self.meaning[node.id], False))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Read an f-string."""
        self.texts += 1
        self.generic_visit(node)
        self.texts -= 1

    def visit_Assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        """Read the value before its name is given away."""
        if node.value:
            self.visit(node.value)
        for part in ast.iter_child_nodes(node):
            if part is not node.value:
                self.visit(part)

    visit_AnnAssign = visit_AugAssign = visit_Assign  # noqa: N815

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """Read what is gone through before the name that goes through it."""
        for part in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(part)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Read a class, in which names are its own."""
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        self.forget([node.name])
        self.within(bound(node.body), node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Read a function, in which arguments and variables are its own."""
        outside = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
        for part in outside:
            self.visit(part)
        self.forget([node.name])
        self.within([*arguments(node), *bound(node.body)], node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Read a function of one expression."""
        self.visit(node.args)
        self.within(arguments(node), [node.body])

    def comprehension(self, node: Comprehension) -> None:
        """Read a comprehension, in which what goes through is its own."""
        first, *others = node.generators
        self.visit(first.iter)
        names = [name for one in node.generators for name in bound([one.target])]
        inside = [*first.ifs, *others]
        inside += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.within(names, inside)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension  # noqa: N815

    def within(self, names: Iterable[str], parts: Iterable[ast.AST]) -> None:
        """Read what stands in a scope of its own."""
        self.inner.append(set(names))
        for part in parts:
            self.visit(part)
        self.inner.pop()


def find(cells: Iterable[str]) -> list[list[Found]]:
    """Return what is found in each cell of a page.

    >>> found = find(["from rnnbook.evidence import mean", "mean(x)", "mean = 3", "mean + 1"])
    >>> [[(one.start, one.target) for one in cell] for cell in found]
    [[(29, 'rnnbook.evidence.mean')], [(0, 'rnnbook.evidence.mean')], [], []]
    """
    reader = Reader()
    return [reader.read(cell) for cell in cells]
