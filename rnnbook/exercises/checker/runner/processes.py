"""The two kinds of worker: a process that was spawned, and a fork of the fork server."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from typing import IO, Protocol

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.runner import client

__all__ = ["ForkedWorker", "Meter", "Pipe", "SpawnedWorker", "Worker", "forked_worker"]

INTERPRETER = 512 * 2**20
"""About how many bytes an interpreter with torch and what it draws in needs for itself."""


class Worker(Protocol):
    """A process that checks.

    Attributes
    ----------
    pid : int
        Its number.
    results, printed : int
        The pipes to read from.
    """

    pid: int
    results: int
    printed: int

    def ask(self, request: bytes) -> None:
        """Hand over the request, as fast as it is read."""

    def where(self) -> None:
        """Have it write where it stands to the results."""

    def has_ended(self) -> bool:
        """Return whether it has ended by itself."""

    def end(self) -> int | None:
        """End it with all that it started, and return its exit status if it is known."""


class SpawnedWorker:
    """A new process, as slow as an import of torch, that works on every system.

    Parameters
    ----------
    catalogue : Catalogue
        The book whose exercises it checks.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._process = subprocess.Popen(
            client.command(catalogue, f"{__package__}.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=os.environ | client.ENVIRONMENT,
            start_new_session=True,
        )
        self.pid = self._process.pid
        assert self._process.stdin is not None
        self._request = self._process.stdin
        self.results, self.printed = _own(self._process.stdout), _own(self._process.stderr)

    def ask(self, request: bytes) -> None:
        """Hand over the request; the pipe stays open, and tells the process that we live."""
        with contextlib.suppress(OSError, ValueError):
            rest = memoryview(request)
            while rest:
                rest = rest[self._request.write(rest) :]

    def where(self) -> None:
        """Have it write where it stands to the results."""
        if hasattr(signal, "SIGUSR1"):
            self._process.send_signal(signal.SIGUSR1)

    def has_ended(self) -> bool:
        """Return whether it has ended by itself."""
        return self._process.poll() is not None

    def end(self) -> int | None:
        """End it with all that it started, and return its exit status."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(OSError):
            self._request.close()
        return self._process.wait()


def _own(pipe: IO[bytes] | None) -> int:
    """Return a duplicate of a pipe's descriptor, which its reader has to close."""
    assert pipe is not None
    with pipe:
        return os.dup(pipe.fileno())


class ForkedWorker:
    """A child of the fork server.

    Parameters
    ----------
    connection : socket.socket
        A connection to the server.

    Raises
    ------
    OSError
        If the server does not answer.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        request, self._request = os.pipe()
        self.results, results = os.pipe()
        self.printed, printed = os.pipe()
        try:
            socket.send_fds(connection, [b"check\n"], [request, results, printed])
            self.pid = int(connection.recv(64).split()[0])
        except BaseException as error:
            for end in (self._request, self.results, self.printed):
                os.close(end)
            connection.close()
            if isinstance(error, OSError | IndexError):
                raise OSError("the fork server does not answer") from error
            raise
        finally:
            for end in (request, results, printed):
                os.close(end)

    def ask(self, request: bytes) -> None:
        """Hand over the request."""
        with contextlib.suppress(OSError), open(self._request, "wb") as pipe:
            pipe.write(request)

    def where(self) -> None:
        """Have it write where it stands to the results."""
        with contextlib.suppress(OSError):
            self._connection.send(b"where\n")

    def has_ended(self) -> bool:
        """Return whether it has ended by itself."""
        try:
            self._connection.setblocking(False)
            self._connection.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            pass
        # The server may have been ended while its child goes on: then the pipes tell.
        return not _alive(self.pid)

    def end(self) -> int | None:
        """End it with all that it started, and return its exit status if it is known."""
        said = b""
        with self._connection as connection, contextlib.suppress(OSError):
            connection.settimeout(2)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(64):
                said += piece
        if said:
            return int(said.split()[-1])
        # Nobody there to do it, or to know how it ended.
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def forked_worker(catalogue: Catalogue) -> ForkedWorker | None:
    """Return a child of the fork server, or None where there is none to be had."""
    for _ in range(2):
        connection = client.connection(catalogue)
        if connection is None:
            return None
        # Once more, if it was just about to end.
        with contextlib.suppress(OSError):
            return ForkedWorker(connection)
    return None


class Pipe(threading.Thread):
    """A thread that reads one pipe to its end, keeps the beginning, and counts the rest.

    Parameters
    ----------
    descriptor : int
        The pipe; it is closed at its end.
    kept : int
        How many bytes to keep.
    news : threading.Event
        What is set whenever something came.
    """

    def __init__(self, descriptor: int, kept: int, news: threading.Event) -> None:
        super().__init__(daemon=True)
        self.descriptor, self.kept, self.news = descriptor, kept, news
        self.data, self.total, self._taken = bytearray(), 0, 0
        self.start()

    def run(self) -> None:
        """Read to the end."""
        with contextlib.suppress(OSError):
            while piece := os.read(self.descriptor, 2**16):
                self.data += piece[: max(0, self.kept - len(self.data))]
                self.total += len(piece)
                self.news.set()
        os.close(self.descriptor)
        self.news.set()

    def lines(self, last: bool = False) -> list[bytes]:
        """Return the lines that came since the last call; at last, an unfinished one as well."""
        end = len(self.data) if last else self.data.rfind(b"\n", self._taken) + 1
        new = bytes(self.data[self._taken : end])
        self._taken = max(end, self._taken)
        return new.splitlines(keepends=True)


class Meter:
    """How much memory a process uses, with the processes it started.

    Parameters
    ----------
    pid : int
        The process.
    """

    def __init__(self, pid: int) -> None:
        import psutil

        self._missing = psutil.Error
        self._family: list[psutil.Process] = []
        self._turns = 0
        with contextlib.suppress(psutil.Error):
            self._family = [psutil.Process(pid)]

    def used(self) -> int:
        """Return the bytes in use, beyond what interpreters with torch need."""
        if self._turns % 10 == 0:
            # Not each time: looking for children reads the whole table of processes.
            self._find()
        self._turns += 1
        used = 0
        for member in self._family:
            with contextlib.suppress(self._missing):
                used += max(0, member.memory_info().rss - INTERPRETER)
        return used

    def end(self) -> None:
        """End the processes that it started, those in sessions of their own as well."""
        self._find()
        for member in self._family[1:]:
            with contextlib.suppress(self._missing):
                member.kill()

    def _find(self) -> None:
        with contextlib.suppress(self._missing):
            for member in self._family[:1]:
                self._family[1:] = member.children(recursive=True)
