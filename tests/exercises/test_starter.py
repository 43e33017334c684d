"""Starters are made from solutions, and compared whatever their layout."""

import ast
from pathlib import Path

import pytest

from rnnbook.exercises.checker.starter import (
    edited,
    imported_files,
    public_name,
    same_code,
    starter_of,
    target_node,
)

MODULE = '''\
import torch
from torch import nn, Tensor

LAST = 3


def _helper(x: Tensor) -> Tensor:
    return x + 1


class Layer(nn.Module):
    """A layer.

    It has weights.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: Tensor) -> Tensor:
        """Return the output."""
        # The trick.
        y = _helper(x)

        return y * self.size
'''

STARTER = '''\
import torch
from torch import nn, Tensor

LAST = 3


class Layer(nn.Module):
    """A layer.

    It has weights.
    """

    def __init__(self, size: int) -> None:
        ...

    def forward(self, x: Tensor) -> Tensor:
        """Return the output."""
        ...
'''


def test_a_starter_keeps_interface_and_docstrings_and_loses_the_answer():
    assert starter_of(MODULE) == STARTER


def test_a_one_line_function_and_a_decorator():
    source = "@cache\ndef f(x):\n    return x\n"
    assert starter_of(source) == "@cache\ndef f(x):\n    ...\n"


def test_the_target_is_the_one_public_definition():
    assert public_name(MODULE) == "Layer"
    for wrong in ("x = 1\n", "def f(): ...\ndef g(): ...\n"):
        with pytest.raises(ValueError, match="one public function or class, got"):
            public_name(wrong)
    assert (
        target_node(ast.parse("def f(): return 1\ndef f(): return 2\n"), "f").body[0].value.value
        == 2
    )
    assert target_node(ast.parse("f = 1\n"), "f") is None


def test_an_edit_must_fit_exactly_once():
    assert edited("a b c", [("b", "x"), ("x c", "y")]) == "a y"
    for source in ("a c", "b b"):
        with pytest.raises(ValueError, match="must occur once"):
            edited(source, [("b", "x")])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("def f(x):\n    return x+1", "def f(x: int):\n    'Doc.'\n    return (x + 1)", True),
        ("def f(x):\n    ...", "def f(x):\n    # note\n    raise NotImplementedError('x')", True),
        ("def f(x):\n    ...", "def f(x):\n    return None", False),
        ("def f(x):\n    ...", "def f(y):\n    ...", True),
        ("def f(x):\n    ...", "def f(x, y):\n    ...", False),
        ("def f(x):\n    return x", "def f(y):\n    return y", False),
        ("class A:\n    def f(self): ...", "class A:\n    'Doc.'\n    def f(self): pass", True),
        ("class A:\n    def f(self): ...", "class A:\n    def f(self): return 1", False),
    ],
)  # fmt: skip
def test_code_is_compared_not_its_dress(one, other, same):
    assert same_code(ast.parse(one).body[0], ast.parse(other).body[0]) == same


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import a", ["a.py", "a/__init__.py"]),
        ("def f():\n    import a.b as c", ["a.py", "a/__init__.py", "a/b.py", "a/b/__init__.py"]),
        ("from a import b", ["a.py", "a/__init__.py", "a/b.py", "a/b/__init__.py"]),
        ("from . import b", ["inner/b.py", "inner/b/__init__.py"]),
        ("from ..a import *", ["a.py", "a/__init__.py", "a/*.py", "a/*/__init__.py"]),
        ("from ........ import b", ["/b.py", "/b/__init__.py"]),
        ("x = 1", []),
    ],
)
def test_what_a_module_imports_is_looked_for_in_its_places(source, files):
    top = Path("/top")
    assert imported_files(source, top / "inner", top) == [top / name for name in files]
