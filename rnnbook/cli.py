"""The command ``rnnbook``."""

from __future__ import annotations

import contextlib
import io
import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from rnnbook import __version__
from rnnbook.exercises.registry import every_exercise, find
from rnnbook.exercises.terminal.desk import Desk, Misuse, console_for
from rnnbook.exercises.terminal.progress import FILE

__all__ = ["main"]

_FOLDER = "rnnbook.folder"
_PLAIN = "rnnbook.plain"
_INSTALL = {
    "bash": ("put this line into ~/.bashrc", 'eval "$(rnnbook completion bash)"'),
    "zsh": ("put this line into ~/.zshrc", 'eval "$(rnnbook completion zsh)"'),
    "fish": (
        "run this once",
        "rnnbook completion fish > ~/.config/fish/completions/rnnbook.fish",
    ),
}


class _Commands(click.Group):
    """Commands that end with the exit codes of the exercises, whatever happens."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; name Ctrl-C and our own faults for what they are."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nStopped. Your file and your progress are as they were.", err=True)
            ctx.exit(130)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception:
            where = f"rnnbook {__version__}, Python {platform.python_version()}, {sys.platform}"
            click.echo(
                f"! Our bug\n\n{traceback.format_exc()}\nThis is a fault of the book, not of your "
                f"answer. Please report it with the lines above and this one:\n    {where}",
                err=True,
            )
            ctx.exit(3)


class _Slug(click.ParamType):  # type: ignore[type-arg]  # older versions take no argument
    """The name of an exercise."""

    name = "exercise"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the slug as it is in the catalogue."""
        # Completion by the shell may have given the file itself.
        name = Path(value).stem if str(value).endswith(".py") else value
        try:
            return find(name).slug
        except ValueError as error:
            raise Misuse(f"{error} All of them: rnnbook exercises list") from error

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the slugs that begin as what was typed does."""
        begun = incomplete.lower().replace("-", "_")
        return [
            CompletionItem(exercise.slug, help=exercise.title)
            for exercise in every_exercise()
            if exercise.slug.startswith(begun)
        ]


def _noted(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Return a callback that keeps an option for all commands; the last one given wins."""

    def note(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            ctx.meta[key] = value

    return note


def _options(*, envvar: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options that every command has, before its name and after it."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        folder = click.option(
            "--folder",
            type=click.Path(file_okay=True, path_type=Path),
            expose_value=False,
            envvar=envvar,
            callback=_noted(_FOLDER),
            help="Where your answers are [default: exercises, or RNNBOOK_EXERCISES].",
        )
        plain = click.option(
            "--plain",
            is_flag=True,
            expose_value=False,
            callback=_noted(_PLAIN),
            help="No colours.",
        )
        return folder(plain(command))

    return add


def _desk(ctx: click.Context) -> Desk:
    # Inside the folder of answers, that folder is meant.
    inside = Path(FILE).is_file() and not Path("exercises").exists()
    folder = ctx.meta.get(_FOLDER, Path() if inside else Path("exercises"))
    return Desk(folder, console_for(plain=ctx.meta.get(_PLAIN, False)))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rnnbook")
def main() -> None:
    """Work with the exercises of the textbook rnnbook."""


@main.group(invoke_without_command=True)
@_options(envvar="RNNBOOK_EXERCISES")
@click.pass_context
def exercises(ctx: click.Context) -> None:
    """List, start, check and watch exercises.

    Without a command, the list. EXERCISE may be left out once one is started.
    """
    if ctx.invoked_subcommand is None:
        _desk(ctx).list()


def _command(function: Callable[..., Any]) -> click.Command:
    """Make a command of ``exercises``; its name is the function's first word."""
    name = function.__name__.partition("_")[0]
    return exercises.command(name)(_options()(click.pass_context(function)))


_slug = click.argument("slug", metavar="[EXERCISE]", type=_Slug(), required=False)


@_command
def list_all(ctx: click.Context) -> None:
    """Show all exercises, and which are solved."""
    _desk(ctx).list()


@_command
@_slug
def start(ctx: click.Context, slug: str | None) -> None:
    """Write a starter into your folder; without a name, the next one."""
    _desk(ctx).start(slug)


@_command
@_slug
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    metavar="NUMBER",
    help="Draw the same random numbers as a check that named this seed.",
)
def check(ctx: click.Context, slug: str | None, seed: int | None) -> None:
    """Check your answer.

    The exit code is 0 when it is solved, 1 when not yet, 2 when the command cannot be carried
    out, and 3 when the fault is ours.
    """
    desk = _desk(ctx)
    exercise = desk.chosen(slug)
    ctx.exit(desk.check(exercise, seed).exit_code)


@_command
@_slug
def watch(ctx: click.Context, slug: str | None) -> None:
    """Check your answer whenever you save it."""
    from rnnbook.exercises.terminal.session import Session

    desk = _desk(ctx)
    Session(desk, desk.chosen(slug)).run()


@_command
@_slug
def hint(ctx: click.Context, slug: str | None) -> None:
    """Show the next hint."""
    desk = _desk(ctx)
    desk.hint(desk.chosen(slug))


@_command
@_slug
@click.option("--yes", is_flag=True, help="Do not ask, even before it is solved.")
def solution(ctx: click.Context, slug: str | None, yes: bool) -> None:
    """Show the solution."""
    desk = _desk(ctx)
    exercise = desk.chosen(slug)
    if not (yes or desk.may_see_solution(exercise)):
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise Misuse(f"{exercise.slug} is not solved yet. To see its solution, add --yes.")
        if not click.confirm(f"{exercise.slug} is not solved yet. Show its solution?"):
            ctx.exit(1)
    desk.solution(exercise)


@_command
@_slug
def reset(ctx: click.Context, slug: str | None) -> None:
    """Put the starter back, and keep a copy of what you had."""
    desk = _desk(ctx)
    desk.reset(desk.chosen(slug))


@_command
def doctor(ctx: click.Context) -> None:
    """See whether everything that the exercises need works here."""
    from rnnbook.exercises.terminal.doctor import examine

    ctx.exit(0 if examine(_desk(ctx)) else 1)


@main.command("doctor")
@_options(envvar="RNNBOOK_EXERCISES")
@click.pass_context
def whole_doctor(ctx: click.Context) -> None:
    """See what is missing here for exercises, notebooks and building the book.

    The exit code is 0 when the exercises work, and 1 when not; the rest is told.
    """
    from rnnbook.doctor import examine

    ctx.exit(0 if examine(_desk(ctx)) else 1)


_COMPLETION = "Print what makes a shell complete commands and the names of exercises." + "".join(
    f"\n\n\b\nFor {shell}, {what}:\n    {line}" for shell, (what, line) in _INSTALL.items()
)


@main.command(help=_COMPLETION)
@click.argument("shell", type=click.Choice(sorted(_INSTALL)))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and the names of exercises."""
    kind = get_completion_class(shell)
    assert kind is not None
    with contextlib.redirect_stderr(io.StringIO()):  # click asks bash for its version
        source = kind(main, {}, "rnnbook", "_RNNBOOK_COMPLETE").source()
    what, line = _INSTALL[shell]
    click.echo(f"# To have {shell} complete rnnbook, {what}:\n#     {line}\n{source}")
