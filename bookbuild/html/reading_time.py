"""How long a page takes to read, said where its role {chapter-time} says how long it runs.

The words of the prose are counted when the page is read: those of code, formulas, exercises and
solutions are not. The minutes of the exercises are the catalogue's. A page that names the time of
another says only how long that one runs.
"""

import math

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

from bookbuild.execute.chapter_time import ReadingTime
from rnnbook.exercises import CATALOGUE

PER_MINUTE = 200
NOT_PROSE = (
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.comment,
    nodes.topic,
    exercise_node,
    exercise_enumerable_node,
    solution_node,
)


def is_prose(text: nodes.Text) -> bool:
    """Return whether somebody who reads the page reads a text as prose."""
    node: nodes.Node | None = text.parent
    in_caption = False
    while node is not None:
        in_caption = in_caption or isinstance(node, nodes.caption)
        is_cell = isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code"
        if isinstance(node, NOT_PROSE) or (is_cell and not in_caption):
            return False
        node = node.parent
    return True


def words_of(doctree: nodes.document) -> int:
    """Return how many words of prose a page has."""
    return sum(len(text.split()) for text in doctree.findall(nodes.Text) if is_prose(text))


def rounded(minutes: float) -> int:
    """Return minutes as one says them: in fives from ten on, and at least one.

    >>> [rounded(minutes) for minutes in (0.2, 7.2, 11, 33)]
    [1, 8, 10, 35]
    """
    return max(1, math.ceil(minutes)) if minutes < 10 else 5 * round(minutes / 5)


def counted(minutes: int) -> str:
    """Return minutes with their noun.

    >>> counted(1), counted(40)
    ('1 minute', '40 minutes')
    """
    return f"{minutes} minute{'s' if minutes != 1 else ''}"


def exercises(env: BuildEnvironment, name: str) -> int:
    """Return how many minutes the exercises of a page take, and follow their catalogue."""
    slugs = [slug for one in CATALOGUE.chapters if one.name == name for slug in one.slugs]
    env.note_dependency(str(CATALOGUE.folder / "order.json"))
    for slug in slugs:
        env.note_dependency(CATALOGUE.find(slug).file)
    return sum(CATALOGUE.find(slug).minutes for slug in slugs)


def sentence(words: int, minutes: int) -> str:
    """Return what follows "it runs in about 20 s".

    >>> sentence(7100, 92)
    ', takes about 35 minutes to read, and has exercises for about 90 minutes'
    >>> sentence(150, 0)
    ' and takes about 1 minute to read'
    """
    reading = f"takes about {counted(rounded(words / PER_MINUTE))} to read"
    if not minutes:
        return f" and {reading}"
    return f", {reading}, and has exercises for about {counted(rounded(minutes))}"


def write(app: Sphinx, doctree: nodes.document) -> None:
    """Say it on a page that has been read."""
    marks = list(doctree.findall(ReadingTime))
    if marks:
        name = app.env.docname.rpartition("/")[2]
        words = sentence(words_of(doctree), exercises(app.env, name))
        for mark in marks:
            mark.replace_self(nodes.Text(words))
