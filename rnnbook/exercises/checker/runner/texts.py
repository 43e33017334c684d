"""The text in a reader's file, whatever an editor made of it."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path

from rnnbook.exercises.checker.limits import amount

__all__ = ["LARGEST", "UnreadableError", "text_in"]

LARGEST = 2**20
"""How many bytes a reader's file may have."""

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_SAVE = (
    "Editors call it the encoding: in VS Code it stands in the bar at the bottom, and a click on "
    "it offers Save with Encoding."
)


class UnreadableError(Exception):
    """A file holds no text that Python could run; the message says why, and its line where."""

    def __init__(self, message: str, suggestion: str, line: int = 0) -> None:
        super().__init__(f"The file does not load: {message}")
        self.suggestion, self.line = suggestion, line


def text_in(path: Path) -> str:
    r"""Return the text in a reader's file, with ``\n`` at the ends of its lines.

    Parameters
    ----------
    path : Path
        The file, which is only read.

    Returns
    -------
    str
        The text.

    Raises
    ------
    OSError
        If the file cannot be read.
    UnreadableError
        If it is too large, or not text in the encoding that it names, which is UTF-8 if it names
        none.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise UnreadableError(
            f"it has {amount(size)}, and at most {amount(LARGEST)} are read.",
            "Keep data in a file of its own beside it.",
        )
    return _decoded(path.read_bytes())


def _decoded(data: bytes) -> str:
    mark, by_mark = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", ""))
    rest = data[len(mark) :]
    if by_mark == "UTF-16" or _looks_wide(rest):
        raise UnreadableError(
            "it is not saved as UTF-8 (line 1): save it as UTF-8. It looks like UTF-16, as "
            "PowerShell writes it with >.",
            _SAVE,
            1,
        )
    if b"\0" in rest:
        line = _line_at(rest, rest.index(b"\0"))
        raise UnreadableError(
            f"there is a NUL byte in line {line}, which no text has.",
            "Is this the right file? Write that line once more.",
            line,
        )
    named, at = _named(rest)
    try:
        text = rest.decode(by_mark or named or "utf-8")
    except LookupError:
        raise UnreadableError(
            f"line {at} says that it is saved as {named}, which Python does not know.",
            f"Take that out of line {at}, and save the file as UTF-8.",
            at,
        ) from None
    except UnicodeError as error:
        line = _line_at(rest, error.start) if isinstance(error, UnicodeDecodeError) else at
        if named and not _is_utf8(named):
            raise UnreadableError(
                f"it is not saved as {named} (line {line}), as line {at} says: save it as UTF-8.",
                f"Take {named} out of line {at}. {_SAVE}",
                line,
            ) from None
        raise UnreadableError(
            f"it is not saved as UTF-8 (line {line}): save it as UTF-8.", _SAVE, line
        ) from None
    if at and named not in text:
        # Read as it says, it would not say so.
        raise UnreadableError(
            f"it is not saved as {named}, as line {at} says: save it as UTF-8.",
            f"Take {named} out of line {at}. {_SAVE}",
            at,
        )
    return io.StringIO(text, newline=None).read()


def _named(data: bytes) -> tuple[str, int]:
    """Return the encoding that one of the first two lines names, and which; else "" and 0."""
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data, maxsplit=2)[:2], start=1):
        found = _COOKIE.match(line)
        if found:
            return found[1].decode("ascii", "replace"), number
        if not _BLANK.match(line):
            break
    return "", 0


def _is_utf8(name: str) -> bool:
    return codecs.lookup(name).name in ("utf-8", "utf-8-sig")


def _looks_wide(data: bytes) -> bool:
    """Return whether nearly every other byte is NUL, as in UTF-16 of a program."""
    if len(data) < 4:
        return False
    shares = [data[n::2].count(0) / len(data[n::2]) for n in (0, 1)]
    return max(shares) > 0.8 and min(shares) < 0.2


def _line_at(data: bytes, place: int) -> int:
    """Return the number of the line in which a byte stands."""
    return len(re.split(rb"\r\n|\r|\n", data[:place]))
