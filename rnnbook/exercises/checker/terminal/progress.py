"""The reader's progress: a JSON file beside their work, which they can read and copy."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.terminal.atomic import (
    MisplacedError,
    create_exclusively,
    locate,
    next_free_path,
    os_error_text,
    replace_atomically,
)

__all__ = ["FILE", "VERSION", "ExerciseProgress", "Progress", "ProgressError"]

FILE = "progress.json"
"""The name of the file."""

VERSION = 1
"""What this module reads and writes."""

_PATIENCE = 20.0


class ProgressError(Exception):
    """The progress could not be read or written; the text says why."""


@dataclass(frozen=True)
class ExerciseProgress:
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

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.path = folder / FILE
        self._catalogue = catalogue
        self.notices: list[str] = []

    def current(self) -> str | None:
        """Return the exercise that the reader is at."""
        found = self._read()["current"]
        return None if found is None else str(found)

    def exercises(self) -> dict[str, ExerciseProgress]:
        """Return how far the reader is with every exercise in the file."""
        return {slug: _progress(kept) for slug, kept in self._read()["exercises"].items()}

    def exercise(self, slug: str) -> ExerciseProgress:
        """Return how far the reader is with one exercise."""
        return self.exercises().get(slug, ExerciseProgress())

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
        self._is_there()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProgressError(
                f"Cannot make {self.path.parent}: {os_error_text(error)}."
            ) from error
        with self._locked():
            state = self._whole()
            kept = state["exercises"].setdefault(slug, {})
            for name, value in vars(ExerciseProgress()).items():
                kept.setdefault(name, value)
            change(kept)
            if current:
                state["current"] = slug
            self._write(state)

    def _write(self, state: dict[str, Any]) -> None:
        """Replace the file. The lock must be held."""
        text = json.dumps(state, indent=2) + "\n"
        try:
            # Left by a command that was killed: nobody else writes while the lock is held.
            for left in self.path.parent.glob(f".{FILE}.*.tmp"):
                left.unlink(missing_ok=True)
            replace_atomically(self.path, text.encode("utf-8"))
        except OSError as error:
            raise ProgressError(f"Cannot write {self.path}: {os_error_text(error)}.") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path.with_name(".progress.lock"), timeout=_PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise ProgressError(
                f"Cannot write {self.path}: another {self._catalogue.name} command has been "
                f"writing it for {_PATIENCE:.0f} seconds."
            ) from None
        except (OSError, NotImplementedError) as error:
            why = (
                os_error_text(error)
                if isinstance(error, OSError)
                else "files cannot be locked there"
            )
            raise ProgressError(f"Cannot write {self.path}: {why}.") from error
        try:
            yield
        finally:
            lock.release()

    def _whole(self) -> dict[str, Any]:
        """Return what is in the file; of a broken one, a copy is kept. The lock must be held."""
        try:
            return self._parsed()
        except _Broken as broken:
            kept = next_free_path(self.path.with_name("progress.broken.{}.json"))
            try:
                create_exclusively(kept, broken.data)
            except OSError as error:
                raise ProgressError(
                    f"{broken} Cannot keep a copy: {os_error_text(error)}."
                ) from error
            self._write(broken.rest)
            begun = "a new one is begun"
            if broken.rest["exercises"]:
                begun += " with all that could be read"
            self.notices.append(f"{broken} It is kept as {kept.name}, and {begun}.")
            return broken.rest

    def _is_there(self) -> bool:
        """Return whether there is a file; refuse what is none."""
        try:
            return locate(self.path)
        except MisplacedError as error:
            raise ProgressError(
                f"Cannot read {self.path}: {error}. To go on, put your file back, or move away "
                "what stands there; then a new one is begun."
            ) from error
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> ProgressError:
        return ProgressError(
            f"Cannot read {self.path}: {os_error_text(error)}. Allow yourself to read it, or "
            "name another folder: --folder FOLDER."
        )

    def _parsed(self) -> dict[str, Any]:
        try:
            if not self._is_there():
                return _empty()
            data = self.path.read_bytes()
        except FileNotFoundError:
            return _empty()
        except OSError as error:
            raise self._unreadable(error) from error
        try:
            # As bytes: editors save JSON in each of the encodings that it may have.
            state = json.loads(data)
        except (ValueError, RecursionError):
            raise _Broken(f"{self.path} is no JSON file.", data, _empty()) from None
        book = self._catalogue.name
        version = state.get("version") if isinstance(state, dict) else None
        if type(version) is int and version > VERSION:
            raise ProgressError(
                f"{self.path} was written by a newer {book} (version {version}; this one knows "
                f"{VERSION}). It is left as it is. Update {book}, or use another --folder."
            )
        rest = _readable(state)
        if type(version) is not int or rest != {"current": None} | state:
            raise _Broken(f"{self.path} holds what {book} does not write.", data, rest)
        return _with_todays_names(rest, self._catalogue.renamed)


class _Broken(Exception):  # noqa: N818 (a way out, never shown as an error)
    """The file is there and cannot be used: what is in it, and what of that can be."""

    def __init__(self, text: str, data: bytes, rest: dict[str, Any]) -> None:
        super().__init__(text)
        self.data, self.rest = data, rest


def _empty() -> dict[str, Any]:
    return {"version": VERSION, "current": None, "exercises": {}}


def _progress(kept: dict[str, Any]) -> ExerciseProgress:
    return ExerciseProgress(
        **{name: kept.get(name, usual) for name, usual in vars(ExerciseProgress()).items()}
    )


_RIGHT: dict[str, Callable[[Any], bool]] = {
    "status": lambda value: value in ("not started", "not yet", "solved"),
    "solved_on": lambda value: isinstance(value, str | None),
    "checks": lambda value: type(value) is int,
    "hints": lambda value: type(value) is int,
    "solution_seen": lambda value: type(value) is bool,
}


def _readable(state: Any) -> dict[str, Any]:
    """Return a state without what is of the wrong kind; what this module does not read may stay."""
    kept = state.get("exercises") if isinstance(state, dict) else None
    if not isinstance(kept, dict):
        return _empty()
    right = {
        slug: {name: value for name, value in one.items() if _RIGHT.get(name, _any)(value)}
        for slug, one in kept.items()
        if isinstance(one, dict)
    }
    current = state.get("current")
    found = {"exercises": right, "current": current if isinstance(current, str) else None}
    return state | {"version": VERSION} | found


def _any(_: Any) -> bool:
    return True


def _with_todays_names(state: dict[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """Return a state in which exercises that were renamed have the names of today."""
    kept = dict(state["exercises"])
    for old, new in renamed.items():
        if old in kept:
            both = [kept.pop(old), kept.get(new, {})]
            # The one that is solved wins, and otherwise the newer one.
            both.sort(key=lambda one: one.get("status") == "solved")
            kept[new] = both[0] | both[1]
    current = state["current"]
    return state | {"exercises": kept, "current": renamed.get(current, current)}
