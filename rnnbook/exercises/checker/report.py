"""How an outcome looks: on a screen, in a pipe, and in a notebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.spec import Exercise

__all__ = ["LINES", "WIDTH", "Report", "clean", "rows", "without_trailing"]

WIDTH = 80
"""How wide text is at most, so that it can be read and its lines fit a plain terminal."""

LINES = 12
"""How many lines of what an answer printed are shown."""

# A check draws with these seeds in every run; only a seed above them has to be named to replay it.
_FIXED_SEEDS = range(4)
_LONGEST = 300

_VERDICTS = {
    "solved": ("✓", "+", "Solved", "bold green"),
    "not yet": ("✗", "x", "Not yet", "bold red"),
    "not started": ("○", "o", "Not started", "bold yellow"),
    "our bug": ("!", "!", "Our bug", "bold magenta"),
}
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


@dataclass(frozen=True)
class Report:
    """An outcome as rich shows it.

    Attributes
    ----------
    outcome : Outcome
        What a check found.
    exercise : Exercise
        What was checked.
    catalogue : Catalogue
        The book that it is from.
    notebook : bool
        Whether to name the functions of a notebook instead of the commands of a terminal.
    """

    outcome: Outcome
    exercise: Exercise
    catalogue: Catalogue
    notebook: bool = False

    def as_text(self, width: int = 76, *, encoding: str = "utf-8") -> str:
        """Return the report as plain text: no colour, no spaces at the ends of lines.

        Parameters
        ----------
        width : int
            The longest line.
        encoding : str
            Where the text will be written; ASCII marks are used if it is not Unicode.

        Returns
        -------
        str
            The text.
        """
        page = _Page()
        page.encoding = encoding
        console = Console(
            file=page,
            width=width,
            color_system=None,
            force_terminal=False,
            # In a notebook rich would display the text itself, and return nothing.
            force_jupyter=False,
            legacy_windows=False,
        )
        console.print(self)
        return without_trailing(page.getvalue()).rstrip("\n")

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield the verdict, what was found, and what to do."""
        for number, part in enumerate(self._parts(ascii_only=options.ascii_only)):
            if number:
                yield Text()
            yield part

    def _parts(self, *, ascii_only: bool) -> Iterator[RenderableType]:
        outcome = self.outcome
        symbol, plain_symbol, words, style = _VERDICTS[outcome.status]
        if self.exercise.kind == "prediction" and outcome.solved:
            words = "Answered"
        verdict = Text.assemble(
            (f"{plain_symbol if ascii_only else symbol} {words}", style),
            f"  {outcome.slug}: {self.exercise.title}",
        )
        yield verdict
        message = self._message()
        if message:
            yield Text(clean(message))
        facts = [
            (label, clean(value))
            for label, value in (
                ("call", outcome.call),
                ("seed", "" if outcome.seed is None or outcome.solved else str(outcome.seed)),
                ("line", outcome.where),
                ("expected", outcome.expected),
                ("got", outcome.got),
            )
            if value
        ]
        if facts:
            yield Padding(rows(facts), (0, 0, 0, 2))
        if outcome.suggestion:
            yield rows([("->" if ascii_only else "→", clean(outcome.suggestion))], style="bold")
        if outcome.printed.strip():
            yield Group(
                Text("Your code printed:"),
                Padding(Text(_shortened(clean(outcome.printed))), (0, 0, 0, 4)),
            )
        advice = [Text(line) for line in self._advice()]
        if advice:
            yield Group(*advice)

    def _message(self) -> str:
        outcome = self.outcome
        if self.notebook and outcome.status == "not started":
            # It stands below its statement; the advice says the rest.
            return ""
        if outcome.message or not outcome.solved:
            return outcome.message
        count = f"{outcome.checks} check{'' if outcome.checks == 1 else 's'} passed"
        drawn = self.exercise.arguments or self.exercise.properties
        if self.notebook or outcome.seed is None or not drawn:
            return f"{count}."
        return f"{count}, with fresh random numbers from seed {outcome.seed}."

    def _advice(self) -> Iterator[str]:
        outcome, slug = self.outcome, self.outcome.slug
        if outcome.status == "our bug":
            yield "This is a fault of the book, not of your answer. Please report it with this:"
            seed = "" if outcome.seed is None else f", seed {outcome.seed}"
            yield f"    {self.catalogue.signature}, exercise {slug}{seed}"
        elif self.notebook:
            if outcome.status == "not started":
                yield f"Level {self.exercise.level}, about {self.exercise.minutes} minutes."
            if outcome.solved:
                yield f'The solution of the book:  solution("{slug}")'
            else:
                yield f'A hint:        hint("{slug}")'
                yield f'The solution:  solution("{slug}")'
        elif outcome.status == "not yet":
            yield f"A hint:      {self.catalogue.command} hint"
            if outcome.seed is not None and outcome.seed not in _FIXED_SEEDS:
                yield f"This again:  {self.catalogue.command} check --seed {outcome.seed}"


class _Page(StringIO):
    """Text in memory, that says for which encoding it is written."""

    encoding = "utf-8"


def rows(pairs: Iterable[tuple[str, str]], style: str = "dim") -> Table:
    """Return aligned rows of a label and what it stands for."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=style, no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in pairs:
        table.add_row(label, Text(text))
    return table


def without_trailing(text: str) -> str:
    """Return ``text`` without the spaces at the ends of its lines."""
    return re.sub(r"[ \t]+$", "", text, flags=re.M)


def clean(text: str) -> str:
    """Return ``text`` without escape sequences and other control characters.

    Of a line that was written over, as progress bars do, the last state is kept.
    """
    text = _ESCAPES.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1].expandtabs(4) for line in text.split("\n")]
    return "".join(
        c for c in "\n".join(lines) if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf")
    )


def _shortened(text: str) -> str:
    lines = text.strip("\n").split("\n")
    shown = [line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..." for line in lines[:LINES]]
    return "\n".join(shown + ["... (the rest is not shown)"] * (len(lines) > LINES))
