"""The session of ``watch``: a check at every save, and keys for the rest."""

from __future__ import annotations

import _thread
import queue
import threading
from pathlib import Path

from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.terminal.app import App, CommandError
from rnnbook.exercises.checker.terminal.events import (
    FileWatch,
    KeyReader,
    Signature,
    helpers,
    settled,
    signature,
)

__all__ = ["WatchSession"]

_FILE = "the file"


class WatchSession:
    """Watch one exercise after the other, until the reader leaves."""

    def __init__(self, app: App, exercise: Exercise) -> None:
        self._app = app
        self._exercise = exercise
        self._path = app.workspace.path(exercise)
        self._events: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._helpers: tuple[Path, ...] = ()
        self._checked: Signature | None = None
        self._solved = False
        self._asked = False
        self._troubled = False
        # What follows says whether a check is running that an event may stop.
        self._lock = threading.Lock()
        self._running = False
        self._stopped_by = ""

    def run(self) -> None:
        """Run until q is pressed or nobody reads any more; Ctrl-C ends it as well."""
        with KeyReader(self._post) as keys:
            self._has_keys = keys.on
            while self._watch_one():
                pass
        self._app.show("Stopped.")

    def _watch_one(self) -> bool:
        """Watch the current exercise; return whether there is another to watch after it."""
        with FileWatch(self._path, lambda: self._post(_FILE)) as watch:
            self._check()
            while not self._app.unseen:
                if watch.trouble and not self._troubled:
                    self._troubled = True
                    self._app.warn(
                        "The system does not tell of changes to files here "
                        f"({watch.trouble}). The file is looked at twice a second instead."
                    )
                try:
                    # With a time-out, because without one some systems leave no way for Ctrl-C.
                    event = self._events.get(timeout=1)
                except queue.Empty:
                    continue
                if event == _FILE:
                    self._look()
                elif event == "q":
                    return False
                elif event == "n" and self._go_on():
                    return True
                else:
                    self._act(event)
        return False

    def _signature(self) -> Signature | None:
        """Return what changes when the answer or a module of the reader's that it uses does."""
        return signature(self._path, *self._helpers)

    def _post(self, event: str) -> None:
        """Take an event from a thread, and stop a running check that it makes useless."""
        if event == _FILE and self._signature() == self._checked:
            return
        self._events.put(event)
        useless = event == "q" or (event == _FILE and self._signature() is not None)
        with self._lock:
            if self._running and useless:
                self._running, self._stopped_by = False, event
                _thread.interrupt_main()

    def _look(self) -> None:
        if self._signature() == self._checked:
            return
        if settled(self._path) is None:
            # So that it counts as changed even if it comes back as it was.
            self._checked = None
            self._app.show(f"\n{self._path} is gone. Waiting for it to come back.")
            return
        self._check()

    def _check(self) -> None:
        self._asked = False
        settled(self._path, *self._helpers)
        self._helpers = helpers(self._path)
        self._checked = self._signature()
        self._app.show(f"\nChecking {self._path} ...")
        try:
            with self._lock:
                self._running, self._stopped_by = True, ""
            outcome = self._app.judge(self._exercise)
            with self._lock:
                self._running = False
        except KeyboardInterrupt:
            with self._lock:
                self._running = False
            if not self._stopped_by:
                raise
            if self._stopped_by == _FILE:
                self._app.show("The file has changed. This check is stopped.")
            return
        except CommandError as error:
            with self._lock:
                self._running = False
            self._app.show(str(error))
            return
        self._solved = outcome.solved
        self._app.show("")
        self._app.report(outcome, self._exercise)
        self._name_keys()

    def _name_keys(self) -> None:
        if not self._has_keys:
            return
        keys = ["h hint", "s solution", "c check again"]
        keys += ["n next exercise"] * self._solved + ["q quit"]
        self._app.show("", "   ".join(keys), style="dim")

    def _act(self, key: str) -> None:
        asked, self._asked = self._asked, False
        if key == "h":
            self._app.show("")
            self._app.hint(self._exercise)
        elif key == "c":
            self._check()
            return
        elif key == "s" and not (asked or self._app.may_see_solution(self._exercise)):
            self._asked = True
            self._app.show(f"\n{self._exercise.slug} is not solved yet. s again shows it.")
            return
        elif key == "s":
            self._app.show("")
            self._app.solution(self._exercise)
        elif key == "n" and not self._solved:
            self._app.show("\nn goes on once this exercise is solved.")
            return
        else:
            return
        self._name_keys()

    def _go_on(self) -> bool:
        """Start the next exercise, if this one is solved and there is one."""
        if not self._solved:
            return False
        self._app.show("")
        try:
            self._exercise = self._app.start(None)
        except CommandError as error:
            self._app.show(str(error))
            return False
        self._path = self._app.workspace.path(self._exercise)
        self._solved = False
        return True
