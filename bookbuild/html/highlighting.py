"""Code without the marks that show nothing: half of all elements on some pages.

Pygments marks every name, number, bracket and space, by some fifty classes. Here only comments,
strings and keywords keep a mark, a letter each: pages of code would weigh some kilobytes more for
colours that tell a reader less.

Names of the package may be links: code_links.py says where, and what they lead to.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO
from typing import Any

from pygments.formatters import HtmlFormatter
from pygments.token import Comment, Keyword, String, _TokenType
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge

COLOURED = {Comment: "c", Keyword: "k", String: "s"}
# They stand around a name until it is written, and nowhere else in a book's code.
OPEN, CLOSE = "\ue000", "\ue001"
MARKED = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
Tokens = Iterable[tuple[_TokenType, str]]


class LeanFormatter(HtmlFormatter[str]):
    """Pygments' formatter, less the classes that the book does without, and with links.

    The option `links` is {how many characters stand before a name: (name, address)}.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.links: dict[int, tuple[str, str]] = options.get("links") or {}

    def marked(self, tokens: Tokens) -> Iterator[tuple[_TokenType, str]]:
        """Yield tokens, with marks around those that are links."""
        left, start = dict(self.links), 0
        for ttype, value in tokens:
            place, start = start, start + len(value)
            for at in [at for at in left if place <= at < start]:
                word, _ = left.pop(at)
                # A decorator's name is one token with its sign.
                before, found, after = value.partition(word)
                if len(before) != at - place or not found:
                    raise ValueError(f"{word!r} does not stand in {value!r}, at character {at}")
                value = f"{before}{OPEN}{word}{CLOSE}{after}"
            yield ttype, value
        if left:
            raise ValueError(f"this code ends before its links: {left}")

    def format_unencoded(self, tokensource: Tokens, outfile: Any) -> None:
        """Write the code, and its links."""
        if not self.links:
            super().format_unencoded(tokensource, outfile)
            return
        whole = StringIO()
        super().format_unencoded(self.marked(tokensource), whole)
        addresses = iter([self.links[start][1] for start in sorted(self.links)])
        outfile.write(
            MARKED.sub(
                lambda name: f'<a href="{escape(next(addresses))}">{name[1]}</a>', whole.getvalue()
            )
        )

    def _get_css_classes(self, ttype: _TokenType) -> str:
        return next((letter for kind, letter in COLOURED.items() if ttype in kind), "")


def use(app: Sphinx, config: Config) -> None:
    """Have Sphinx format code with it, before the builder makes its highlighter."""
    if not hasattr(HtmlFormatter, "_get_css_classes"):
        raise RuntimeError(
            "Pygments has changed: bookbuild/html/highlighting.py has to be looked at"
        )
    # Sphinx has no setting for the formatter.
    PygmentsBridge.html_formatter = LeanFormatter
