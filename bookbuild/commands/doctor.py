"""Say what this machine lacks: for the exercises, for notebooks, and for building the book."""

import click

from bookbuild.doctor import examine


@click.command("doctor")
def command() -> int:
    """Say what this machine lacks, and what mends it."""
    return 0 if examine() else 1
