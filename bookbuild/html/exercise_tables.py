"""The directive {exercise-tables}: all exercises of the book, a section and a table a chapter.

It reads the package's catalogue, so that no title, level or time is typed twice.
"""

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.catalogue import Chapter
from rnnbook.exercises.checker.spec import Exercise


def row(exercise: Exercise) -> str:
    """Return an exercise's row of a Markdown table, with a link to its statement."""
    name = f"{{ref}}`{exercise.title} <{exercise.label}>` `{exercise.slug}`"
    cells = [name, exercise.kind, exercise.level, exercise.minutes]
    return f"| {' | '.join(map(str, cells))} |"


def table(chapter: Chapter) -> list[str]:
    """Return the Markdown of a chapter's section."""
    exercises = [CATALOGUE.find(slug) for slug in chapter.slugs]
    minutes = sum(e.minutes for e in exercises)
    return [
        f"{len(exercises)} exercises, about {minutes} minutes, "
        f"in [{chapter.title}]({chapter.name}.md).",
        "",
        "| exercise | kind | level | minutes |",
        "|---|---|--:|--:|",
        *map(row, exercises),
    ]


class ExerciseTables(SphinxDirective):
    """Print the tables."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each chapter."""
        self.env.note_dependency(str(CATALOGUE.folder / "order.json"))
        sections: list[nodes.Node] = []
        for chapter in CATALOGUE.chapters:
            for slug in chapter.slugs:
                self.env.note_dependency(CATALOGUE.find(slug).file)
            section = nodes.section(ids=[nodes.make_id(f"exercises-{chapter.name}")])
            section += nodes.title("", chapter.title)
            lines = StringList(table(chapter), source=self.get_source_info()[0])
            self.state.nested_parse(lines, self.content_offset, section)
            for one in section.findall(nodes.table):
                one["classes"].append("rnnbook-exercises")
            sections.append(section)
        return sections


def register(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("exercise-tables", ExerciseTables)
