"""The client of the fork server, which has torch imported and forks a worker for each check.

The first check starts it; it ends after five idle minutes. It listens on a socket in a folder that
only its owner may enter. Whoever cannot reach it checks in a fresh process instead.
"""

from __future__ import annotations

import hashlib
import os
import selectors
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from rnnbook.exercises.checker.catalogue import Catalogue

__all__ = [
    "ANSWER",
    "ENVIRONMENT",
    "IDLE",
    "command",
    "connection",
    "digest",
    "folder",
]

ANSWER = 5.0
"""How many seconds to wait for an answer, before a fresh process is taken."""

IDLE = 300.0
"""After how many idle seconds the server ends."""

# Small networks are no faster on several threads, and a fork keeps only one. To compile them takes
# longer than to check them: @torch.compile is there, and does nothing.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TORCH_COMPILE_DISABLE": "1",
}
"""What is set in the environment of every process that checks."""

_STARTING = 60.0
# From where the checker itself is imported.
_ROOT = Path(__file__).parents[__name__.count(".")]


def command(catalogue: Catalogue, module: str, *arguments: str) -> list[str]:
    """Return the command that runs ``main`` of a module here, whatever the current folder is."""
    paths = list(dict.fromkeys(map(str, (_ROOT, catalogue.sources.parent))))
    code = f"import sys; sys.path += {paths}; from {module} import main; main()"
    return [sys.executable, "-P", "-c", code, *arguments]


def digest(catalogue: Catalogue) -> str:
    """Return a short text that is another one for each state of the book's code."""
    files = [
        p for p in catalogue.sources.rglob("*") if "__pycache__" not in p.parts and p.is_file()
    ]
    state = sorted((str(p), s.st_size, s.st_mtime_ns) for p in files for s in [p.stat()])
    text = repr((sys.executable, sys.version, catalogue.version, state))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def folder(catalogue: Catalogue) -> Path:
    """Return the folder of the socket."""
    name = f"{catalogue.name}-{os.getuid()}-{digest(catalogue)}"
    return Path(tempfile.gettempdir()) / name


def connection(catalogue: Catalogue) -> socket.socket | None:
    """Return a connection to the server, which is started if need be; None if there is none."""
    if os.environ.get(catalogue.variable("WARM")) == "0" or not hasattr(socket, "AF_UNIX"):
        return None
    if not (hasattr(os, "fork") and hasattr(socket, "send_fds")):
        return None
    try:
        home = _private(folder(catalogue))
        address = str(home / "socket")
        # The system cuts longer ones off, or refuses them.
        if len(os.fsencode(address)) > 100:
            return None
        return _connected(address) or _started(catalogue, home, address)
    except OSError:
        return None


def _private(home: Path) -> Path:
    """Make the folder, and make sure that nobody else can reach what is in it."""
    home.mkdir(mode=0o700, exist_ok=True)
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{home} must be a folder that only its owner may enter")
    return home


def _connected(address: str) -> socket.socket | None:
    made = socket.socket(socket.AF_UNIX)
    try:
        made.settimeout(ANSWER)
        made.connect(address)
    except OSError:
        made.close()
        return None
    return made


def _started(catalogue: Catalogue, home: Path, address: str) -> socket.socket | None:
    """Start the server, unless somebody else just did, and wait until it listens."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / "lock", timeout=_STARTING):
            made = _connected(address)
            if made is None and _start(catalogue, address):
                made = _connected(address)
            return made
    except Timeout:
        return None


def _start(catalogue: Catalogue, address: str) -> bool:
    """Start the server, and return whether it is ready."""
    module = f"{__package__}.forkserver"
    starting = subprocess.Popen(
        command(catalogue, module, catalogue.module, address, str(IDLE)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        env=os.environ | ENVIRONMENT,
        start_new_session=True,
    )
    assert starting.stdout is not None
    with starting.stdout as said, selectors.DefaultSelector() as selector:
        selector.register(said, selectors.EVENT_READ)
        # What was started ends at once: it leaves the work to a process that is nobody's child.
        ready = bool(selector.select(_STARTING)) and said.read(6) == b"ready\n"
        starting.wait(5)
    return ready
