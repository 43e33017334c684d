"""What Binder makes of the published site, on this machine: files, an environment, JupyterLab."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bookbuild.errors import Problem
from bookbuild.paths import ROOT

BASE = "/user/reader/"
TOKEN = "launch"
DECIDING = ("requirements.txt", "constraints.txt", "runtime.txt")
# What would lead a program from the new environment to the old one's files.
LEADING = ("PYTHON", "JUPYTER", "VIRTUAL_ENV", "IPYTHON", "RNNBOOK", "MPL")


def run(
    command: Sequence[str | Path], what: str, cwd: Path, env: Mapping[str, str] | None = None
) -> None:
    """Run a command; show what it said only when it fails."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise Problem(f"{what} failed:\n{done.stdout[-4000:]}")


def is_reachable(address: str) -> bool:
    """Return whether a package index answers within a few seconds."""
    try:
        with urllib.request.urlopen(address.rstrip("/") + "/", timeout=15):
            return True
    except OSError:
        return False


def drop_unreachable(requirements: Path) -> list[str]:
    """Leave out the lines for indexes that do not answer from here; return them.

    Then pip has to find everything, torch's "+cpu" included, in the indexes it has been set up
    with, or it fails.
    """
    lines = requirements.read_text("utf-8").splitlines()
    gone = [
        line
        for line in lines
        if line.startswith("--extra-index-url ") and not is_reachable(line.split()[1])
    ]
    requirements.write_text("".join(f"{one}\n" for one in lines if one not in gone), "utf-8")
    return gone


def digest(binder: Path) -> str:
    """Return a digest of what decides which packages are installed beside the book's own."""
    whole = hashlib.sha256(sys.version.encode())
    for path in (*(binder / name for name in DECIDING), ROOT / "pyproject.toml"):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def make_environment(folder: Path) -> tuple[float, list[str]]:
    """Install binder/requirements.txt into an empty environment, unless one fits already.

    Return the seconds it took, 0 for one that was there, and the lines that were left out.
    """
    branch, environment, stamp = (folder / name for name in ("site", "environment", "stamp.json"))
    file = "binder/requirements.txt"
    pip: list[str | Path] = [environment / "bin" / "python", "-m", "pip"]
    pip += ["--disable-pip-version-check"]
    wanted = digest(branch / "binder")
    gone = drop_unreachable(branch / file)
    if stamp.is_file() and json.loads(stamp.read_text("utf-8")) == wanted:
        (wheel,) = (branch / "binder").glob("*.whl")
        again = [*pip, "install", "--no-deps", "--force-reinstall", wheel]
        run(again, f"Installing {wheel.name}", cwd=branch)
        return 0.0, gone
    stamp.unlink(missing_ok=True)
    shutil.rmtree(environment, ignore_errors=True)
    begun = time.monotonic()
    run([sys.executable, "-m", "venv", environment], "Making the environment", cwd=folder)
    # As repo2docker does it, in the root of the branch.
    run([*pip, "install", "--no-cache-dir", "-r", file], f"Installing {file}", cwd=branch)
    run([*pip, "check"], f"Checking what {file} installs", cwd=branch)
    stamp.write_text(json.dumps(wanted), "utf-8")
    return time.monotonic() - begun, gone


def size(folder: Path) -> int:
    """Return the bytes of the files below a folder."""
    return sum(one.lstat().st_size for one in folder.rglob("*") if not one.is_dir())


def variables(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables that programs of this Binder start with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEADING)}
    home, temporary = folder / "home", folder / "tmp"
    for one in (home, temporary):
        one.mkdir(exist_ok=True)
    path = f"{folder / 'environment' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "HOME": str(home), "TMPDIR": str(temporary), "PATH": path, **(more or {})}


def post_build(folder: Path) -> None:
    """Run binder/postBuild as Binder does, with a home of its own."""
    for name in ("home", "tmp"):
        shutil.rmtree(folder / name, ignore_errors=True)
    branch = folder / "site"
    script = branch / "binder" / "postBuild"
    run([script], "binder/postBuild", cwd=branch, env=variables(folder))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """JupyterLab, started through binder/start below a path of its own, as on Binder."""

    def __init__(self, folder: Path, mark: Mapping[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}{BASE}"
        self.log = folder / "server.log"
        branch = folder / "site"
        command = [str(branch / "binder" / "start"), "jupyter", "lab"]
        command += ["--no-browser", "--allow-root"]
        command += [f"--ServerApp.port={self.port}", "--ServerApp.ip=127.0.0.1"]
        command += [f"--ServerApp.base_url={BASE}", f"--IdentityProvider.token={TOKEN}"]
        # Nothing a reader sees; it lets the test read the outputs of cells that are out of sight.
        command += ["--LabApp.expose_app_in_browser=True"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=branch, env=variables(folder, mark), stdout=log, stderr=log
            )
        self.seconds = self.wait()

    def wait(self) -> float:
        """Wait until it answers; return how many seconds that took."""
        begun = time.monotonic()
        while time.monotonic() - begun < 120:
            if self.process.poll() is not None:
                break
            try:
                self.ask("api/status")
            except OSError:
                time.sleep(0.2)
            else:
                return time.monotonic() - begun
        self.stop()
        raise Problem(f"JupyterLab does not start:\n{self.log.read_text('utf-8')[-3000:]}")

    def ask(self, path: str, method: str = "GET") -> Any:
        """Ask the server's interface; return its answer."""
        request = urllib.request.Request(self.address + path, method=method)
        request.add_header("Authorization", f"token {TOKEN}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def forget(self) -> None:
        """End the kernels and forget which files were open, as for a new reader."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")
        shutil.rmtree(self.folder / "home" / ".jupyter" / "lab" / "workspaces", ignore_errors=True)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
