"""A page of the book as Markdown that Colab and JupyterLab can show, without MyST's directives.

It starts from what Sphinx has made of the page, in which references, citations, numbers and glued
values are resolved. A kind of node that is not known here ends the build: a page should not lose
a sentence on its way into a notebook.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError

SPECIAL = re.compile(r"([\\`*_\[\]<>$])")
# What would begin a list or a heading at the start of a line.
BEGINNING = re.compile(r"^(\d*)([.)+#-])(?=\s)", re.M)
NUMBERED_BY_TEX = re.compile(r"\\(begin|end)\{(align|alignat|gather|equation)\*?\}")
PIPE = re.compile(r"\\?\|")
TEX_BARS = {"|": "\\vert ", "\\|": "\\Vert "}
INNER = {"align": "aligned", "alignat": "alignedat", "gather": "gathered"}
# Nothing to read: marks for links, navigation, and what stands in other pages' places.
IGNORED_NODES = (nodes.target, nodes.comment, nodes.substitution_definition, addnodes.index)
# Only what is inside them is to be read.
TRANSPARENT_NODES = (
    nodes.document,
    nodes.inline,
    nodes.abbreviation,
    addnodes.pending_xref,
    nodes.compound,
)


@dataclass(frozen=True)
class Text:
    """Markdown between two cells; `fold` is the words on its lid if it is to be hidden."""

    source: str
    fold: str = ""


@dataclass(frozen=True)
class Code:
    """A code cell of the page, by its place among the cells; `fold` as for Text."""

    index: int
    fold: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Setting:
    """What a page's Markdown depends on besides the page.

    `address` is where the page is published, or None; `macros` are the book's TeX commands,
    `equation` returns the number of a node; `figure` and `exercise` return it with its words.
    """

    address: str | None
    macros: dict[str, str]
    equation: Callable[[nodes.math_block], str]
    figure: Callable[[nodes.Element], str]
    exercise: Callable[[nodes.Element], str]


def escaped(text: str) -> str:
    """Return text with what Markdown would take for itself behind backslashes."""
    return SPECIAL.sub(r"\\\1", text)


def quoted(code: str) -> str:
    """Return code within as many backticks as it takes."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence, space = "`" * (longest + 1), " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{space}{code}{space}{fence}"


def expanded(latex: str, macros: dict[str, str]) -> str:
    """Return TeX without the book's own commands, which a notebook does not know."""
    for name, meaning in macros.items():
        whole = f"{{{meaning}}}".replace("\\", r"\\")
        latex = re.sub(rf"{re.escape(name)}(?![A-Za-z])", whole, latex)
    return latex


def displayed(latex: str, number: str) -> str:
    """Return a displayed formula, with the number that the page gives it."""
    inner = NUMBERED_BY_TEX.sub(
        lambda found: f"\\{found[1]}{{{INNER[found[2]]}}}" if found[2] in INNER else "", latex
    )
    tag = f" \\tag{{{number}}}" if number else ""
    return f"$$\n{inner.strip()}{tag}\n$$"


def indented(text: str, by: str, first: str | None = None) -> str:
    """Return text with `by` before each line that is not empty, `first` before the first."""
    lines = [by + line if line else by.rstrip() for line in text.split("\n")]
    if first is not None:
        lines[0] = first + text.split("\n")[0]
    return "\n".join(lines)


def is_cell(node: nodes.Node) -> bool:
    """Return whether a node is a code cell."""
    return isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code"


def is_solution(node: nodes.Node) -> bool:
    """Return whether a node is the solution of an exercise."""
    return type(node).__name__ == "solution_node"


def in_notebooks(page: list[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield the nodes of a page as they were before cards were made for the site."""
    for node in page:
        yield from getattr(node, "originals", [node])


class Page:
    """The parts of one page, in their order."""

    def __init__(self, name: str, document: nodes.document, setting: Setting) -> None:
        self.name, self.document, self.setting = name, document, setting

    def parts(self) -> list[Text | Code]:
        """Return text and cells, with neighbouring texts joined."""
        joined: list[Text | Code] = []
        for part in self.blocks(self.document, 0, ""):
            last = joined[-1] if joined else None
            if isinstance(part, Text) and isinstance(last, Text) and part.fold == last.fold:
                joined[-1] = Text(f"{last.source}\n\n{part.source}", part.fold)
            else:
                joined.append(part)
        return joined

    def fail(self, node: nodes.Node) -> ExtensionError:
        """Return the error for a node that has no Markdown."""
        place = f"{self.name}, line {node.line or getattr(node.parent, 'line', None) or '?'}"
        words = " ".join(node.astext().split())[:60]
        return ExtensionError(
            f"{place}: the notebook of this page cannot show <{type(node).__name__}> ({words!r}): "
            "bookbuild/notebook/notebook_markdown.py has to learn it"
        )

    def blocks(self, parent: nodes.Element, level: int, fold: str) -> Iterator[Text | Code]:
        """Yield the parts below a node; `level` is the depth of headings."""
        for node in in_notebooks(parent.children):
            if is_cell(node):
                yield Code(node["cell_index"], fold, self.caption(node))
            elif is_solution(node):
                lid = self.plain(node.next_node(nodes.title))
                yield from self.blocks(node, level, lid)
            elif isinstance(node, nodes.section):
                deeper = level + (isinstance(node.next_node(), nodes.title))
                yield from self.blocks(node, deeper, fold)
            elif isinstance(node, nodes.title):
                if not is_solution(parent):
                    yield Text(f"{'#' * level} {self.line(node)}", fold)
            elif isinstance(node, (nodes.Invisible, *IGNORED_NODES)):
                continue
            elif isinstance(node, nodes.container) and any(map(is_cell, node.findall())):
                yield from self.blocks(node, level, fold)
            elif isinstance(node, TRANSPARENT_NODES) and not isinstance(node, nodes.TextElement):
                if "toctree-wrapper" not in node["classes"]:
                    yield from self.blocks(node, level, fold)
            else:
                source = self.block(node)
                if source:
                    yield Text(source, fold)

    def caption(self, cell: nodes.Element) -> str:
        """Return the words below the figure that a cell draws, or nothing."""
        figure = cell.next_node(nodes.figure)
        words = figure and figure.next_node(nodes.caption)
        return f"*{self.setting.figure(figure)}.* {self.line(words)}" if words else ""

    def block(self, node: nodes.Node) -> str:
        """Return the Markdown of one block that holds no cell."""
        kind = type(node).__name__
        if isinstance(node, nodes.paragraph):
            return BEGINNING.sub(r"\1\\\2", self.line(node))
        if isinstance(node, nodes.math_block):
            latex = expanded(node.astext(), self.setting.macros)
            return displayed(latex, self.setting.equation(node))
        if isinstance(node, nodes.literal_block):
            language = node.get("language", "").replace("ipython3", "python")
            code = node.astext().strip("\n")
            fence = "`" * max(3, 1 + len(max(re.findall("`+", code), key=len, default="")))
            return f"{fence}{language if language != 'none' else ''}\n{code}\n{fence}"
        if isinstance(node, nodes.bullet_list | nodes.enumerated_list):
            return self.items(node)
        if isinstance(node, nodes.table):
            return self.table(node)
        if kind.startswith("exercise"):
            title = (
                f"{self.setting.exercise(node)} {self.line(node.next_node(nodes.title)).strip()}"
            )
            return indented(f"**{title.strip()}**\n\n{self.inside(node)}", "> ")
        if isinstance(node, nodes.Admonition):
            title = node.next_node(nodes.title)
            lid = self.line(title) if title else kind.capitalize()
            return indented(f"**{lid}**\n\n{self.inside(node)}", "> ")
        if isinstance(node, nodes.block_quote):
            return indented(self.inside(node), "> ")
        if isinstance(node, nodes.transition):
            return "---"
        if isinstance(node, nodes.container | nodes.section):
            return self.inside(node)
        raise self.fail(node)

    def inside(self, parent: nodes.Element) -> str:
        """Return the blocks below a node, less its title."""
        left_out = (nodes.title, *IGNORED_NODES)
        kept = (node for node in parent.children if not isinstance(node, left_out))
        return "\n\n".join(filter(None, map(self.block, kept)))

    def items(self, node: nodes.Element) -> str:
        """Return a list; its items may hold lists."""
        number, lines = node.get("start", 1), []
        loose = any(len(item.children) > 1 for item in node.children)
        for place, item in enumerate(node.children):
            mark = "- " if isinstance(node, nodes.bullet_list) else f"{number + place}. "
            lines.append(indented(self.inside(item), " " * len(mark), mark))
        return ("\n\n" if loose else "\n").join(lines)

    def table(self, node: nodes.table) -> str:
        """Return a table with one line of headings."""

        def cell(entry: nodes.Element) -> str:
            words = re.split(r"(\$[^$]*\$)", " ".join(map(self.block, entry.children)))
            words[::2] = (word.replace("|", "\\|") for word in words[::2])
            # In a formula a backslash would make two bars of one.
            words[1::2] = (PIPE.sub(lambda one: TEX_BARS[one[0]], word) for word in words[1::2])
            return "".join(words)

        rows = [list(map(cell, row.children)) for row in node.findall(nodes.row)]
        ruler = ["---"] * len(rows[0])
        return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ruler, *rows[1:]))

    def line(self, parent: nodes.Element) -> str:
        """Return the Markdown of what stands within a paragraph."""
        return "".join(map(self.word, parent.children))

    def plain(self, parent: nodes.Element) -> str:
        """Return the words within a paragraph, without any marks but formulas'."""
        return " ".join(parent.astext().split())

    def word(self, node: nodes.Node) -> str:
        """Return the Markdown of one piece of a paragraph."""
        if isinstance(node, nodes.Text):
            return escaped(node.astext())
        if isinstance(node, nodes.math):
            return f"${expanded(node.astext().strip(), self.setting.macros)}$"
        if isinstance(node, nodes.literal):
            return quoted(node.astext())
        if isinstance(node, nodes.strong):
            return f"**{self.line(node)}**"
        if isinstance(node, nodes.emphasis | nodes.title_reference):
            return f"*{self.line(node)}*"
        if isinstance(node, nodes.reference):
            return self.reference(node)
        if isinstance(node, nodes.subtitle | nodes.inline | nodes.container):
            return self.line(node)
        if isinstance(node, IGNORED_NODES):
            return ""
        if isinstance(node, TRANSPARENT_NODES):
            return self.line(node)
        raise self.fail(node)

    def reference(self, node: nodes.reference) -> str:
        """Return a link to the published page, or its words where none is published."""
        words = self.line(node)
        target = node.get("refuri") or f"#{node['refid']}"
        if urlsplit(target).scheme:
            return f"[{words}]({target})"
        if self.setting.address is None:
            return words
        return f"[{words}]({urljoin(self.setting.address, target)})"
