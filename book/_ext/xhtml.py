"""Pages for e-readers: well-formed XML, no scripts, formulas as MathML.

A browser forgives what an e-reader does not. So each written page is read as a browser would read
it, relieved of what only scripts make useful, and written as XML.
"""

from xml.dom.minidom import Document, Element

import html5lib

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
DOCTYPE = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'


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
            element.parentNode.removeChild(element)
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
            semantics.parentNode.replaceChild(shown, semantics)
        # A stacked relation comes as an operator that holds elements; operators hold text.
        for operator in math.getElementsByTagName("mo"):
            if any(child.nodeType == child.ELEMENT_NODE for child in operator.childNodes):
                row = document.createElementNS(NAMESPACES["math"], "mrow")
                for child in list(operator.childNodes):
                    row.appendChild(child)
                operator.parentNode.replaceChild(row, operator)


def named_spaces(document: Document, language: str) -> None:
    """Say where HTML, SVG and MathML begin, as XML asks for, and in which language the page is."""
    for name, space in NAMESPACES.items():
        for element in document.getElementsByTagName(name):
            element.setAttribute("xmlns", space)
    root = document.documentElement
    for name, value in (("xmlns:epub", OPS), ("lang", language), ("xml:lang", language)):
        root.setAttribute(name, value)
    for svg in document.getElementsByTagName("svg"):
        svg.setAttribute("xmlns:xlink", XLINK)


def readable_boxes(document: Document) -> None:
    """Open what a click would open: not every e-reader knows folds."""
    for element in document.getElementsByTagName("details"):
        element.setAttribute("open", "open")


def well_formed(html: str, language: str = "en") -> str:
    """Return a page as XML.

    >>> page = well_formed("<title>A</title><p>one<br>two<script>x()</script>")
    >>> page.partition("<body>")[2]
    '<body><p>one<br/>two</p></body></html>\\n'
    """
    document = html5lib.parse(html, treebuilder="dom")
    without_scripts(document)
    plain_mathml(document)
    readable_boxes(document)
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
