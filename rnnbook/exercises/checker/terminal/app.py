"""What the commands do, whether they are typed or come from a key while a file is watched."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console, RenderableType
from rich.syntax import Syntax
from rich.text import Text

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.report import WIDTH, Report, clean, rows, without_trailing
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.terminal.atomic import os_error_text
from rnnbook.exercises.checker.terminal.listing import Listing, next_unsolved
from rnnbook.exercises.checker.terminal.progress import Progress, ProgressError
from rnnbook.exercises.checker.terminal.workspace import Workspace, WorkspaceError

__all__ = ["App", "CommandError", "console_for"]


class CommandError(click.ClickException):
    """A command cannot do what it was asked; the text says why and what to do.

    Not click's UsageError, which shows how the command is called: it was called rightly.
    """

    exit_code = 2


class _Console(Console):
    """A console that leaves it to its owner what to do when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Raise the error again; rich itself would end the program here, with 1."""
        raise


def console_for(*, plain: bool) -> Console:
    """Return the console for standard output, at most ``WIDTH`` columns wide."""
    console = _Console(highlight=False, emoji=False, color_system=None if plain else "auto")
    console.width = min(console.width, WIDTH)
    return console


@contextmanager
def _as_command_error() -> Iterator[None]:
    """Have an error of the reader's files end the command, with its text."""
    try:
        yield
    except (ProgressError, WorkspaceError) as error:
        raise CommandError(str(error)) from error


