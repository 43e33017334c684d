"""Works by author and year, on the bibliography's page as in the text.

The styles that sphinxcontrib-bibtex brings number the works, or shorten their authors to a letter
or two; the text cites by author and year, so a reader would look for a number that stands nowhere.
An entry without an author goes by its field `key`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style as Unsorted
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import field, first_of, node, optional, sentence
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_style
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.template import reference

NAME = "rnnbook"


def authors(entry: Entry) -> str:
    """Return who wrote a work, at most two by name, or what stands for them."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [
        " ".join(map(str, [*person.rich_prelast_names, *person.rich_last_names]))
        for person in people
    ]
    if not names:
        return str(entry.fields.get("key", entry.key))
    return " and ".join(names) if len(names) < 3 else f"{names[0]} et al."


class Labels(BaseLabelStyle):
    """Labels such as "Elman, 1990"; works that would have the same one get letters."""

    def format_labels(self, sorted_entries: Iterable[Entry]) -> Iterator[str]:
        """Yield the label of each entry, in their order."""
        labels = [
            ", ".join(filter(None, [authors(entry), entry.fields.get("year")]))
            for entry in sorted_entries
        ]
        count, used = Counter(labels), Counter[str]()
        for label in labels:
            letter = ascii_lowercase[used[label]] if count[label] > 1 else ""
            used[label] += 1
            yield label + letter


class Sorting(SortingStyle):
    """By author, year and title; a work without an author where its key belongs."""

    def sorting_key(self, entry: Entry) -> tuple[str, ...]:
        """Return what an entry is sorted by."""
        who, *rest = super().sorting_key(entry)
        return (who or authors(entry).lower(), *rest)


class Style(Unsorted):
    """The list of works, sorted and with these labels."""

    default_label_style = Labels
    default_sorting_style = Sorting

    def format_web_refs(self, e: Any) -> Any:
        """Return the one address that lasts longest: many works have several for one page."""
        doi, eprint, url = self.format_doi(e), self.format_eprint(e), self.format_url(e)
        return sentence[first_of[optional[doi], optional[eprint], optional[url]]]


@node  # type: ignore[untyped-decorator]
def by_key(children: list[Any], data: dict[str, Any]) -> Any:
    """Cite a work without an author by its key, and every other one as it would be."""
    entry = data["entry"]
    if entry.persons or "key" not in entry.fields:
        return children[0].format_data(data)
    return reference[field("key")].format_data(data)


@dataclass
class References(AuthorYearReferenceStyle):
    """References in the text by author and year; `key` stands for both where there are none."""

    def inner(self, role_name: str) -> Any:
        """Return how one work is cited."""
        return by_key[super().inner(role_name)]


def register(app: Sphinx) -> None:
    """Give both styles the name by which `_config.yml` asks for them."""
    register_plugin("pybtex.style.formatting", NAME, Style, force=True)
    register_reference_style("sphinxcontrib.bibtex.style.referencing", NAME, References, force=True)
