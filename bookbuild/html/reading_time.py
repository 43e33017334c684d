"""How long a page takes to read, said where its role {chapter-time} says how long it runs.

The words of the prose are counted when the page is read: those of code, formulas, exercises and
solutions are not. The minutes of the exercises are the catalogue's. A page that names the time of
another says only how long that one runs.

    {part-time}`Sequences`   how long the pages of that part take to read

The line above a page's title says the same in short (see frame.py).
"""

import math
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

from bookbuild import toc
from bookbuild.execute.chapter_time import RECORDED, ReadingTime, in_words, recorded
from bookbuild.state import Times, environment_state
from rnnbook.exercises import CATALOGUE

logger = logging.getLogger(__name__)

PER_MINUTE = 200
# What a page's metadata say of it: how many words of prose it has, and whether it names such sums.
WORDS, SUMS = "rnnbook-words", "rnnbook-part-times"
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


def in_hours(minutes: float) -> str:
    """Return a longer time as one says it: in fives of minutes, from 90 on in quarters of hours.

    >>> in_hours(38), in_hours(88), in_hours(130), in_hours(180)
    ('40 minutes', '90 minutes', '2¼ hours', '3 hours')
    """
    if minutes < 95:
        return counted(rounded(minutes))
    whole, quarters = divmod(round(minutes / 15), 4)
    return f"{whole}{('', '¼', '½', '¾')[quarters]} hours"


def in_short(minutes: int) -> str:
    """Return minutes in as few letters as people use.

    >>> in_short(12), in_short(60), in_short(85)
    ('12 min', '1 h', '1 h 25 min')
    """
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest else [])])


def times_of(env: BuildEnvironment, words: int) -> Times:
    """Return how long the page takes that is being read, and follow what says so."""
    name, source = env.docname.rpartition("/")[2], Path(env.srcdir)
    slugs = [slug for one in CATALOGUE.chapters if one.name == name for slug in one.slugs]
    env.note_dependency(str(source / RECORDED))
    env.note_dependency(str(CATALOGUE.folder / "order.json"))
    for slug in slugs:
        env.note_dependency(CATALOGUE.find(slug).file)
    seconds = recorded(source).get(name)
    return Times(
        minutes=rounded(words / PER_MINUTE),
        seconds=in_words(seconds).removeprefix("about ") if seconds else "",
        exercises=len(slugs),
        practice=sum(CATALOGUE.find(slug).minutes for slug in slugs),
    )


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


class PartTime(nodes.General, nodes.Inline, nodes.Element):
    """Where a page is to say how long the pages of a part take to read."""


class PartTimeRole(SphinxRole):
    """Leave a mark: the words are known when all pages have been read."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the mark, and note the page as one to write in every build."""
        self.env.metadata[self.env.docname][SUMS] = True
        mark = PartTime(part=self.text)
        self.set_source_info(mark)
        return [mark], []


def write(app: Sphinx, doctree: nodes.document) -> None:
    """Count a page that has been read, and say its time where it is asked for."""
    docname = app.env.docname
    words = app.env.metadata[docname][WORDS] = words_of(doctree)
    times = environment_state(app.env).times[docname] = times_of(app.env, words)
    for mark in list(doctree.findall(ReadingTime)):
        mark.replace_self(nodes.Text(sentence(words, times.practice)))


def to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages that are written in every build."""
    return sorted(name for name, of_page in env.metadata.items() if SUMS in of_page)


def sum_up(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say how long each part takes that a page asks for."""
    for mark in list(doctree.findall(PartTime)):
        places = toc.places(Path(app.srcdir))
        pages = [name for name, place in places.items() if place.part == mark["part"]]
        if not pages:
            parts = ", ".join(sorted({place.part for place in places.values() if place.part}))
            message = "part-time: no part of _toc.yml is called %r; there are: %s"
            logger.warning(message, mark["part"], parts or "none", location=mark, type="part_time")
        words = sum(app.env.metadata[name][WORDS] for name in pages)
        mark.replace_self(nodes.Text(in_hours(words / PER_MINUTE)))


def register(app: Sphinx) -> None:
    """Add the role for the time of a part."""
    app.add_node(PartTime)
    app.add_role("part-time", PartTimeRole())
