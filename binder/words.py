"""What the chapters say in the words of the published page, in words that JupyterLab knows.

JupyterLab shows MyST Markdown, exercises and equations included, but has no bibliography, no glue,
no captions of a cell's picture, and knows of no page but the one that is open.
"""

import re
from pathlib import Path

import nbformat

GLUE = re.compile(r"\{glue:text\}`([^`:]+)(?::([^`]*))?`")
CITE = re.compile(r"\{cite:([pt])\}`([^`]+)`")
TIME = re.compile(r" [^.!?\n]*\{chapter-time\}`[^`]+`\.")
NUMREF = re.compile(r"\{numref\}`([^`]+)`")
LABEL = re.compile(r"\$\$ *\(([\w-]+)\)|^\(([\w-]+)\)=|^:label: *([\w-]+)", re.M)
POINTER = re.compile(r"\{(eq|ref)\}`(?:([^`<]*?)\s*<)?([\w-]+)>?`")
IMPORT = re.compile(r"^(from rnnbook\.evidence import .*\bglue\b.*)$", re.M)
PREPARED = "glued"
TABLES = re.compile(r"^(`{3,})\{exercise-tables\}.*\n\1", re.M)
LISTED = (
    "In a terminal (File, New, Terminal) `rnnbook exercises` lists them with what you have solved."
)
DIRECTIVE = re.compile(r"^(?:`{3,}|:{3,})\{([\w:-]+)\}", re.M)
SHOWN = {
    *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note"),
    *("seealso", "tip", "warning", "dropdown", "math", "table", "list-table", "figure", "image"),
    *("exercise", "solution", "solution-start", "solution-end", "tab-set", "tab-item", "code"),
}


class Unknown(Exception):  # noqa: N818
    """A name that is nowhere defined; the text says which."""


def authors(path):
    """Return {key: (authors in short, year)} of a bibliography."""
    found = {}
    for entry in re.split(r"^@\w+\{", Path(path).read_text("utf-8"), flags=re.M)[1:]:
        key = entry.partition(",")[0]
        fields = dict(re.findall(r"^\s*(\w+)\s*=\s*[{\"](.*?)[}\"],?\s*$", entry, re.M))
        names = [one.partition(",")[0] for one in fields.get("author", key).split(" and ")]
        names = [re.sub(r"[{}]|\\.", "", one) for one in names]
        if len(names) > 2:
            names = [f"{names[0]} et al."]
        found[key] = " and ".join(names), fields.get("year", "n.d.")
    return found


def cited(match, known):
    """Return a citation as a link to the page that lists them."""
    told = []
    for key in match[2].split(","):
        if key not in known:
            raise Unknown(f"no entry {key!r} in the bibliography")
        who, year = known[key]
        told.append(f"{who} ({year})" if match[1] == "t" else f"{who}, {year}")
    link = f"[{'; '.join(told)}](bibliography.md)"
    return link if match[1] == "t" else f"({link})"


def labels(source):
    """Return the labels of the equations, exercises and places in a text."""
    return {next(filter(None, found)) for found in LABEL.findall(source)}


def homes(paths):
    """Return {label: (name of the file, title of the page)} of the pages that have it."""
    found = {}
    for path in paths:
        source = path.read_text("utf-8")
        title = re.search(r"^# (.+)$", source, re.M)[1]
        found.update(dict.fromkeys(labels(source), (path.name, title)))
    return found


def pointed(match, own, elsewhere):
    """Return a reference as it stands if it stays on the page, else as a link to another one."""
    kind, said, label = match.groups()
    if label in own:
        return match[0]
    if label not in elsewhere:
        raise Unknown(f"no page has the label {label!r}")
    name, title = elsewhere[label]
    place = "an equation" if kind == "eq" else "a place"
    return f"[{said or f'{place} in “{title}”'}]({name})"


def glued(match):
    """Return a number of the text as an expression that JupyterLab evaluates when the text runs."""
    spec = f', "{match[2]}"' if match[2] else ""
    return f'{{eval}}`glued("{match[1]}"{spec})`'


def reword(notebook, known, elsewhere=None):
    """Put the words of JupyterLab in the place of the page's, in text and in captions.

    `known` is what `authors` returns of the bibliography, and `elsewhere` what `homes` returns of
    the book.
    """
    figures, own = {}, set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            own |= labels(cell.source)
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if figure.get("caption"):
            figures[figure.get("name", cell.id)] = cell

    def number(match):
        if match[1] not in figures:
            raise Unknown(f"no picture {match[1]!r} on this page")
        return f"Figure {list(figures).index(match[1]) + 1}"

    def changed(source):
        source = TABLES.sub(LISTED, GLUE.sub(glued, TIME.sub("", source)))
        for name in DIRECTIVE.findall(source):
            if name not in SHOWN and not name.startswith("prf:"):
                raise Unknown(f"JupyterLab does not show the directive {{{name}}}")
        source = POINTER.sub(lambda match: pointed(match, own, elsewhere or {}), source)
        return NUMREF.sub(number, CITE.sub(lambda match: cited(match, known), source))

    cells, imported = [], False
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = changed(cell.source)
            continue
        if not imported:
            cell.source, imported = IMPORT.subn(rf"\1, {PREPARED}", cell.source, count=1)
        caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption")
        if caption:
            place = [one is cell for one in figures.values()].index(True) + 1
            text = f"*Figure {place}.* {changed(caption)}"
            cells.append(nbformat.v4.new_markdown_cell(text))
            # The caption stands in a cell of its own now.
            del cell.metadata["mystnb"]["figure"]["caption"]
    notebook.cells = cells
