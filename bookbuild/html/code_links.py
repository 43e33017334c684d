"""Names of the package in the cells of pages lead to the reference, which says where each is used.

sphinx-codeautolink would do this; docs/architecture.md says why it does not. While a page is read,
the names in its cells are found (code_names.py) and kept with their sections. When it is written,
each name that the reference explains becomes a link where it first stands in a cell: one link is
enough, and fewer stops for a keyboard. highlighting.py puts it into the code. The reference gets,
below each name, the sections whose cells use it; an import alone is no use. Cells that a page does
not show count for nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from bookbuild.execute.execution import read_notebook
from bookbuild.html import code_names
from bookbuild.html.stable_ids import REPEATED
from bookbuild.state import Use, environment_state, in_order

FOUND = "rnnbook_names"
# What is used in more sections is listed by chapters.
MOST_SECTIONS = 8
# Its own title is that of the book.
ROOT = "the front page"
IN_TITLES = (nodes.Text, nodes.literal, nodes.math, nodes.emphasis)


class Place(NamedTuple):
    """Where the reference explains a name."""

    docname: str
    anchor: str


def sources(doctree: nodes.document) -> Iterator[tuple[int, nodes.literal_block]]:
    """Yield the code of each cell that a page shows, with the cell's place in the notebook."""
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code":
            continue
        for part in cell.findall(nodes.literal_block):
            if part.parent.get("nb_element") == "cell_code_source":
                yield cell["cell_index"], part


def section_of(node: nodes.Node) -> nodes.section | None:
    """Return the section, with a title of its own, that a node stands in."""
    while node is not None:
        if isinstance(node, nodes.section) and set(node["ids"]) not in REPEATED:
            return node
        node = node.parent
    return None


def title_of(section: nodes.section) -> list[nodes.Node]:
    """Return what a section is called."""
    title = section.next_node(nodes.title)
    if all(isinstance(part, IN_TITLES) for part in title.children):
        return list(title.deepcopy().children)
    return [nodes.Text(title.astext())]


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Find the names in the cells of a page that was read."""
    docname = app.env.docname
    notebook = read_notebook(app.env, docname)
    if notebook is None:
        return
    places = [place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    found = code_names.find([notebook.cells[place].source for place in places])
    in_cell = dict(zip(places, found, strict=True))
    whole = doctree.next_node(nodes.section)
    uses: dict[tuple[str, str], Use] = {}
    for place, block in sources(doctree):
        block[FOUND] = [(one.start, one.word, one.target) for one in in_cell[place]]
        section = section_of(block)
        if section is None:
            continue
        anchor = "" if section is whole else section["ids"][0]
        for one in in_cell[place]:
            if not one.imported:
                use = Use(one.target, anchor, title_of(section))
                uses.setdefault((one.target, anchor), use)
    environment_state(app.env).uses[docname] = list(uses.values())


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is gone, or about to be read again."""
    environment_state(env).uses.pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over the pages that another process has read."""
    read = environment_state(other).uses
    environment_state(env).uses.update({name: read[name] for name in docnames if name in read})


def explained(env: BuildEnvironment) -> dict[str, Place]:
    """Return where the reference explains each name of the package."""
    objects = env.get_domain("py").objects  # type: ignore[attr-defined]
    # autodoc notes classes by the private modules that define them, too.
    return {
        name: Place(one.docname, one.node_id) for name, one in objects.items() if not one.aliased
    }


def to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the reference's pages: what they say of chapters may be new in every build."""
    return sorted({place.docname for place in explained(env).values()})


def link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Have each name lead to the reference where it first stands in a cell."""
    known = explained(app.env)
    for _, block in sources(doctree):
        links: dict[int, tuple[str, str]] = {}
        met = set()
        for start, word, target in block.get(FOUND, []):
            if start is not None and target in known and target not in met:
                met.add(target)
                page, anchor = known[target]
                uri = app.builder.get_relative_uri(docname, page)
                links[start] = (word, f"{uri}#{anchor}")
        if links:
            # Sphinx hands these on to the formatter.
            block["highlight_args"] = {**block.get("highlight_args", {}), "links": links}


def listed(app: Sphinx, docname: str, name: str) -> nodes.paragraph | None:
    """Return the sentence that says in which sections a name is used, or None if in none."""
    every = environment_state(app.env).uses
    by_page = {
        page: [use for use in every[page] if use.name == name]
        for page in in_order(app.env)
        if page in every
    }
    by_page = {page: uses for page, uses in by_page.items() if uses}
    if not by_page:
        return None
    in_short = sum(map(len, by_page.values())) > MOST_SECTIONS

    def reference(page: str, anchor: str, words: list[nodes.Node]) -> nodes.reference:
        uri = app.builder.get_relative_uri(docname, page) + (anchor and f"#{anchor}")
        parts = (word.deepcopy() for word in words)
        return nodes.reference("", "", *parts, internal=True, refuri=uri)

    said = nodes.paragraph("", "Used in ", classes=["rnnbook-used"])
    for place, (page, uses) in enumerate(by_page.items()):
        if place:
            said += nodes.Text(", " if in_short else "; ")
        root = page == app.config.root_doc
        title = [nodes.Text(ROOT)] if root else list(app.env.titles[page].children)
        # What stands in the first lines of a page has no section of its own.
        own = [] if in_short else [use for use in uses if use.anchor]
        said += reference(page, uses[0].anchor if in_short else "", title)
        for number, use in enumerate(own):
            said += nodes.Text(", " if number else ": ")
            said += reference(page, use.anchor, use.title)
    said += nodes.Text(".")
    return said


def say_where_used(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say below each name of a page of the reference where the book uses it."""
    known = explained(app.env)
    names = {place.anchor: name for name, place in known.items() if place.docname == docname}
    for one in list(doctree.findall(addnodes.desc)) if names else []:
        anchors = (name for sign in one.findall(addnodes.desc_signature) for name in sign["ids"])
        name = names.get(next(anchors, ""))
        said = listed(app, docname, name) if name else None
        if said is not None:
            content = one[-1]
            # Before a class' methods, which have lists of their own.
            inner = (i for i, part in enumerate(content) if isinstance(part, addnodes.desc))
            content.insert(next(inner, len(content)), said)
