"""Files that are read and written so that none is lost or half-written; errors in plain words."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

__all__ = [
    "MisplacedError",
    "create_exclusively",
    "locate",
    "next_free_path",
    "os_error_text",
    "replace_atomically",
]

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the file would be larger than this system allows",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.EISDIR: "a folder stands where a file is needed",
    errno.ENOENT: "it is not there",
    errno.EPIPE: "nobody reads it any more",
    errno.EBADF: "it is closed",
    errno.ESTALE: "the disk that it was on has gone",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ENOMEM: "there is no memory left",
    errno.EAGAIN: "too many programs are running",
}


class MisplacedError(OSError):
    """What stands in the place of a file is none; the text says what it is."""


def os_error_text(error: OSError) -> str:
    """Return in plain words why the system refused."""
    if isinstance(error, MisplacedError):
        return str(error)
    known = _WORDS.get(error.errno or 0)
    return known or (error.strerror or str(error) or type(error).__name__).lower()


def locate(path: Path) -> bool:
    """Return whether the file ``path`` is there.

    Raises
    ------
    MisplacedError
        If something else is: a folder, a pipe, or a link to nothing, be it that of a folder above.
    OSError
        If the system does not say.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        for part in (path, *path.parents):
            if part.is_symlink() and not os.path.exists(part):
                link = "it" if part == path else str(part)
                text = f"{link} is a link to {os.readlink(part)}, which is not there"
                raise MisplacedError(text) from None
        return False
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise MisplacedError("it is a link that leads back to itself") from None
        raise
    if stat.S_ISREG(mode):
        return True
    if not stat.S_ISDIR(mode):
        raise MisplacedError("a pipe or a device stands where a file is needed")
    if path.is_symlink():
        raise MisplacedError(f"it is a link to the folder {os.readlink(path)}, not to a file")
    raise MisplacedError("a folder stands where a file is needed")


def replace_atomically(path: Path, data: bytes) -> None:
    """Put ``data`` into the file ``path``: all of it, or the file stays as it was.

    Raises
    ------
    OSError
        If the system refuses; then nothing is left behind.
    """
    # The file itself where the path is a link to it, so that the link stays.
    target = Path(os.path.realpath(path))
    with _written_beside(target, data) as temporary:
        os.replace(temporary, target)


def create_exclusively(path: Path, data: bytes) -> None:
    """Make the file ``path`` with ``data`` in it, which must not exist yet.

    Raises
    ------
    FileExistsError
        If it exists.
    OSError
        If the system refuses; then nothing is left behind.
    """
    with _written_beside(path, data) as temporary:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except (OSError, AttributeError, NotImplementedError):
            # Without hard links: the empty file keeps the name until the whole one takes it.
            path.open("xb").close()
            os.replace(temporary, path)


@contextlib.contextmanager
def _written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """Write ``data`` to a temporary file in the same folder, and remove it in the end."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # a new file has no rights to keep
            shutil.copymode(path, temporary)
        yield temporary
        _settle(path.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _settle(folder: Path) -> None:
    """Have the folder itself written to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def next_free_path(pattern: Path) -> Path:
    """Return the first path that does not exist, with 1, 2, 3, ... for the ``{}`` in its name."""
    number = 1
    while os.path.lexists(path := pattern.with_name(pattern.name.format(number))):
        number += 1
    return path
