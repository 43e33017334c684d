"""The role {chapter-time}: how long a chapter takes to run, as last recorded.

    {chapter-time}`training`   the chapter book/training.md
    {chapter-time}`this`       the page it stands on

On its own page it also says how long that page takes to read, and its exercises to solve.

The times are recorded (`make bench RECORD=1` writes them), not taken from the build at hand:
two builds of the same book are then the same, byte for byte.
"""

import json
import math
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

logger = logging.getLogger(__name__)

RECORDED = Path("book", "runs", "chapter_times.json")


def in_words(seconds: float) -> str:
    """Return a duration as one says it: rounded up to 5 seconds, or to half a minute.

    >>> in_words(21.3), in_words(0.4), in_words(96)
    ('about 25 s', 'about 5 s', 'about 2 min')
    """
    rounded = max(5, 5 * math.ceil(seconds / 5))
    if rounded <= 90:
        return f"about {rounded} s"
    return f"about {math.ceil(seconds / 30) / 2:g} min"


def recorded(source: Path) -> dict[str, float]:
    """Return {chapter: seconds} of the last record, or nothing where there is none."""
    path = source / RECORDED
    try:
        times: dict[str, float] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ExtensionError(f"{path} is no record of times: {error}") from error
    return times


class ReadingTime(nodes.General, nodes.Inline, nodes.Element):
    """Where a page is to say how long it takes to read: bookbuild/html/reading_time.py does."""


class ChapterTime(SphinxRole):
    """Print a chapter's recorded time."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Look the chapter up and return its time as text."""
        source = Path(self.env.srcdir)
        self.env.note_dependency(str(source / RECORDED))
        here = self.env.docname.rpartition("/")[2]
        name = here if self.text == "this" else self.text
        times = recorded(source)
        if name in times:
            own = [ReadingTime()] if name == here else []
            time = nodes.Text(in_words(times[name]))
            # The class is for bookbuild/html/frame.py.
            return [nodes.inline("", "", time, *own, classes=["rnnbook-time"])], []
        logger.warning(
            "chapter-time: no time is recorded for %r (`make bench RECORD=1` records all); "
            "recorded are: %s",
            *(name, ", ".join(sorted(times)) or "none"),
            location=self.get_location(),
            type="chapter_time",
        )
        return [nodes.Text("an unknown time")], []


def register(app: Sphinx) -> None:
    """Add the role."""
    app.add_node(ReadingTime)
    app.add_role("chapter-time", ChapterTime())
