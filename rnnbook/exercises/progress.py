"""The reader's progress: a JSON file beside their work, which they can read and copy."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rnnbook.exercises.files import reason, unused, write_whole
from rnnbook.exercises.outcome import Outcome

__all__ = ["FILE", "VERSION", "Progress", "ProgressError", "Standing"]

FILE = "progress.json"
"""The name of the file."""

VERSION = 1
"""What this module reads and writes."""

_PATIENCE = 20.0


class ProgressError(Exception):
    """The progress could not be read or written; the text says why."""


@dataclass(frozen=True)
class Standing:
    """How far a reader is with one exercise.

    Attributes
    ----------
    status : str
        "not started", "not yet" or "solved". What was solved once stays solved.
    solved_on : str or None
        The day on which it was first solved.
    checks, hints : int
        How many checks were made, and how many hints were shown.
    solution_seen : bool
        Whether the solution was shown.
    """

    status: str = "not started"
    solved_on: str | None = None
    checks: int = 0
    hints: int = 0
    solution_seen: bool = False


class Progress:
    """The progress file of one folder.

    Every change is made under a lock and replaces the file as a whole, so that two commands at
    once lose nothing and a command that is killed leaves a file that can be read.

    Attributes
    ----------
    path : Path
        The file.
    notices : list of str
        What the reader should be told, such as that a broken file was set aside.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.notices: list[str] = []

    def current(self) -> str | None:
        """Return the exercise that the reader is at."""
        found = self._read()["current"]
        return None if found is None else str(found)

    def standings(self) -> dict[str, Standing]:
        """Return how far the reader is with every exercise in the file."""
        return {slug: _standing(kept) for slug, kept in self._read()["exercises"].items()}

    def standing(self, slug: str) -> Standing:
        """Return how far the reader is with one exercise."""
        return self.standings().get(slug, Standing())

    def make_current(self, slug: str) -> None:
        """Make ``slug`` the exercise that the reader is at."""
        self._change(slug, lambda kept: None, current=True)

    def record(self, outcome: Outcome) -> None:
        """Record a check, and that the reader is at this exercise."""
        if outcome.status == "our bug":
            return

        def change(kept: dict[str, Any]) -> None:
            kept["checks"] += 1
            if kept["status"] == "solved":
                return
            kept["status"] = outcome.status
            if outcome.solved:
                kept["solved_on"] = datetime.date.today().isoformat()

        self._change(outcome.slug, change, current=True)

    def count_hint(self, slug: str) -> None:
        """Record that a hint was shown."""
        self._change(slug, lambda kept: kept.update(hints=kept["hints"] + 1))

    def mark_solution_seen(self, slug: str) -> None:
        """Record that the solution was shown."""
        self._change(slug, lambda kept: kept.update(solution_seen=True))

    def mark_reset(self, slug: str) -> None:
        """Record that the starter was put back."""

        def change(kept: dict[str, Any]) -> None:
            if kept["status"] != "solved":
                kept["status"] = "not started"

        self._change(slug, change)

    def _read(self) -> dict[str, Any]:
        try:
            return self._parsed()
        except _Broken:
            with self._locked():
                return self._whole()

    def _change(
        self, slug: str, change: Callable[[dict[str, Any]], None], *, current: bool = False
    ) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProgressError(f"Cannot make {self.path.parent}: {reason(error)}.") from error
        with self._locked():
            state = self._whole()
            kept = state["exercises"].setdefault(slug, {})
            for name, value in vars(Standing()).items():
                kept.setdefault(name, value)
            change(kept)
            if current:
                state["current"] = slug
            text = json.dumps(state, indent=2) + "\n"
            try:
                # Left by a command that was killed: nobody else writes while the lock is held.
                for left in self.path.parent.glob(f".{FILE}.*.tmp"):
                    left.unlink(missing_ok=True)
                write_whole(self.path, text.encode("utf-8"))
            except OSError as error:
                raise ProgressError(f"Cannot write {self.path}: {reason(error)}.") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path.with_name(".progress.lock"), timeout=_PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise ProgressError(
                f"Cannot write {self.path}: another rnnbook command has been writing it "
                f"for {_PATIENCE:.0f} seconds."
            ) from None
        except (OSError, NotImplementedError) as error:
            why = reason(error) if isinstance(error, OSError) else "files cannot be locked there"
            raise ProgressError(f"Cannot write {self.path}: {why}.") from error
        try:
            yield
        finally:
            lock.release()

    def _whole(self) -> dict[str, Any]:
        """Return what is in the file; a broken one is set aside. The lock must be held."""
        try:
            return self._parsed()
        except _Broken as broken:
            kept = unused(self.path.with_name("progress.broken.{}.json"))
            try:
                os.rename(self.path, kept)
            except OSError as error:
                raise ProgressError(f"{broken} Cannot rename it: {reason(error)}.") from error
            self.notices.append(f"{broken} It is kept as {kept.name}, and a new one is begun.")
            return _empty()

    def _parsed(self) -> dict[str, Any]:
        try:
            data = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return _empty()
        except OSError as error:
            raise ProgressError(f"Cannot read {self.path}: {reason(error)}.") from error
        try:
            state = json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise _Broken(f"{self.path} is no JSON file.") from error
        version = state.get("version") if isinstance(state, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise ProgressError(
                f"{self.path} was written by a newer rnnbook (version {version}; this one knows "
                f"{VERSION}). It is left as it is. Update rnnbook, or use another --folder."
            )
        if not _is_ours(state):
            raise _Broken(f"{self.path} is not a file of this kind.")
        return state


class _Broken(Exception):  # noqa: N818 (a way out, never shown as an error)
    """The file is there and cannot be used."""


def _empty() -> dict[str, Any]:
    return {"version": VERSION, "current": None, "exercises": {}}


def _standing(kept: dict[str, Any]) -> Standing:
    return Standing(**{name: kept.get(name, usual) for name, usual in vars(Standing()).items()})


def _is_ours(state: Any) -> bool:
    """Tell whether all that this module reads is of the right kind; what else there is may stay."""
    if not isinstance(state, dict) or type(state.get("version")) is not int:
        return False
    kept = state.get("exercises")
    if not isinstance(kept, dict) or not isinstance(state.setdefault("current", None), str | None):
        return False
    return all(isinstance(k, dict) and _is_standing(_standing(k)) for k in kept.values())


def _is_standing(found: Standing) -> bool:
    return (
        found.status in ("not started", "not yet", "solved")
        and isinstance(found.solved_on, str | None)
        and type(found.checks) is int
        and type(found.hints) is int
        and type(found.solution_seen) is bool
    )
