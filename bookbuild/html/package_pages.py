"""The directive `package`: all public names of a sub-package, from their docstrings.

It takes the names from the sub-package's `__all__`, so that none is forgotten: first a table of
them, then each with its signature and its docstring. A constant has no docstring, and its words
stand in the directive, as a list of definitions. In a page it is written in an `eval-rst` block,
since docstrings are reStructuredText.
"""

import inspect
import re
from importlib import import_module
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.ext.autosummary import Autosummary, extract_summary

Item = tuple[str, str, str, str]
STRAIGHT = str.maketrans("‘’“”", "''\"\"")
# What sphinx-click makes of an indented line of a paragraph that click is not to fill.
LINE_OF_CODE = re.compile(r"^\| {5,}(.+)$")


def described(content: StringList) -> dict[str, list[str]]:
    """Return {name: lines} of a list of definitions.

    >>> described(StringList(["RULES", "   The rules.", "", "CELLS", "   The cells."], "page"))
    {'RULES': ['The rules.', ''], 'CELLS': ['The cells.']}
    """
    found: dict[str, list[str]] = {}
    for line in content:
        if line and not line[0].isspace():
            found[line.strip()] = lines = []
        elif found:
            lines.append(line.strip())
    return found


def is_constant(value: object) -> bool:
    """Return whether a value is neither a class nor a function."""
    return not (inspect.isclass(value) or inspect.isroutine(value))


class Package(Autosummary):
    """Print the table and the names."""

    content: StringList
    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return both."""
        name = self.arguments[0]
        module = import_module(name)
        self.constants = described(self.content)
        constant = {one for one in module.__all__ if is_constant(getattr(module, one))}
        if constant != set(self.constants):
            raise ExtensionError(
                f"{self.env.docname}: the directive package of {name} describes "
                f"{sorted(self.constants)}; the constants are {sorted(constant)}"
            )
        lines = []
        for one in module.__all__:
            if one in constant:
                lines += [f".. py:data:: {one}", "", *(f"   {x}" for x in self.constants[one]), ""]
            elif inspect.isclass(getattr(module, one)):
                lines += [f".. autoclass:: {one}", "   :members:", ""]
            else:
                lines += [f".. autofunction:: {one}", ""]
        place = nodes.container()
        # The table's words may have names in them, too.
        self.state.nested_parse(StringList([f".. py:module:: {name}"], name), 0, place)
        self.options["nosignatures"] = None
        self.content = StringList(list(module.__all__), source=name)
        place += super().run()
        self.state.nested_parse(StringList(lines, source=name), self.content_offset, place)
        children: list[nodes.Node] = place.children
        return children

    def get_items(self, names: list[str]) -> list[Item]:
        """Return a row for each name, without that of the sub-package."""
        rows = [self.constant(name) or super(Package, self).get_items([name])[0] for name in names]
        return [(one.rpartition(".")[2], sign, words, name) for one, sign, words, name in rows]

    def constant(self, name: str) -> Item | None:
        """Return the row of a constant."""
        if name not in self.constants:
            return None
        words = extract_summary(list(self.constants[name]), self.state.document)
        return name, "", words, f"{self.arguments[0]}.{name}"


def skip(app: Sphinx, what: str, name: str, value: Any, skipped: bool, options: Any) -> bool | None:
    """Leave out what a named tuple says of its own fields: the class' docstring says more."""
    words = inspect.getdoc(value) or ""
    return True if words.startswith("Alias for field number") else None


def straighten(app: Sphinx, doctree: nodes.document) -> None:
    """Have values in types, such as {'mean', 'last'}, stand as they are typed."""
    for kind in doctree.findall(nodes.classifier):
        for text in list(kind.findall(nodes.Text)):
            text.parent.replace(text, nodes.Text(text.translate(STRAIGHT)))


def keep_code(app: Sphinx, context: Any, lines: list[str]) -> None:
    """Have the indented lines of a command's help stand as they are typed, quotation marks too."""
    lines[:] = [LINE_OF_CODE.sub(r"|     ``\1``", line) for line in lines]


def register(app: Sphinx) -> None:
    """Add the directive."""
    for extension in ("sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "sphinx_click"):
        app.setup_extension(extension)
    app.add_directive("package", Package)
