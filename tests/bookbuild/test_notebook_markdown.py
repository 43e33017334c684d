"""Parts of Markdown that every notebook reader understands."""

import pytest

from bookbuild.notebook import notebook_markdown as markdown


@pytest.mark.parametrize(
    ("code", "expected"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a```b``", "```` a```b`` ````")],
)
def test_code_within_text(code, expected):
    assert markdown.quoted(code) == expected


def test_macros_end_where_a_longer_command_goes_on():
    macros = {"\\R": "\\mathbb{R}", "\\E": "\\operatorname{E}"}
    found = markdown.expanded(r"\R^n \Rightarrow \E_x", macros)
    assert found == r"{\mathbb{R}}^n \Rightarrow {\operatorname{E}}_x"
