"""The list of all exercises, with how far a reader is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.report import clean
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.terminal.progress import FILE, ExerciseProgress

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
    catalogue : Catalogue
        The book.
    progress : mapping of str to ExerciseProgress
        How far the reader is, by slug.
    current : str or None
        The exercise that the reader is at.
    """

    catalogue: Catalogue
    progress: Mapping[str, ExerciseProgress]
    current: str | None

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield a table for each chapter, and the sum."""
        widest = max(map(len, self.catalogue.slugs))
        narrow = options.max_width < widest + _ROOM
        for chapter in self.catalogue.chapters:
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
                cells = self._cells(self.catalogue.find(slug), ascii_only=options.ascii_only)
                if narrow:
                    cells = [cells[0], Text("\n").join([cells[1], Text(", ").join(cells[2:])])]
                table.add_row(*cells)
            yield table
            yield Text()
        solved = sum(self._status(slug) == "solved" for slug in self.catalogue.slugs)
        yield Text(f"{solved} of {len(self.catalogue.slugs)} solved. Levels go from 1 to 3.")
        gone = [
            f"{slug} (solved)" if one.status == "solved" else slug
            for slug, one in self.progress.items()
            if slug not in self.catalogue.slugs
        ]
        if gone:
            names = clean(", ".join(gone))
            book = self.catalogue.name
            yield Text(f"Kept in {FILE}, but not part of this {book} any more: {names}.")
        if self.current is None:
            yield Text(f"To begin: {self.catalogue.command} start")

    def _cells(self, exercise: Exercise, *, ascii_only: bool) -> list[Text]:
        symbol, plain_symbol, style = _MARKS[self._status(exercise.slug)]
        here = exercise.slug == self.current
        shown = plain_symbol if ascii_only else symbol
        mark = Text.assemble("> " if here else "  ", (shown, style))
        name = Text(exercise.slug, style="bold" if here else "")
        level, minutes = f"level {exercise.level}", f"{exercise.minutes} min"
        return [mark, name, Text(level), Text(minutes), Text(exercise.title)]

    def _status(self, slug: str) -> str:
        return self.progress.get(slug, ExerciseProgress()).status


def next_unsolved(
    catalogue: Catalogue,
    progress: Mapping[str, ExerciseProgress],
    slug: str | None,
    *,
    including: bool = False,
) -> Exercise | None:
    """Return the next exercise that is not solved.

    The order is that of the chapters, and in each of them from level 1 to level 3.

    Parameters
    ----------
    catalogue : Catalogue
        The book.
    progress : mapping of str to ExerciseProgress
        How far the reader is, by slug.
    slug : str or None
        Where to begin; after the last exercise comes the first. An exercise that there is not
        stands for the first of a beginner.
    including : bool
        Whether ``slug`` itself may be the answer.
    """
    in_turn = [
        exercise
        for chapter in catalogue.chapters
        for exercise in sorted(map(catalogue.find, chapter.slugs), key=lambda each: each.level)
    ]
    if slug not in catalogue.slugs:
        slug, including = catalogue.first, True
    first = [exercise.slug for exercise in in_turn].index(slug) + (not including)
    for exercise in [*in_turn[first:], *in_turn[:first]]:
        if progress.get(exercise.slug, ExerciseProgress()).status != "solved":
            return exercise
    return None
