"""One card for each exercise of a page: statement, guess, starter, hints and solution.

In a chapter an exercise is three things in a row: the directive, the starter in a cell, and the
solution. On the site they become one `<section class="exercise-card">`, in which what one need not
see is a fold that works without scripts. Hints come from the catalogue. What a check or a solution
prints when the book is built is for notebooks: of it the card keeps the source of the solution.

A form takes the guess of a prediction, and the result of work with pencil and paper. It is made of
the exercise's record and shown by `book/_static/exercises.js`, which compares and remembers;
without scripts the page asks for code, as the notebook does. The e-book has no cards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import is_exercise_node, is_solution_node

from bookbuild.execute.execution import executed
from bookbuild.html import guesses
from bookbuild.state import environment_state
from rnnbook.exercises import CATALOGUE, Exercise, Question

NUMBER = '<input name="{name}" id="{id}" inputmode="decimal" autocomplete="off" size="8" required>'
CHOICE = (
    '<label><input type="radio" name="{name}" value="{place}" required><span>{words}</span></label>'
)


class exercise_card(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes like this)
    """A card; `originals` are the nodes of the page that it stands for, as a notebook has them."""

    originals: tuple[nodes.Element, ...] = ()


class exercise_part(nodes.General, nodes.Element):  # noqa: N801
    """A part of a card, such as a fold: its HTML is `open`, what is in it, and `close`."""


def visit_part(self: HTML5Translator, node: nodes.Element) -> None:
    """Open a card, or a part of one."""
    self.body.append(node["open"])


def depart_part(self: HTML5Translator, node: nodes.Element) -> None:
    """Close it."""
    self.body.append(node["close"])


def part(tag: str, *children: nodes.Node, lid: str = "", **attributes: str) -> exercise_part:
    """Return a part of a card, with a `<summary>` if it is a fold."""
    written = "".join(f' {name.rstrip("_")}="{escape(v)}"' for name, v in attributes.items())
    opened = f"<{tag}{written}>" + (f"<summary>{lid}</summary>\n" if lid else "")
    return exercise_part("", *children, open=opened, close=f"</{tag}>\n")


def html(text: str) -> nodes.raw:
    """Return a node for HTML."""
    return nodes.raw("", text, format="html")


def field(exercise: Exercise, place: int, question: Question) -> str:
    """Return the row of a form for one value."""
    name = escape(question.name)
    if question.choices:
        choices = "".join(
            CHOICE.format(name=place, place=number, words=escape(guesses.in_words(choice)))
            for number, choice in enumerate(question.choices)
        )
        return (
            f'<div class="exercise-question" role="radiogroup" aria-label="{name}">'
            f'<span>{name}</span><span class="exercise-choices">{choices}</span></div>\n'
        )
    here = f"{exercise.label}-{place}"
    return (
        f'<div class="exercise-question"><label for="{here}">{name}</label>'
        f"{NUMBER.format(name=place, id=here)}</div>\n"
    )


def attribute(data: Any) -> str:
    """Return data as the value of an attribute.

    It stands in single quotes, so that those of JSON may stay as they are.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "'" + escape(text, quote=False).replace("'", "&#39;") + "'"


def form(exercise: Exercise, measured: Any) -> str:
    """Return the form in which a page takes a guess; nothing where only code can answer."""
    asked = guesses.questions(exercise)
    if not asked:
        return ""
    rows, group = "", ""
    for place, question in enumerate(asked):
        if question.group != group:
            rows += "</fieldset>\n" if group else ""
            group = question.group
            rows += f"<fieldset><legend>{escape(group)}</legend>\n" if group else ""
        rows += field(exercise, place, question)
    rows += "</fieldset>\n" if group else ""
    verb = "Commit my guess" if exercise.kind == "prediction" else "Check my answer"
    known = attribute(guesses.data(exercise, measured))
    return (
        f'<form class="exercise-guess" data-answers={known} novalidate hidden>\n{rows}'
        f'<p class="exercise-buttons"><button type="submit">{verb}</button></p>\n</form>\n'
        '<div class="exercise-result" role="status" tabindex="-1"></div>\n'
    )


def meta(exercise: Exercise) -> str:
    """Return the first line of a card, with a place for the reader's tick."""
    words = (exercise.kind, f"level {exercise.level}", f"{exercise.minutes} min")
    spans = " ".join(f"<span>{word}</span>" for word in words)
    done = "answered" if exercise.kind == "prediction" else "solved"
    return (
        f'<p class="exercise-meta">{spans} <label class="exercise-done" hidden>'
        f'<input type="checkbox"> {done}</label></p>\n'
    )


def hints(exercise: Exercise) -> str:
    """Return the hints as folds, each inside the one before it."""
    count, folds = len(exercise.hints), ""
    for number in range(count, 0, -1):
        lid = f"Hint {number} of {count}" if count > 1 else "Hint"
        text = escape(exercise.hints[number - 1], quote=False)
        folds = (
            f'<details class="exercise-hint"><summary>{lid}</summary>\n<p>{text}</p>\n'
            f"{folds}</details>\n"
        )
    return folds


