"""The fork server: a process that has torch imported, and forks a worker for each check.

It waits for many things at once in one thread, since a fork takes along no other thread: for
clients, for what they say, and for children that end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from rnnbook.exercises.checker.catalogue import Catalogue, catalogue_in
from rnnbook.exercises.checker.runner import worker
from rnnbook.exercises.checker.runner.client import digest

__all__ = ["ForkServer", "main"]


class ForkServer:
    """What listens, forks and tells how a child ended.

    Parameters
    ----------
    listener : socket.socket
        Where clients connect.
    catalogue : Catalogue
        The book whose exercises are checked.
    idle : float
        After how many seconds without a client it ends.
    preloads : list of callable
        What to do while nobody asks for anything.
    """

    def __init__(
        self,
        listener: socket.socket,
        catalogue: Catalogue,
        idle: float,
        preloads: list[Callable[[], object]],
    ) -> None:
        self.listener, self.idle, self.preloads = listener, idle, preloads
        self.catalogue, self.state = catalogue, digest(catalogue)
        self.used = time.monotonic()
        self.children: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ)
        self.woken, waker = socket.socketpair()
        for end in (self.woken, waker):
            end.setblocking(False)
        self.waker = waker
        self.selector.register(self.woken, selectors.EVENT_READ)

    def run(self) -> None:
        """Serve until nobody asked for anything for a while, or the package was changed."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker.fileno(), warn_on_full_buffer=False)
        while True:
            at_rest = not self.children
            waiting = 1.0 if at_rest and self.preloads else min(self.idle, 10.0)
            events = self.selector.select(waiting)
            for key, _ in events:
                if key.fileobj is self.listener:
                    self._accept()
                elif key.fileobj is self.woken:
                    with contextlib.suppress(BlockingIOError):
                        self.woken.recv(4096)
                    self._reap()
                elif isinstance(key.fileobj, socket.socket):
                    self._hear(key.fileobj)
            if events or not at_rest:
                self.used = time.monotonic()
            elif self.preloads:
                with contextlib.suppress(Exception):
                    self.preloads.pop(0)()
                gc.freeze()
            elif time.monotonic() - self.used >= self.idle or digest(self.catalogue) != self.state:
                return

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self.listener.accept()
            client.setblocking(False)
            self.selector.register(client, selectors.EVENT_READ)

    def _hear(self, client: socket.socket) -> None:
        """Take a request, say where a child stands, or end it when its client is gone."""
        pid = next((p for p, c in self.children.items() if c is client), None)
        try:
            said, ends, _, _ = socket.recv_fds(client, 16, 3)
        except OSError:
            said, ends = b"", []
        if pid is None and len(ends) == 3:
            self._fork(client, ends)
            return
        for end in ends:
            os.close(end)
        if pid is not None and said == b"where\n":
            os.kill(pid, signal.SIGUSR1)
            return
        self.selector.unregister(client)
        if pid is None:
            client.close()
        else:
            _kill(pid)

    def _fork(self, client: socket.socket, ends: list[int]) -> None:
        try:
            pid = os.fork()
        except OSError:
            pid = -1
        if pid == 0:
            try:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.setsid()
                others = [key.fileobj for key in self.selector.get_map().values()]
                self.selector.close()
                for other in [*others, self.waker]:
                    if isinstance(other, socket.socket):
                        other.close()
                worker.serve(*ends)
            finally:
                os._exit(1)
        for end in ends:
            os.close(end)
        if pid < 0:
            self.selector.unregister(client)
            client.close()
            return
        self.children[pid] = client
        with contextlib.suppress(OSError):
            client.send(f"{pid}\n".encode())

    def _reap(self) -> None:
        """Tell each client how its child ended, and end what the child left behind."""
        for pid, client in list(self.children.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if not done:
                continue
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
            del self.children[pid]
            with contextlib.suppress(OSError, KeyError, ValueError):
                client.send(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(client)
            client.close()


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        # It is not the leader of its group yet.
        os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Become the process: detach, import, listen, serve, and leave nothing behind."""
    module, address, idle = sys.argv[1], sys.argv[2], float(sys.argv[3])
    if os.fork():
        os._exit(0)
    catalogue = catalogue_in(module)
    _warm_up(catalogue)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(address)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        os.write(1, b"ready\n")
        with open(os.devnull, "wb") as nothing:
            os.dup2(nothing.fileno(), 1)
        imports = [partial(import_module, name) for name in catalogue.preload_later]
        ForkServer(listener, catalogue, idle, [_one_step, *imports]).run()
    _leave(Path(address))


def _warm_up(catalogue: Catalogue) -> None:
    """Import what every check needs."""
    import psutil  # noqa: F401
    import torch

    from rnnbook.exercises.checker.judging import run  # noqa: F401

    for name in catalogue.preload:
        import_module(name)
    torch.set_num_threads(1)
    with contextlib.suppress(Exception):
        catalogue.exercises  # noqa: B018 (reads them all)
    gc.collect()
    gc.freeze()


def _one_step() -> None:
    """Take one step of an optimizer: torch imports some of its modules only then."""
    import torch

    # Without a backward pass: that may start threads, which a fork does not keep.
    weight = torch.nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.Adam([weight])
    optimizer.zero_grad()
    weight.grad = torch.ones(2)
    optimizer.step()


def _leave(address: Path) -> None:
    """Remove the socket and its folder, unless a successor is being started in it."""
    from filelock import FileLock, Timeout

    with contextlib.suppress(OSError, Timeout), FileLock(address.parent / "lock", timeout=0):
        address.unlink()
        (address.parent / "lock").unlink()
        address.parent.rmdir()
