"""The reader's own files: a starter for each exercise, never overwritten without a kept copy."""

from __future__ import annotations

import os
import re
import textwrap
from pathlib import Path

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.report import WIDTH
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.terminal.atomic import (
    MisplacedError,
    create_exclusively,
    locate,
    next_free_path,
    os_error_text,
    replace_atomically,
)

__all__ = ["Workspace", "WorkspaceError", "starting_text", "wrapped"]

_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s+")
_FENCES = ("```", "~~~", ":::", "$$")
_VERBATIM = ("|", "#", ">", "    ")


class WorkspaceError(Exception):
    """A reader's file could not be made or read; the text says why and what to do."""


class Workspace:
    """A folder with a reader's answers.

    Attributes
    ----------
    folder : Path
        The folder, which need not exist yet.
    catalogue : Catalogue
        The book whose exercises are answered.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self.catalogue = catalogue

    def path(self, exercise: Exercise) -> Path:
        """Return the path of the answer to an exercise, by a name of old if only that is there."""
        names = [exercise.slug, *self.catalogue.former_names(exercise.slug)]
        paths = [self.folder / f"{name}.py" for name in names]
        return next(filter(os.path.lexists, paths), paths[0])

    def readable(self, exercise: Exercise) -> Path:
        """Return the path of an answer that is there and can be read.

        Raises
        ------
        WorkspaceError
            If it is not.
        """
        path = self.path(exercise)
        if self._is_there(exercise):
            return path
        raise WorkspaceError(
            f"{path.absolute()} is not there. To write it: "
            f"{self.catalogue.command} start {exercise.slug}. If your answers are in another "
            "folder, go to where it is, or say --folder FOLDER"
        )

    def start(self, exercise: Exercise) -> bool:
        """Write the starter, unless there is a file; return whether it was written.

        Raises
        ------
        WorkspaceError
            If it cannot be written, and then nothing is; or if what is there cannot be read.
        """
        path = self.path(exercise)
        if self._is_there(exercise):
            return False
        self._make_folder()
        try:
            create_exclusively(
                path, starting_text(exercise, self.catalogue.command).encode("utf-8")
            )
        except FileExistsError:
            return False
        except OSError as error:
            raise WorkspaceError(f"Cannot write {path}: {os_error_text(error)}.") from error
        return True

    def reset(self, exercise: Exercise) -> Path | None:
        """Put the starter back; return the copy of what was there, if it was anything else.

        Raises
        ------
        WorkspaceError
            If a file cannot be read or written; then the reader's file is as it was.
        """
        path, starter = (
            self.path(exercise),
            starting_text(exercise, self.catalogue.command).encode("utf-8"),
        )
        there = self._is_there(exercise)
        self._make_folder()
        try:
            written = path.read_bytes() if there else starter
            copy = None if written == starter else self._kept(path, written)
            replace_atomically(path, starter)
        except OSError as error:
            raise WorkspaceError(
                f"Cannot reset {path}: {os_error_text(error)}. The file is as it was."
            ) from error
        return copy

    def _is_there(self, exercise: Exercise) -> bool:
        """Return whether there is an answer; refuse one that cannot be read or is no file."""
        path = self.path(exercise)
        try:
            if not locate(path):
                return False
            with path.open("rb"):
                return True
        except MisplacedError as error:
            raise WorkspaceError(
                f"Cannot read {path}: {error}. To go on, put your file back, or move away what "
                f"stands there. Then: {self.catalogue.command} start {exercise.slug}"
            ) from error
        except OSError as error:
            raise WorkspaceError(
                f"Cannot read {path}: {os_error_text(error)}. Allow yourself to read it, or "
                "name another folder: --folder FOLDER"
            ) from error

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"Cannot make the folder {self.folder}: {os_error_text(error)}. "
                "Name another: --folder FOLDER"
            ) from error

    def _kept(self, path: Path, written: bytes) -> Path:
        while True:
            copy = next_free_path(path.with_name(f"{path.stem}.{{}}.py"))
            try:
                create_exclusively(copy, written)
            except FileExistsError:
                continue
            return copy


def starting_text(exercise: Exercise, command: str) -> str:
    """Return what a reader's file begins with: what is asked, as comments, and the starter.

    Parameters
    ----------
    exercise : Exercise
        Which exercise.
    command : str
        What is typed in front of ``check`` and ``hint``.

    Returns
    -------
    str
        The text.
    """
    _, _, body = exercise.statement.partition("\n")
    level = f"Level {exercise.level}, about {exercise.minutes} minutes."
    text = [
        exercise.title,
        "",
        level,
        "",
        *wrapped(body.strip(), WIDTH - 2),
        "",
        f"To check your answer:  {command} check {exercise.slug}",
        f"To get a hint:         {command} hint {exercise.slug}",
    ]
    comments = "\n".join(f"# {line}".rstrip() for line in text)
    return f"{comments}\n\n{exercise.starter}"


def wrapped(markdown: str, width: int) -> list[str]:
    """Return the lines of ``markdown`` with its paragraphs and list items wrapped at ``width``."""
    lines: list[str] = []
    waiting: list[str] = []
    fence = ""

    def flush() -> None:
        if waiting:
            item = _ITEM.match(waiting[0])
            lines.extend(
                textwrap.wrap(
                    " ".join(part.strip() for part in waiting),
                    width,
                    initial_indent=item.group(1) if item else "",
                    subsequent_indent=" " * item.end() if item else "",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
            waiting.clear()

    for line in markdown.split("\n"):
        bare = line.strip()
        mark = next((m for m in _FENCES if bare.startswith(m)), "")
        if fence or mark:
            flush()
            lines.append(line.rstrip())
            on_one_line = mark == "$$" and len(bare) > 4 and bare.endswith("$$")
            if not fence:
                fence = "" if on_one_line else mark
            elif mark == fence or (fence == "$$" and bare.endswith("$$")):
                fence = ""
        elif not bare or line.startswith(_VERBATIM):
            flush()
            lines.append(line.rstrip())
        else:
            if _ITEM.match(line):
                flush()
            waiting.append(line)
    flush()
    return lines
