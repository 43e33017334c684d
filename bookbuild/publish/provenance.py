"""When a copy of the book was verified, and from which commit: the same in every build of one.

A build that ends has run every cell and checked every claim, so the day of the build would be the
honest date. But then no two builds would be alike. The date is therefore that of the commit, or
what SOURCE_DATE_EPOCH says: the workflow that publishes sets it to the day of its run.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bookbuild.publish.repository import git

EPOCH = "SOURCE_DATE_EPOCH"
# What zip files can hold begins here; it stands for "no date is known".
NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class State:
    """What is known of the sources: a moment, a commit, and whether files differ from it."""

    moment: datetime | None = None
    commit: str = ""
    changed: bool = False


def named_moment(environ: Mapping[str, str]) -> datetime | None:
    """Return the moment of SOURCE_DATE_EPOCH, or None where it is not set."""
    text = environ.get(EPOCH, "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"{EPOCH} has to be seconds since 1970, as in 1767225600, got {text!r}"
        ) from None
    if moment < NO_DATE:
        raise ValueError(f"{EPOCH} has to be in 1980 or later, got {text!r} ({moment:%Y-%m-%d})")
    return moment


def state(source: Path, environ: Mapping[str, str] = os.environ) -> State:
    """Return what is known of the sources in a folder."""
    moment = named_moment(environ)
    top = git(source, "rev-parse", "--show-toplevel")
    # An unpacked archive may lie inside somebody else's repository.
    if top is None or Path(top).resolve() != source.resolve():
        return State(moment)
    last = git(source, "rev-list", "--max-count=1", "--timestamp", "HEAD")
    if not last:
        return State(moment)
    seconds, _, commit = last.partition(" ")
    changed = bool(git(source, "status", "--porcelain", "--untracked-files=no"))
    return State(moment or datetime.fromtimestamp(int(seconds), UTC), commit, changed)


def day(moment: datetime) -> str:
    """Return a date as people write it.

    >>> day(datetime(2026, 3, 5, tzinfo=UTC))
    '5 March 2026'
    """
    months = (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
    return f"{moment.day} {months[moment.month - 1]} {moment.year}"


def sentence(known: State, versions: Mapping[str, str | None]) -> str:
    """Return the line of every page: when, with what, from which commit.

    >>> known = State(datetime(2026, 3, 5, tzinfo=UTC), "c51330bd", changed=True)
    >>> sentence(known, {"Python": "3.11.2"})
    'Last verified on 5 March 2026 with Python 3.11.2 (commit c51330b, changed since).'
    >>> sentence(State(), {"Python": "3.11.2"})
    'Last verified with Python 3.11.2 (no commit or date is known).'
    """
    when = f" on {day(known.moment)}" if known.moment else ""
    used = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    if known.commit:
        origin = f"commit {known.commit[:7]}" + (", changed since" if known.changed else "")
    else:
        origin = "no commit is known" if known.moment else "no commit or date is known"
    return f"Last verified{when} with {used} ({origin})."
