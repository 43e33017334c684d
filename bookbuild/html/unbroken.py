"""What a line must not begin with: a per cent sign, and the full stop behind a formula.

Pages say `95 %` with a space, which must not end a line. Formulas are boxes to a browser, which
may break a line between a box and the full stop or bracket that follows.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx

# What is longer in TeX may have to be broken on a telephone.
SHORT = 20
NOT_WORDS = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)
NO_BREAK = "\u00a0%"
SIGNS = re.compile(r"[.,;:!?)\]’”]+")


def with_number(text: str) -> str:
    r"""Return a text in which each per cent sign keeps to what stands before it.

    >>> with_number(" % of 95 % and 100\n%") == "\u00a0% of 95\u00a0% and 100\u00a0%"
    True
    >>> with_number("7 % 3")
    '7\xa0% 3'
    """
    return re.sub(r"(^|(?<=\d))[ \n]%", NO_BREAK, text)


def keep(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep both on their lines, in all words that are not code."""
    for text in list(doctree.findall(nodes.Text)):
        if not isinstance(text.parent, NOT_WORDS):
            kept = with_number(text)
            if kept != text:
                text.parent.replace(text, nodes.Text(kept))
    for math in list(doctree.findall(nodes.math)):
        follows = math.next_node(siblings=True, descend=False)
        signs = SIGNS.match(follows) if isinstance(follows, nodes.Text) else None
        if signs and len(math.astext()) <= SHORT:
            rest = nodes.Text(follows[signs.end() :])
            follows.parent.replace(follows, rest)
            box = nodes.inline(classes=["rnnbook-unbroken"])
            math.replace_self(box)
            box += [math, nodes.Text(signs[0])]
