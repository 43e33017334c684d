"""Pages for e-readers: well-formed XML, no scripts, formulas as MathML.

A browser forgives what an e-reader does not. So each written page is read as a browser would read
it, relieved of what only scripts make useful, and written as XML.
"""

from xml.dom.minidom import Document, Element

import html5lib

from rnnbook._page import stand_alone

NAMESPACES = {
    "html": "http://www.w3.org/1999/xhtml",
    "svg": "http://www.w3.org/2000/svg",
    "math": "http://www.w3.org/1998/Math/MathML",
}
OPS = "http://www.idpf.org/2007/ops"
XLINK = "http://www.w3.org/1999/xlink"
# Elements and classes that do nothing without scripts.
SCRIPTED = {"script", "noscript"}
CONTROLS = {"rnnbook-controls"}
# Attributes that steer a browser's loading, and are unknown to e-books.
UNKNOWN = {"loading"}
# Letters of a formula that may be wider than the page of a small reader.
LONG = 24
DOCTYPE = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'


def parent_of(element: Element) -> Element:
    """Return the element around one that is not the root."""
    parent = element.parentNode
    assert isinstance(parent, Element)
    return parent


def text_of(element: Element) -> str:
    """Return the text in an element."""
    return "".join(
        child.data if child.nodeType == child.TEXT_NODE else text_of(child)
        for child in element.childNodes
        if child.nodeType in (child.TEXT_NODE, child.ELEMENT_NODE)
    )


def without_scripts(document: Document) -> None:
    """Remove scripts, and the controls that need them."""
    for element in document.getElementsByTagName("*"):
        classes = set(element.getAttribute("class").split())
        if element.tagName in SCRIPTED or classes & CONTROLS:
            parent_of(element).removeChild(element)
            continue
        for name in UNKNOWN:
            if element.hasAttribute(name):
                element.removeAttribute(name)


def plain_mathml(document: Document) -> None:
    """Keep of each formula its presentation; its TeX becomes the text that stands for it.

    KaTeX writes the TeX inside the formula as well, where a reader without MathML shows both.
    """
    for math in document.getElementsByTagName("math"):
        for semantics in math.getElementsByTagName("semantics"):
            shown, *others = [one for one in semantics.childNodes if one.nodeType == 1]
            for other in others:
                if other.getAttribute("encoding") == "application/x-tex":
                    math.setAttribute("alttext", " ".join(text_of(other).split()))
            parent_of(semantics).replaceChild(shown, semantics)
        # In a sentence; displayed formulas have a line, and a box, of their own.
        if len(text_of(math)) > LONG and math.getAttribute("display") != "block":
            parent_of(math).setAttribute("class", "rnnbook-long")
        # A stacked relation comes as an operator that holds elements; operators hold text.
        for operator in math.getElementsByTagName("mo"):
            if any(child.nodeType == child.ELEMENT_NODE for child in operator.childNodes):
                row = document.createElementNS(NAMESPACES["math"], "mrow")
                for child in list(operator.childNodes):
                    row.appendChild(child)
                parent_of(operator).replaceChild(row, operator)


def aligned_columns(document: Document) -> None:
    """Write the alignment of a formula's cells as style, the one way that all browsers know."""
    for table in document.getElementsByTagName("mtable"):
        sides = table.getAttribute("columnalign").split()
        close = table.getAttribute("columnspacing").split()
        for row in table.getElementsByTagName("mtr"):
            cells = [
                one for one in row.childNodes if isinstance(one, Element) and one.tagName == "mtd"
            ]
            for place, cell in enumerate(cells[: len(sides)]):
                style = f"text-align: {sides[place]}"
                # The spacing is that to the next column, here and before.
                if place < len(close) and close[place] == "0em":
                    style += "; padding-right: 0"
                if 0 < place <= len(close) and close[place - 1] == "0em":
                    style += "; padding-left: 0"
                cell.setAttribute("style", style)


def plain_colours(document: Document) -> None:
    """Write colours in the place of variables, which not every e-reader knows."""
    for element in document.getElementsByTagName("*"):
        for name, value in list(element.attributes.items()):
            if "var(--" in value:
                element.setAttribute(name, stand_alone(value))


def named_spaces(document: Document, language: str) -> None:
    """Say where HTML, SVG and MathML begin, as XML asks for, and in which language the page is."""
    for name, space in NAMESPACES.items():
        for element in document.getElementsByTagName(name):
            element.setAttribute("xmlns", space)
    root = document.documentElement
    assert root is not None
    for name, value in (("xmlns:epub", OPS), ("lang", language), ("xml:lang", language)):
        root.setAttribute(name, value)
    for svg in document.getElementsByTagName("svg"):
        svg.setAttribute("xmlns:xlink", XLINK)


def open_folds(document: Document) -> None:
    """Make plain boxes of what a click would open: not every e-reader knows folds."""
    for fold in document.getElementsByTagName("details"):
        for title in fold.getElementsByTagName("summary"):
            renamed(document, title, "p", "rnnbook-fold-title")
        renamed(document, fold, "div", fold.getAttribute("class"))


def renamed(document: Document, element: Element, name: str, classes: str) -> None:
    """Put another kind of element in the place of one, with the same content."""
    new = document.createElementNS(NAMESPACES["html"], name)
    new.setAttribute("class", classes)
    if element.hasAttribute("id"):
        new.setAttribute("id", element.getAttribute("id"))
    for child in list(element.childNodes):
        new.appendChild(child)
    parent_of(element).replaceChild(new, element)


def well_formed(html: str, language: str = "en") -> str:
    r"""Return a page as XML.

    >>> page = well_formed("<title>A</title><p>one<br>two<script>x()</script>")
    >>> page.partition("<body>")[2]
    '<p>one<br/>two</p></body></html>\n'
    """
    document = html5lib.parse(html, treebuilder="dom")
    without_scripts(document)
    plain_mathml(document)
    aligned_columns(document)
    open_folds(document)
    plain_colours(document)
    named_spaces(document, language)
    return DOCTYPE + document.documentElement.toxml() + "\n"


def properties(page: str) -> str:
    """Return what an e-reader has to be told of a page: that it holds MathML or SVG.

    >>> properties("<p><math><mi>x</mi></math></p>")
    'mathml'
    """
    kinds = {"mathml": "<math ", "svg": "<svg "}
    short = {name: start.replace(" ", ">") for name, start in kinds.items()}
    return " ".join(n for n, start in kinds.items() if start in page or short[n] in page)