class App:
    """A reader's folder, their progress, and the screen.

    Attributes
    ----------
    console : Console
        Where everything is shown.
    workspace : Workspace
        The reader's files.
    progress : Progress
        The progress file beside them.
    catalogue : Catalogue
        The book.
    unseen : bool
        Whether what reads the output has been closed, as ``head`` does.
    """

    def __init__(self, folder: Path, console: Console, catalogue: Catalogue) -> None:
        self.console = console
        self.catalogue = catalogue
        self.workspace = Workspace(folder, catalogue)
        self.progress = Progress(folder, catalogue)
        self.unseen = False

    def show(self, *parts: RenderableType, style: str | None = None) -> None:
        """Show text; without a terminal, without spaces at the ends of lines."""
        with self._writing():
            for part in parts:
                shown = Text(clean(part)) if isinstance(part, str) else part
                if self.console.is_terminal:
                    self.console.print(shown, style=style)
                    continue
                with self.console.capture() as captured:
                    self.console.print(shown)
                self.console.file.write(without_trailing(captured.get()))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Have what was written come out, and say why where it cannot."""
        try:
            yield
            self.console.file.flush()
        except BrokenPipeError:
            # No reason to stop: what a check found is still to be recorded.
            self.unseen = True
        except OSError as error:
            raise CommandError(f"The output cannot be written: {os_error_text(error)}.") from error

    def warn(self, text: str) -> None:
        """Show a line about something that did not work, while the rest did."""
        self.show(f"Warning: {text}", style="yellow")

    def notices(self) -> None:
        """Show what there is to say about the progress file."""
        while self.progress.notices:
            self.warn(self.progress.notices.pop(0))

    def chosen(self, slug: str | None) -> Exercise:
        """Return the exercise ``slug``, or the one that the reader is at."""
        if slug is None:
            with _as_command_error():
                slug = self.progress.current()
            self.notices()
            if slug is None:
                raise CommandError(
                    f"No exercise is started in {self.workspace.folder}. "
                    f"To start one: {self.catalogue.command} start. "
                    "To name the folder with your answers: --folder FOLDER"
                )
            if slug not in self.catalogue.slugs:
                raise CommandError(
                    f"The exercise you were at, {clean(slug)}, is not part of this "
                    f"{self.catalogue.name} any more. To go on: {self.catalogue.command} start"
                )
        return self.catalogue.find(slug)

    def list(self) -> None:
        """Show all exercises by chapter, and how far the reader is."""
        with _as_command_error():
            listing = Listing(self.catalogue, self.progress.exercises(), self.progress.current())
        self.show(listing)
        # Below the list, which is longer than most windows.
        self.notices()

    def start(self, slug: str | None) -> Exercise:
        """Write the starter of an exercise, and make it the current one."""
        with _as_command_error():
            exercise = self._to_start(slug)
            written = self.workspace.start(exercise)
            self.progress.make_current(exercise.slug)
        self.notices()
        path = self.workspace.path(exercise)
        if written:
            self.show(f"{path} is written: {exercise.title}.")
        else:
            self.show(f"{path} is there already and stays as it is. It is now the current one.")
        pairs = [
            ("Edit it, then:", f"{self.catalogue.command} check"),
            ("Or at every save:", f"{self.catalogue.command} watch"),
        ]
        self.show("", rows(pairs))
        return exercise

    def _to_start(self, slug: str | None) -> Exercise:
        # Read first: what cannot be recorded is not begun.
        progress, current = self.progress.exercises(), self.progress.current()
        if slug is not None:
            return self.chosen(slug)
        found = next_unsolved(self.catalogue, progress, current, including=True)
        if found is None:
            raise CommandError(
                "All exercises are solved. To take one up again, name it: "
                f"{self.catalogue.command} start EXERCISE"
            )
        return found

    def check(self, exercise: Exercise, seed: int | None = None) -> Outcome:
        """Check the reader's answer, show what comes out, and record it."""
        outcome = self.judge(exercise, seed)
        self.report(outcome, exercise)
        return outcome

    def judge(self, exercise: Exercise, seed: int | None = None) -> Outcome:
        """Check the reader's answer."""
        # Here, because no other command needs what this imports.
        from rnnbook.exercises.checker.runner import api

        with _as_command_error():
            path = self.workspace.readable(exercise)
        try:
            return api.check_file(self.catalogue, exercise, path, seed=seed)
        except OSError as error:
            raise CommandError(f"Cannot check {path}: {os_error_text(error)}.") from error

    def report(self, outcome: Outcome, exercise: Exercise) -> None:
        """Show the outcome of a check and record it, in this order, whatever comes of either."""
        trouble, following = "", None
        try:
            self.show(Report(outcome, exercise, self.catalogue))
        finally:
            try:
                self.progress.record(outcome)
                following = next_unsolved(self.catalogue, self.progress.exercises(), exercise.slug)
            except ProgressError as error:
                trouble = f"{error} This check is not recorded."
        if outcome.solved:
            pairs = [
                ("The solution:", f"{self.catalogue.command} solution"),
                ("Hints:", f"{self.catalogue.command} hint"),
            ]
            if following is not None:
                pairs.insert(0, ("Next:", f"{self.catalogue.command} start {following.slug}"))
            elif not trouble:
                pairs.insert(0, ("Next:", "nothing more: all exercises are solved"))
            self.show("", rows(pairs))
        elif outcome.status == "not started":
            self.show("", f"Your answer goes into {self.workspace.path(exercise)}")
        if trouble:
            self.warn(trouble)
        self.notices()

    def hint(self, exercise: Exercise) -> None:
        """Show the next hint, and count it."""
        shown, trouble = 0, ""
        try:
            shown = self.progress.exercise(exercise.slug).hints
            self.progress.count_hint(exercise.slug)
        except ProgressError as error:
            trouble = f"{error} The hint is not counted."
        count = len(exercise.hints)
        number = shown % count
        self.show(f"Hint {number + 1} of {count} for {exercise.slug}", style="bold")
        self.show("", exercise.hints[number], "")
        if number + 1 < count:
            self.show(f"The next one:  {self._command('hint', exercise)}")
        else:
            self.show(f"That was the last.  The solution:  {self._command('solution', exercise)}")
        if trouble:
            self.warn(trouble)
        self.notices()

    def _command(self, name: str, exercise: Exercise) -> str:
        """Return a command for an exercise, which is not named where it is the current one."""
        try:
            current = self.progress.current() == exercise.slug
        except ProgressError:
            current = False
        return f"{self.catalogue.command} {name}" + ("" if current else f" {exercise.slug}")

    def may_see_solution(self, exercise: Exercise) -> bool:
        """Return whether the solution gives nothing away any more."""
        try:
            found = self.progress.exercise(exercise.slug)
        except ProgressError:
            return False
        return found.status == "solved" or found.solution_seen

    def solution(self, exercise: Exercise) -> None:
        """Show the solution and what the page says beside it, and record that it was seen."""
        if self.console.color_system is None:
            # As Python, so that it can go into a file.
            with self._writing():
                self.console.file.write(exercise.solution + commented(exercise.explanation))
        else:
            code = exercise.solution.rstrip("\n")
            self.show(Syntax(code, "python", theme="ansi_dark", word_wrap=True))
            if exercise.explanation:
                self.show("", exercise.explanation.rstrip("\n"))
        try:
            self.progress.mark_solution_seen(exercise.slug)
        except ProgressError as error:
            click.echo(f"Warning: {error} That it was shown is not recorded.", err=True)
        self.notices()

    def reset(self, exercise: Exercise) -> None:
        """Put the starter back, keep what was there, and say where."""
        path = self.workspace.path(exercise)
        with _as_command_error():
            copy = self.workspace.reset(exercise)
        if copy:
            self.show(f"What you had is kept in {copy}")
        self.show(f"{path} is the starter again.")
        try:
            self.progress.mark_reset(exercise.slug)
        except ProgressError as error:
            self.warn(str(error))
        self.notices()


def commented(text: str) -> str:
    """Return paragraphs as comments that stand below code."""
    lines = []
    for paragraph in filter(None, text.strip().split("\n\n")):
        lines += ["#", *(f"# {line}" for line in textwrap.wrap(paragraph, WIDTH - 4))]
    return "\n" + "\n".join(lines[1:]) + "\n" if lines else ""
