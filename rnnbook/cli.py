"""The command ``rnnbook``."""

from __future__ import annotations

import contextlib
import io
import os
import platform
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from rnnbook import __version__
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.terminal.app import App, CommandError, console_for
from rnnbook.exercises.checker.terminal.atomic import os_error_text
from rnnbook.exercises.checker.terminal.progress import FILE

__all__ = ["main"]

_FOLDER = "rnnbook.folder"
_PLAIN = "rnnbook.plain"
_ANSWERS = CATALOGUE.variable("EXERCISES")
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

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and end the program."""
        _open_what_is_closed()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().main(*args, **kwargs)
        except OSError:  # what went wrong cannot be written either
            sys.exit(CommandError.exit_code)
        finally:
            _let_go()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, of which some show something."""
        with _ending(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with _ending(ctx):
            return super().invoke(ctx)


@contextlib.contextmanager
def _ending(ctx: click.Context) -> Iterator[None]:
    """Name Ctrl-C, the system's refusals and our own faults for what they are."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nStopped. Your file and your progress are as they were.", err=True)
        ctx.exit(130)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except BrokenPipeError:  # whoever reads has seen enough
        ctx.exit(0)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise CommandError(
            f"The system does not allow this: {os_error_text(error)}{where}."
        ) from error
    except Exception:
        where = f"{CATALOGUE.signature}, Python {platform.python_version()}, {sys.platform}"
        click.echo(
            f"! Our bug\n\n{traceback.format_exc()}\nThis is a fault of the book, not of your "
            f"answer. Please report it with the lines above and this one:\n    {where}",
            err=True,
        )
        ctx.exit(3)


def _open_what_is_closed() -> None:
    """Give closed standard streams their numbers back, before a file of the reader's gets one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _let_go() -> None:
    """Have what cannot be written go nowhere, before the interpreter tries to, and complains."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            with contextlib.suppress(OSError):  # a stream need not have a number
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _found(ctx: click.Context, _: click.Parameter, words: tuple[str, ...]) -> str | None:
    """Return the exercise that the words of the command line name, titles without quotes too."""
    if not words:
        return None
    name = " ".join(words)
    # Completion by the shell may have given the file itself.
    name = Path(name).stem if name.lower().endswith(".py") else name
    try:
        return CATALOGUE.find(name).slug
    except ValueError as error:
        raise CommandError(f"{error} All of them: {CATALOGUE.command} list") from error


def _completed(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the exercises that begin as what was typed does."""
    begun = incomplete.lower().replace("-", "_")
    return [
        CompletionItem(exercise.slug, help=exercise.title)
        for exercise in CATALOGUE.exercises
        if exercise.slug.startswith(begun)
    ]


def _remember(key: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Return a callback that keeps an option for all commands; the last one given wins."""

    def note(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            ctx.meta[key] = value

    return note


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command has, before its name and after it."""
    folder = click.option(
        "--folder",
        type=click.Path(file_okay=True, path_type=Path),
        expose_value=False,
        callback=_remember(_FOLDER),
        help=f"Where your answers are [default: exercises, or {_ANSWERS}].",
    )
    plain = click.option(
        "--plain",
        is_flag=True,
        expose_value=False,
        callback=_remember(_PLAIN),
        help="No colours.",
    )
    return folder(plain(command))


def _app(ctx: click.Context) -> App:
    folder = ctx.meta.get(_FOLDER)
    if folder is None and os.environ.get(_ANSWERS):
        folder = Path(os.environ[_ANSWERS])
    if folder is None:
        # Inside the folder of answers, that folder is meant.
        inside = Path(FILE).is_file() and not Path("exercises").exists()
        folder = Path() if inside else Path("exercises")
    if not folder.is_absolute():
        try:
            os.getcwd()
        except OSError as error:
            raise CommandError(
                "The folder you are in is not there any more. Enter it again, or another one: "
                "cd FOLDER"
            ) from error
    return App(folder, console_for(plain=ctx.meta.get(_PLAIN, False)), CATALOGUE)


# Help is given as text, since Python leaves docstrings out when PYTHONOPTIMIZE=2 asks it to.
@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Work with the exercises of the textbook rnnbook.",
)
@click.version_option(__version__, prog_name="rnnbook")
def main() -> None:
    """Run the command ``rnnbook``."""


@main.group(
    "exercises",
    invoke_without_command=True,
    help="""List, start, check and watch exercises.

    Without a command, the list. EXERCISE is a name or a title, and may be left out once one is
    started.
    """,
)
@_options
@click.pass_context
def _exercises(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        _app(ctx).list()


def _command(name: str, text: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command of ``exercises``."""

    def add(function: Callable[..., Any]) -> click.Command:
        return _exercises.command(name, help=text)(_options(click.pass_context(function)))

    return add


_exercise = click.argument(
    "exercise", metavar="[EXERCISE]", nargs=-1, callback=_found, shell_complete=_completed
)


@_command("list", "Show all exercises, and which are solved.")
def _list(ctx: click.Context) -> None:
    _app(ctx).list()


@_command("start", "Write a starter into your folder; without a name, the next one.")
@_exercise
def _start(ctx: click.Context, exercise: str | None) -> None:
    _app(ctx).start(exercise)


@_command(
    "check",
    """Check your answer.

    The exit code is 0 when it is solved, 1 when not yet, 2 when the command cannot be carried
    out, and 3 when the fault is ours.
    """,
)
@_exercise
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    metavar="NUMBER",
    help="Draw the same random numbers as a check that named this seed.",
)
def _check(ctx: click.Context, exercise: str | None, seed: int | None) -> None:
    app = _app(ctx)
    ctx.exit(app.check(app.chosen(exercise), seed).exit_code)


@_command("watch", "Check your answer whenever you save it.")
@_exercise
def _watch(ctx: click.Context, exercise: str | None) -> None:
    from rnnbook.exercises.checker.terminal.watch import WatchSession

    app = _app(ctx)
    WatchSession(app, app.chosen(exercise)).run()


@_command("hint", "Show the next hint.")
@_exercise
def _hint(ctx: click.Context, exercise: str | None) -> None:
    app = _app(ctx)
    app.hint(app.chosen(exercise))


@_command("solution", "Show the solution.")
@_exercise
@click.option("--yes", is_flag=True, help="Do not ask, even before it is solved.")
def _solution(ctx: click.Context, exercise: str | None, yes: bool) -> None:
    app = _app(ctx)
    chosen = app.chosen(exercise)
    if not (yes or app.may_see_solution(chosen)):
        if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)):
            raise CommandError(f"{chosen.slug} is not solved yet. To see its solution, add --yes.")
        if not click.confirm(f"{chosen.slug} is not solved yet. Show its solution?"):
            ctx.exit(1)
    app.solution(chosen)


@_command("reset", "Put the starter back, and keep a copy of what you had.")
@_exercise
def _reset(ctx: click.Context, exercise: str | None) -> None:
    app = _app(ctx)
    app.reset(app.chosen(exercise))


@_command(
    "lint",
    """For authors: say what is wrong with the files of an exercise, or of all.

    The exit code is 0 when nothing is, and 1 when something is.
    """,
)
@_exercise
def _lint(ctx: click.Context, exercise: str | None) -> None:
    from rnnbook.exercises.checker.lint import faults, strays

    app = _app(ctx)
    found = [] if exercise else list(strays(CATALOGUE))
    for slug in [exercise] if exercise else CATALOGUE.slugs:
        found += [f"{slug}: {fault}" for fault in faults(CATALOGUE, slug)]
    app.show(*found or ["Nothing is wrong."])
    ctx.exit(1 if found else 0)


@main.command(
    "doctor",
    help="""See what is missing here for the exercises and for chapters as notebooks.

    The exit code is 0 when the exercises work, and 1 when not; the rest is told.
    """,
)
@_options
@click.pass_context
def _doctor(ctx: click.Context) -> None:
    from rnnbook.doctor import examine

    ctx.exit(0 if examine(_app(ctx)) else 1)


_exercises.add_command(_doctor)


_COMPLETION = "Print what makes a shell complete commands and the names of exercises." + "".join(
    f"\n\n\b\nFor {shell}, {what}:\n    {line}" for shell, (what, line) in _INSTALL.items()
)


@main.command("completion", help=_COMPLETION)
@click.argument("shell", type=click.Choice(sorted(_INSTALL)))
def _completion(shell: str) -> None:
    kind = get_completion_class(shell)
    assert kind is not None
    with contextlib.redirect_stderr(io.StringIO()):  # click asks bash for its version
        source = kind(main, {}, "rnnbook", "_RNNBOOK_COMPLETE").source()
    what, line = _INSTALL[shell]
    click.echo(f"# To have {shell} complete rnnbook, {what}:\n#     {line}\n{source}")
