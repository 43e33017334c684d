"""What `python -m bookbuild` can do: one module a command."""

from collections.abc import Sequence
from importlib import import_module

import click

from bookbuild.errors import Problem

COMMANDS = (
    *("html", "epub", "zip", "serve", "links", "wheel", "binder", "launch", "notebooks"),
    *("statements", "readme", "lock", "lint", "robustness", "mutants", "doctor"),
)


class Commands(click.Group):
    """The commands, each imported when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"bookbuild.commands.{cmd_name}").command
        return command


@click.command(cls=Commands)
def main() -> None:
    """Build the book, and what else its Makefile calls."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code, and say what is to be put right."""
    try:
        return main.main(arguments, prog_name="python -m bookbuild", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Problem as problem:
        click.echo(str(problem), err=True)
        return 1
    except click.Abort:
        return 130
