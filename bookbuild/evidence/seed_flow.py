"""Literal seeds that reach a claim: with them, fresh seeds leave a part of the evidence as it was.

From each claim, theorems aside, the flow of data is followed back through the cells of its page:
through names, and through the functions that the page defines. A call may also change what it is
given. Whether it does cannot be seen from outside; the rule is that a method called for its effect
changes what it belongs to, and a function with a name like `train` its first argument.
"""

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEED_KEYWORDS = {"seed", "seeds", "random_state", "rng", "torch_seed"}
SEED_CALLS = {"manual_seed", "seeded", "default_rng", "RandomState", "Random"}
CLAIMS = {"claim"}
# What makes a seed that moves. Inside it a number is the name of a data set, or a count.
MOVING = {"data_seed", "seeds", "tuning_seeds"}
CHANGING = re.compile(r"train|fit|learn|step|backward|update|load|init|_$")
BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True)
class LiteralSeed:
    """A literal seed: the cell and the line in it, the code, and the claim that it reaches."""

    cell: int
    line: int
    code: str
    claim: str


@dataclass
class Statement:
    """One statement at the top of a cell, with the names it reads and those it may change."""

    cell: int
    node: ast.stmt
    reads: set[str]
    changes: set[str]
    replaces: set[str]


def function_name(call: ast.Call) -> str:
    """Return the last part of the name of the function that is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def base_names(node: ast.AST) -> set[str]:
    """Return the names at the root of an expression such as `net.fc.weight[0]`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Tuple | ast.List):
        return set().union(*map(base_names, node.elts))
    return set()


def local_names(node: ast.AST) -> set[str]:
    """Return the names that comprehensions, functions and classes inside a node keep inside."""
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.comprehension):
            found |= base_names(inner.target)
        elif isinstance(inner, ast.FunctionDef | ast.Lambda):
            arguments = inner.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            found |= {one.arg for one in every}
            found |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one}
        if isinstance(inner, ast.FunctionDef | ast.ClassDef):
            for part in inner.body:
                for deeper in ast.walk(part):
                    if isinstance(deeper, ast.FunctionDef | ast.ClassDef):
                        found.add(deeper.name)
                    elif isinstance(deeper, ast.Name) and isinstance(deeper.ctx, ast.Store):
                        found.add(deeper.id)
    return found


def replaced(node: ast.stmt) -> set[str]:
    """Return the names that have a new value after a statement, whatever they had before."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        case ast.Assign(targets=targets):
            parts = [
                part
                for target in targets
                for part in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
            return {part.id for part in parts if isinstance(part, ast.Name)}
        case ast.For(target=target):
            return base_names(target)
        case ast.With(body=body):
            return set().union(*map(replaced, body))
    return set()


def statement(cell: int, node: ast.stmt) -> Statement:
    """Take a statement apart."""
    own = local_names(node)
    reads, changes = set(), set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            reads.add(inner.id)
        elif isinstance(inner, ast.Name):
            changes.add(inner.id)
        elif isinstance(inner, ast.Attribute | ast.Subscript) and isinstance(inner.ctx, ast.Store):
            changes |= base_names(inner)
        elif isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call):
            if isinstance(inner.value.func, ast.Attribute):
                changes |= base_names(inner.value.func)
        elif isinstance(inner, ast.Call) and CHANGING.search(function_name(inner)):
            changes |= base_names(inner.func) - {function_name(inner)}
            changes |= set().union(*map(base_names, inner.args[:1]))
    replaces = replaced(node)
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
        # A body runs when it is called, and then counts as read by whoever calls it.
        changes = set(replaces)
    return Statement(cell, node, reads - own - BUILTINS, changes - own, replaces - own)


def literal(node: ast.expr) -> bool:
    """Return whether an expression holds numbers and no names, so that nothing can move it."""
    parts = list(ast.walk(node))
    return any(isinstance(part, ast.Constant) and type(part.value) is int for part in parts) and (
        not any(isinstance(part, ast.Name | ast.Call) for part in parts)
    )


def literal_seeds(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the literal seeds in a statement."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call) or function_name(call) in MOVING:
            continue
        for keyword in call.keywords:
            if keyword.arg in SEED_KEYWORDS and literal(keyword.value):
                yield call
        if function_name(call) in SEED_CALLS and call.args and literal(call.args[0]):
            yield call


def statements(cells: Sequence[str]) -> list[Statement]:
    """Return the statements of a page's cells, in order."""
    return [
        statement(number, node)
        for number, code in enumerate(cells)
        for node in ast.parse(code).body
    ]


def claims_in(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that make a claim."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and function_name(call) in CLAIMS:
            yield call


def sentence(call: ast.Call) -> str:
    """Return what a call claims, as far as it is written out."""
    if call.args and isinstance(call.args[0], ast.Constant):
        return str(call.args[0].value)
    return ast.unparse(call.args[0]) if call.args else "?"


def find(cells: Sequence[str]) -> list[LiteralSeed]:
    """Return the literal seeds that flow into the claims of a page."""
    every = statements(cells)
    modules = {
        alias.asname or alias.name.partition(".")[0]
        for one in every
        if isinstance(one.node, ast.Import)
        for alias in one.node.names
    }
    bodies = {
        one.node.name: one.reads
        for one in every
        if isinstance(one.node, ast.FunctionDef | ast.ClassDef)
    }
    bodies |= {
        one.node.targets[0].id: one.reads
        for one in every
        if isinstance(one.node, ast.Assign)
        and isinstance(one.node.value, ast.Lambda)
        and isinstance(one.node.targets[0], ast.Name)
    }

    def with_bodies(names: set[str]) -> set[str]:
        """Add what the functions among some names read when they run."""
        found, new = set(names), set(names)
        while new:
            new = set().union(*(bodies.get(name, set()) for name in new)) - found
            found |= new
        return found

    found: dict[tuple[int, int], LiteralSeed] = {}
    for place, one in enumerate(every):
        for call in claims_in(one.node):
            needed = with_bodies(one.reads - CLAIMS)
            sources = [one]
            for earlier in reversed(every[:place]):
                if (earlier.changes - modules) & needed:
                    sources.append(earlier)
                    needed = with_bodies((needed - earlier.replaces) | earlier.reads)
            for source in sources:
                for seed in literal_seeds(source.node):
                    key = (source.cell, seed.lineno)
                    code = ast.unparse(seed)
                    found.setdefault(key, LiteralSeed(*key, code, sentence(call)))
    return [found[key] for key in sorted(found)]
