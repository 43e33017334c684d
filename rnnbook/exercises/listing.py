"""The list of all exercises, with how far a reader is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from rnnbook.exercises.exercise import Exercise
from rnnbook.exercises.progress import Standing
from rnnbook.exercises.registry import chapters, every_exercise, find

__all__ = ["Listing", "next_unsolved"]

# What mark, level, minutes and a title of some length take beside the name.
_ROOM = 40
_MARKS = {
    "solved": ("✓", "+", "green"),
    "not yet": ("✗", "x", "red"),
    "not started": ("○", "o", "dim"),
}


@dataclass(frozen=True)
class Listing:
    """All exercises by chapter, as rich shows them.

    Attributes
    ----------
    standings : mapping of str to Standing
        How far the reader is, by slug.
    current : str or None
        The exercise that the reader is at.
    """

    standings: Mapping[str, Standing]
    current: str | None

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield a table for each chapter, and the sum."""
        exercises = every_exercise()
        widest = max(len(exercise.slug) for exercise in exercises)
        narrow = options.max_width < widest + _ROOM
        for chapter in chapters():
            if not chapter.slugs:
                continue
            yield Text(chapter.title, style="bold")
            table = Table.grid(padding=(0, 2, 0, 0))
            table.add_column(no_wrap=True)
            if not narrow:
                table.add_column(min_width=widest, no_wrap=True)
                table.add_column(no_wrap=True)
                table.add_column(no_wrap=True, justify="right")
            table.add_column(overflow="fold")
            for slug in chapter.slugs:
                cells = self._cells(find(slug), ascii_only=options.ascii_only)
                if narrow:
                    cells = [cells[0], Text("\n").join([cells[1], Text(", ").join(cells[2:])])]
                table.add_row(*cells)
            yield table
            yield Text()
        count = len(exercises)
        solved = sum(self._status(exercise.slug) == "solved" for exercise in exercises)
        yield Text(f"{solved} of {count} solved. Levels go from 1 to 3.")

    def _cells(self, exercise: Exercise, *, ascii_only: bool) -> list[Text]:
        symbol, plain_symbol, style = _MARKS[self._status(exercise.slug)]
        here = exercise.slug == self.current
        shown = plain_symbol if ascii_only else symbol
        mark = Text.assemble("> " if here else "  ", (shown, style))
        name = Text(exercise.slug, style="bold" if here else "")
        level, minutes = f"level {exercise.level}", f"{exercise.minutes} min"
        return [mark, name, Text(level), Text(minutes), Text(exercise.title)]

    def _status(self, slug: str) -> str:
        return self.standings.get(slug, Standing()).status


def next_unsolved(
    standings: Mapping[str, Standing], slug: str | None, *, including: bool = False
) -> Exercise | None:
    """Return the next exercise that is not solved, in the order of the book.

    Parameters
    ----------
    standings : mapping of str to Standing
        How far the reader is, by slug.
    slug : str or None
        Where to begin; after the last exercise comes the first.
    including : bool
        Whether ``slug`` itself may be the answer.
    """
    slugs = [exercise.slug for exercise in every_exercise()]
    here = slugs.index(slug) if slug in slugs else -1
    first = here if including and here >= 0 else here + 1
    for candidate in [*slugs[first:], *slugs[:first]]:
        if standings.get(candidate, Standing()).status != "solved":
            return find(candidate)
    return None