def title(app: Sphinx, docname: str, node: nodes.Element) -> exercise_part:
    """Return the title of a card: "Exercise 12 · The wrong state"."""
    numbers = app.env.toc_fignumbers.get(docname, {}).get("exercise", {})
    number = next(filter(None, (numbers.get(name) for name in node["ids"])), ())
    words = app.config.numfig_format["exercise"].replace("%s", ".".join(map(str, number)))
    # sphinx-exercise has put the title in brackets.
    named = [one for one in node[0].deepcopy() if one.astext() not in {" (", ")"}]
    between = [nodes.Text(" · ")] if number else []
    return part(
        "p",
        *([nodes.Text(words)] if number else []),
        *between,
        *named,
        class_="exercise-title",
        id=f"{node['ids'][0]}-title",
    )


def starter(exercise: Exercise, cell: nodes.Element) -> exercise_part:
    """Return the cell to fill in, less what it prints, in a fold.

    What is to be mended has to be read, and stands open.
    """
    shown = cell.deepcopy()
    for output in list(shown.findall(is_output)):
        output.parent.remove(output)
    if exercise.kind == "repair":
        return part("div", shown, class_="exercise-start")
    return part("details", shown, lid="Start in code", class_="exercise-start")


def is_output(node: nodes.Node) -> bool:
    """Return whether a node is what a cell prints."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def has_tag(node: nodes.Node, tag: str) -> bool:
    """Return whether a node is a cell with a tag."""
    return isinstance(node, nodes.container) and f"tag_{tag}" in node["classes"]


def printed(cell: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the blocks of what a cell prints."""
    for output in cell.findall(is_output):
        yield from output.findall(
            lambda one: isinstance(one, nodes.literal_block | nodes.paragraph)
        )


def solution(node: nodes.Element) -> exercise_part:
    """Return a solution in a fold; of the cell that shows its source, the source."""
    content = node.deepcopy()
    for cell in list(content.findall(lambda one: has_tag(one, "solution"))):
        blocks = [one.deepcopy() for one in printed(cell)]
        cell.parent.replace(cell, part("div", *blocks, class_="exercise-source"))
    inner = [one for child in content.children[1:] for one in unpacked(child)]
    return part("details", *inner, lid="Solution", class_="solution", id=node["ids"][0])


def unpacked(node: nodes.Node) -> list[nodes.Node]:
    """Return what is in a section that has no title, and any other node as it is."""
    return list(node.children) if isinstance(node, nodes.section) else [node]


def following(node: nodes.Element, count: int) -> list[nodes.Element | None]:
    """Return the next neighbours of a node, less marks for links."""
    after = node.parent.children[node.parent.index(node) + 1 :]
    real = [one for one in after if not isinstance(one, nodes.Invisible | nodes.target)]
    return [*real, *[None] * count][:count]


def measured(env: BuildEnvironment) -> dict[str, Any]:
    """Return {exercise: what the run of its page found}."""
    found = environment_state(env).measured
    return {name: result for page in found.values() for name, result in page.items()}


def card(app: Sphinx, docname: str, node: nodes.Element) -> exercise_card:
    """Return the card of an exercise."""
    exercise = CATALOGUE.find(node["label"].removeprefix("ex-"))
    cell, solved = following(node, 2)
    found = exercise_card()
    found.originals = (node,)
    statement = [one for child in node.deepcopy().children[1:] for one in unpacked(child)]
    found += [
        html(meta(exercise)),
        title(app, docname, node),
        part("div", *statement, class_="exercise-statement"),
        html(form(exercise, measured(app.env).get(exercise.slug))),
    ]
    if cell is not None and has_tag(cell, "exercise"):
        found += starter(exercise, cell)
        found.originals += (cell,)
        cell.parent.remove(cell)
    else:
        solved = cell
    found += html(hints(exercise))
    if solved is not None and is_solution_node(solved):
        found += solution(solved)
        found.originals += (solved,)
        solved.parent.remove(solved)
    name = node["ids"][0]
    found["open"] = (
        f'<section class="exercise-card" id="{name}" aria-labelledby="{name}-title" '
        f'data-exercise="{exercise.slug}">\n'
    )
    found["close"] = "</section>\n"
    return found


def make(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make the cards of a page."""
    for node in list(doctree.findall(is_exercise_node)):
        if node["label"].removeprefix("ex-").replace("-", "_") in CATALOGUE.slugs:
            made = card(app, docname, node)
            node.parent.replace(node, made)


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the run of a page found out about its predictions."""
    docname, found = app.env.docname, {}
    if next(doctree.findall(is_exercise_node), None) is not None:
        notebook = executed(app.env, docname)
        cells = notebook.cells if notebook else []
        for output in (one for cell in cells for one in cell.get("outputs", [])):
            record = output.get("data", {}).get(CATALOGUE.measured_mime)
            if record:
                found[record["exercise"]] = record["result"]
        for node in doctree.findall(is_exercise_node):
            slug = node["label"].removeprefix("ex-").replace("-", "_")
            if slug in CATALOGUE.slugs:
                app.env.note_dependency(CATALOGUE.find(slug).file)
    environment_state(app.env).measured[docname] = found


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is gone, or about to be read again."""
    environment_state(env).measured.pop(docname, None)
    environment_state(env).guess_lists.discard(docname)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over the pages that another process has read."""
    read = environment_state(other).measured
    environment_state(env).measured.update({name: read[name] for name in docnames if name in read})
    environment_state(env).guess_lists.update(environment_state(other).guess_lists)


def register(app: Sphinx) -> None:
    """Say how cards are written."""
    app.add_node(exercise_card, html=(visit_part, depart_part))
    app.add_node(exercise_part, html=(visit_part, depart_part))
