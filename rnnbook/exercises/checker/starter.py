"""The starter of an exercise: made from its solution, and compared with what a reader has."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

__all__ = [
    "Target",
    "edited",
    "imported_files",
    "public_name",
    "same_code",
    "starter_of",
    "target_node",
]

Target = ast.FunctionDef | ast.ClassDef
"""What an exercise asks for."""


def public_name(source: str) -> str:
    """Return the name of the one public function or class that ``source`` defines."""
    nodes = ast.parse(source).body
    names = [n.name for n in nodes if isinstance(n, Target) and not n.name.startswith("_")]
    if len(names) != 1:
        raise ValueError(
            f"a solution must define one public function or class, got {', '.join(names) or 'none'}"
        )
    return names[0]


def target_node(tree: ast.Module, name: str) -> Target | None:
    """Return the last definition of ``name`` at the top of a module, if there is one."""
    found = [n for n in tree.body if isinstance(n, Target) and n.name == name]
    return found[-1] if found else None


def imported_files(source: str | bytes, folder: Path, top: Path) -> list[Path]:
    """Return the files that ``source`` imports, or would if they were there.

    Parameters
    ----------
    source : str or bytes
        The text of a module.
    folder : Path
        The folder of the module, from which ``from . import`` looks.
    top : Path
        The folder from which ``import`` looks.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found += _files(top, alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            above = [folder, *folder.parents]
            base = above[min(node.level, len(above)) - 1] if node.level else top
            parts = node.module.split(".") if node.module else []
            for alias in node.names:
                found += _files(base, [*parts, alias.name])
    return list(dict.fromkeys(found))


def _files(base: Path, parts: list[str]) -> list[Path]:
    """Return the files of a module and of the packages it is in, below the folder ``base``."""
    found = []
    for part in parts:
        base /= part
        found += [base.with_name(f"{part}.py"), base / "__init__.py"]
    return found


def starter_of(solution: str) -> str:
    """Return ``solution`` with the bodies of its target replaced by an ellipsis.

    Imports, signatures and docstrings stay; private helpers go, comments inside bodies as well.
    """
    lines = solution.splitlines()
    kept = [True] * len(lines)
    added: dict[int, str] = {}
    for node in ast.parse(solution).body:
        if isinstance(node, Target) and node.name.startswith("_"):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            _drop(kept, first, node.end_lineno)
        elif isinstance(node, ast.FunctionDef):
            _empty(node, lines, kept, added)
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    _empty(method, lines, kept, added)
    result: list[str] = []
    for number, line in enumerate(lines, start=1):
        if number in added:
            result.append(added[number])
        if kept[number - 1]:
            result.append(line)
    return _without_gaps(result)


def _drop(kept: list[bool], first: int, last: int | None) -> None:
    for number in range(first, (last or first) + 1):
        kept[number - 1] = False


def _empty(
    function: ast.FunctionDef, lines: list[str], kept: list[bool], added: dict[int, str]
) -> None:
    """Replace all of a function's body but its docstring, comments before it included."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if body:
        first = body[0].lineno
        while lines[first - 2].lstrip().startswith("#"):
            first -= 1
        _drop(kept, first, body[-1].end_lineno)
        added[first] = " " * body[0].col_offset + "..."


def _without_gaps(lines: list[str]) -> str:
    """Join lines, with at most two empty ones in a row and one at the end."""
    result: list[str] = []
    for line in lines:
        if line.strip() or result[-2:] != ["", ""]:
            result.append(line.rstrip())
    return "\n".join(result).strip("\n") + "\n"


def edited(source: str, edits: Iterable[tuple[str, str]]) -> str:
    """Return ``source`` with each edit made; each piece must occur in it exactly once."""
    for old, new in edits:
        if source.count(old) != 1:
            raise ValueError(f"must occur once in the source, occurs {source.count(old)}x: {old!r}")
        source = source.replace(old, new)
    return source


def same_code(one: ast.AST, other: ast.AST) -> bool:
    """Return whether two definitions do the same, but for layout, comments and annotations."""
    return ast.dump(_bare(one)) == ast.dump(_bare(other))


def _bare(node: ast.AST) -> ast.AST:
    copy = ast.parse(ast.unparse(node))
    for inner in ast.walk(copy):
        if isinstance(inner, Target) and ast.get_docstring(inner) is not None:
            inner.body = inner.body[1:] or [ast.Expr(ast.Constant(...))]
        if isinstance(inner, ast.FunctionDef):
            inner.returns = None
        if isinstance(inner, ast.arg):
            inner.annotation = None
        if isinstance(inner, ast.FunctionDef) and _does_nothing(inner.body):
            inner.body = [ast.Expr(ast.Constant(...))]
            # An older version of the book may have called them otherwise.
            for each in ast.walk(inner.args):
                if isinstance(each, ast.arg):
                    each.arg = ""
    return copy


def _does_nothing(body: list[ast.stmt]) -> bool:
    """Return whether a body is only ``...``, ``pass`` or ``raise NotImplementedError``."""
    for statement in body:
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Raise) and "NotImplementedError" in ast.unparse(statement):
            continue
        return False
    return True
