"""How much memory a server and all that it started take together."""

import os
import secrets
import threading
import time

import psutil

MARK = "RNNBOOK_LAUNCH"


class Watch(threading.Thread):
    """A thread that adds up the memory of marked processes, four times a second.

    What processes share is counted once (proportional set size). A process is marked by a variable
    of its environment, which children inherit, also those that detach themselves.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.token = secrets.token_hex(8)
        self.peak = 0
        self.at_peak: dict[str, int] = {}
        self.marked: dict[tuple[int, float], bool] = {}
        self.ended = threading.Event()

    @property
    def environment(self) -> dict[str, str]:
        """Return the variable that marks a process."""
        return {MARK: self.token}

    def run(self) -> None:
        """Look until stopped."""
        while not self.ended.wait(0.25):
            found = self.look()
            if sum(found.values()) > self.peak:
                self.peak, self.at_peak = sum(found.values()), found

    def is_marked(self, process: psutil.Process) -> bool:
        """Return whether a process carries the mark."""
        key = (process.pid, process.create_time())
        if key in self.marked:
            return self.marked[key]
        found: bool = process.environ().get(MARK) == self.token
        # A process that has only just been forked may not be what it will be.
        if found or time.time() - process.create_time() > 5:
            self.marked[key] = found
        return found

    def look(self) -> dict[str, int]:
        """Return the bytes in use now, {what: bytes}."""
        found: dict[str, int] = {}
        for process in psutil.process_iter():
            try:
                if process.pid != os.getpid() and self.is_marked(process):
                    kind = kind_of(process.cmdline())
                    found[kind] = found.get(kind, 0) + process.memory_full_info().pss
            except (psutil.Error, OSError):
                continue
        return found

    def restart(self) -> None:
        """Forget the peak so far."""
        self.peak, self.at_peak = 0, {}

    def processes(self) -> list[psutil.Process]:
        """Return the marked processes that are alive."""
        alive = []
        for process in psutil.process_iter():
            try:
                if process.pid != os.getpid() and self.is_marked(process):
                    alive.append(process)
            except (psutil.Error, OSError):
                continue
        return alive

    def stop(self) -> None:
        """End the watch, and every marked process that is left."""
        self.ended.set()
        left = self.processes()
        for process in left:
            try:
                process.kill()
            except psutil.Error:
                continue
        psutil.wait_procs(left, timeout=10)


def kind_of(command: list[str]) -> str:
    """Return what a process is, from its command line."""
    line = " ".join(command)
    for word, kind in (("ipykernel", "kernels"), ("rnnbook.exercises", "exercises")):
        if word in line:
            return kind
    return "server"
