"""Short formulas stay on one line, with the marks beside them."""

import pytest
from docutils import nodes

from bookbuild.html import formulas

WIDTHS = {"short": 3.0, "long": 20.0}


@pytest.fixture
def measured(monkeypatch):
    """Take the widths of formulas from a table: KaTeX needs a build."""
    monkeypatch.setattr(formulas, "rendered", lambda latex, displayed: latex)
    monkeypatch.setattr(formulas, "width", WIDTHS.__getitem__)


def kept(*parts):
    """Return how a paragraph is divided: `[...]` stands around what no line divides."""
    paragraph = nodes.paragraph()
    for part in parts:
        paragraph += nodes.math(part, part) if part in WIDTHS else nodes.Text(part)
    document = nodes.Element("", paragraph)
    formulas.keep_together(None, document, "page")
    return "".join(
        f"[{one.astext()}]" if isinstance(one, nodes.inline) else one.astext()
        for one in paragraph.children
    )


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("a ", "short", ", and b"), "a [short,] and b"),
        (("a (", "short", ") and b"), "a [(short)] and b"),
        (("a ", "short"), "a [short]"),
        (("short", "short"), "[short][short]"),
        (("short", ", ", "short", "."), "[short,] [short.]"),
        (("a ", "long", ", and b"), "a long, and b"),
        (("a", "short", "-th"), "a[short]-th"),
    ],
)
@pytest.mark.usefixtures("measured")
def test_a_short_formula_takes_the_marks_beside_it(parts, found):
    assert kept(*parts) == found


def test_a_width_is_about_that_of_the_letters():
    html = '<span class="katex-html" aria-hidden="true"><span class="mord">H</span>'
    assert formulas.width(html) == pytest.approx(0.52)
    assert formulas.width(html + '<span class="mrel">=</span>8') == pytest.approx(3 * 0.52 + 0.5)
