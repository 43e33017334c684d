"""Code without the marks that show nothing: half of all elements on some pages.

Pygments marks every name, number, bracket and space. Here only comments, strings and keywords keep
their marks, where a colour scheme of the book gives them a colour: pages of code would weigh some
kilobytes more for colours that tell a reader less.
"""

from functools import cache
from typing import Any

from pygments.formatters import HtmlFormatter
from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import Comment, Keyword, String, Text, _TokenType
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge

COLOURED = (Comment, Keyword, String)


@cache
def look(scheme: type[Style], ttype: _TokenType) -> dict[str, Any]:
    """Return how a scheme shows a kind of token: as its nearest kind that the scheme knows."""
    known = {kind for kind, _ in scheme}
    while ttype not in known and ttype.parent is not None:
        ttype = ttype.parent
    return scheme.style_for_token(ttype)


class LeanFormatter(HtmlFormatter[str]):
    """Pygments' formatter, less the classes that the book does without."""

    schemes: tuple[type[Style], ...] = ()

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
