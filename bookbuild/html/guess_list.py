"""The directive {guess-list}: all predictions of the book, and what a reader has guessed.

The page has the predictions and what came out; `book/_static/exercises.js` puts the guesses that
it finds in the reader's browser beside them. Without scripts, and in the e-book, it is a list.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from bookbuild.html import exercise_cards, guesses
from bookbuild.state import environment_state
from rnnbook.exercises import CATALOGUE, Exercise

# What the script writes for a reader without guesses, so that no line moves when it arrives.
SUMMARY = '<div class="guess-summary"><p>You have answered 0 of {} predictions.</p></div>\n'
NONE = '<p class="guess-none">No guess yet.</p>\n'


class guess_list(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes like this)
    """The place of the list, until all pages are read."""


class GuessList(SphinxDirective):
    """Print the list."""

    def run(self) -> list[nodes.Node]:
        """Return its place."""
        environment_state(self.env).guess_lists.add(self.env.docname)
        return [guess_list()]


def to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages with a list: what came out may be new in every build."""
    return sorted(environment_state(env).guess_lists & env.found_docs)


def data(exercise: Exercise, measured: Any) -> dict[str, Any]:
    """Return what the script needs to show a guess."""
    found = guesses.data(exercise, measured)
    del found["comments"]
    names = (f"{q.group}: {q.name}" if q.group else q.name for q in guesses.questions(exercise))
    return {**found, "names": list(names)}


def item(app: Sphinx, docname: str, page: str, chapter: str, exercise: Exercise) -> nodes.Element:
    """Return the line of a prediction."""
    uri = app.builder.get_relative_uri(docname, page)
    link = nodes.reference("", exercise.title, internal=True, refuri=f"{uri}#{exercise.label}")
    line = nodes.paragraph("", "", link, nodes.Text(f", in {chapter}"))
    if app.builder.name != "html":
        return nodes.list_item("", line)
    known = exercise_cards.attribute(
        data(exercise, exercise_cards.measured(app.env).get(exercise.slug))
    )
    opened = f'<li data-exercise="{exercise.slug}" data-answers={known}>\n'
    return exercise_cards.exercise_part(
        "", line, exercise_cards.html(NONE), open=opened, close="</li>\n"
    )


def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the list in its place."""
    for place in list(doctree.findall(guess_list)):
        folder = docname.rpartition("/")[0]
        items = [
            item(app, docname, page, chapter.title, CATALOGUE.find(slug))
            for chapter in CATALOGUE.chapters
            for slug in chapter.slugs
            if CATALOGUE.find(slug).kind == "prediction"
            and (page := f"{folder}/{chapter.name}".lstrip("/")) in app.env.found_docs
        ]
        if app.builder.name == "html":
            whole = exercise_cards.part("ul", *items, class_="guess-list")
            place.replace_self([exercise_cards.html(SUMMARY.format(len(items))), whole])
        else:
            place.replace_self(nodes.bullet_list("", *items))


def register(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("guess-list", GuessList)
    app.add_node(guess_list)
