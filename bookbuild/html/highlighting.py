"""Code without the marks that show nothing: half of all elements on some pages.

Pygments marks every name, number, bracket and space. Here only comments, strings and keywords keep
their marks, where a colour scheme of the book gives them a colour: pages of code would weigh some
kilobytes more for colours that tell a reader less.

Names of the package may be links: code_links.py says where, and what they lead to.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from io import StringIO
from typing import Any

from pygments.formatters import HtmlFormatter
from pygments.styles import get_style_by_name
from pygments.token import Comment, Keyword, String, Text, _TokenType
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge

COLOURED = (Comment, Keyword, String)
# They stand around a name until it is written, and nowhere else in a book's code.
OPEN, CLOSE = "\ue000", "\ue001"
MARKED = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
Tokens = Iterable[tuple[_TokenType, str]]


@cache
def look(scheme: Any, ttype: _TokenType) -> Any:
    """Return how a scheme shows a kind of token: as its nearest kind that the scheme knows."""
    known = {kind for kind, _ in scheme}
    while ttype not in known and ttype.parent is not None:
        ttype = ttype.parent
    return scheme.style_for_token(ttype)


class LeanFormatter(HtmlFormatter[str]):
    """Pygments' formatter, less the classes that the book does without, and with links.

    The option `links` is {how many characters stand before a name: (name, address)}.
    """

    schemes: tuple[Any, ...] = ()

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
        plain = not any(ttype in kind for kind in COLOURED) or all(
            look(scheme, ttype) == look(scheme, Text) for scheme in self.schemes
        )
        return "" if self.schemes and plain else super()._get_css_classes(ttype)


def use(app: Sphinx, config: Config) -> None:
    """Have Sphinx format code with it, before the builder makes its highlighter."""
    if not hasattr(HtmlFormatter, "_get_css_classes"):
        raise RuntimeError(
            "Pygments has changed: bookbuild/html/highlighting.py has to be looked at"
        )
    options = config.html_theme_options
    names = (options[f"pygments_{mode}_style"] for mode in ("light", "dark"))
    LeanFormatter.schemes = tuple(map(get_style_by_name, names))
    # Sphinx has no setting for the formatter.
    PygmentsBridge.html_formatter = LeanFormatter
