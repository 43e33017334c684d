"""Works by author and year: their labels, their order, and how the text cites them."""

import re

import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from bookbuild.html.bibliography import Style

WORKS = """
@article{one, author = {Elman, Jeffrey L.}, title = {One}, journal = {J}, year = {1990}}
@article{two, author = {Nair, Vinod and Hinton, Geoffrey E.}, title = {Two}, journal = {J},
  year = {2010}, url = {https://arxiv.org/abs/1010.1}, eprint = {1010.1}, doi = {10.1/2}}
@article{many, author = {van der Berg, Ada and Ba, Jimmy and M{\\"u}ller, Klaus}, title = {Many},
  journal = {J}, year = {1998}}
@article{later, author = {Elman, Jeffrey L.}, title = {Zeno}, journal = {J}, year = {1990}}
@book{edited, editor = {Fleet, David}, title = {Edited}, publisher = {P}, year = {2014}}
@misc{nobody, key = {Starting notebook}, title = {A Title That Nobody Signed}, note = {A note}}
"""

PAGE = """\
# Cited

In the text {cite:t}`one`, {cite:t}`many`, {cite:t}`nobody`. In brackets {cite:p}`two`,
{cite:p}`two,many`, {cite:p}`nobody`, {cite:p}`edited`. And {cite:t}`later`.
"""


def test_labels_are_authors_and_years_in_the_order_of_authors():
    style = Style()
    entries = style.sort(parse_string(WORKS, "bibtex").entries.values())
    assert list(style.format_labels(entries)) == [
        "Elman, 1990a",
        "Elman, 1990b",
        "Fleet, 2014",
        "Nair and Hinton, 2010",
        "Starting notebook",
        "van der Berg et al., 1998",
    ]


@pytest.mark.slow
def test_the_text_cites_by_the_labels_of_the_list(book):
    book.write("book/references.bib", WORKS)
    book.pages({"index": PAGE, "works": "# Works\n\n```{bibliography}\n```\n"})
    built = book.build("-W")
    assert built.code == 0, built.explain()
    text = " ".join(BeautifulSoup(book.html("index"), "html.parser").article.get_text().split())
    for cited in (
        "In the text Elman [1990], van der Berg et al. [1998], Starting notebook.",
        "In brackets [Nair and Hinton, 2010], [Nair and Hinton, 2010, van der Berg et al., 1998],",
        "[Starting notebook], [Fleet, 2014]. And Elman [1990].",
    ):
        assert cited in text
    works = BeautifulSoup(book.html("works"), "html.parser")
    labels = [re.sub(r"[\[\]]", "", one.get_text()) for one in works.select(".citation > .label")]
    assert labels[0] == "Elman, 1990a"
    assert labels[4] == "Starting notebook"
    # Of several addresses of one work a single one stands there.
    links = works.select(".citation")[3].select("a.external")
    assert [one["href"] for one in links] == ["https://doi.org/10.1/2"]
    # A reference leads to its work.
    first = BeautifulSoup(book.html("index"), "html.parser").article.select("a[href*='works']")[0]
    assert works.find(id=first["href"].partition("#")[2]).get_text().strip().startswith("[Elman")
