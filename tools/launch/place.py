"""A place like the one that Binder makes: a copy of the book, an environment, a JupyterLab."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from launch.files import ROOT, Problem

BASE = "/user/reader/"
TOKEN = "launch"
DECIDING = ("pyproject.toml", "constraints.txt", "binder/requirements.txt", "binder/runtime.txt")
# What would lead a program from the new environment to the old one's files.
LEADING = ("PYTHON", "JUPYTER", "VIRTUAL_ENV", "IPYTHON", "RNNBOOK", "MPL")


def run(command, what, **options):
    """Run a command; show what it said only when it fails."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    if done.returncode:
        raise Problem(f"{what} failed:\n{done.stdout[-4000:]}")
    return done.stdout


def copy_repository(target, root=ROOT):
    """Copy what git tracks, and new files that it does not ignore, as a fresh clone has them."""
    listed = run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        "git ls-files",
        cwd=root,
    )
    shutil.rmtree(target, ignore_errors=True)
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)


def is_reachable(address):
    """Tell whether a package index answers within a few seconds."""
    try:
        with urllib.request.urlopen(address.rstrip("/") + "/", timeout=15):
            return True
    except urllib.error.HTTPError:
        return False
    except OSError:
        return False


def drop_unreachable(requirements):
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


def digest(root):
    """Return a digest of what decides which packages are installed."""
    whole = hashlib.sha256(sys.version.encode())
    for name in DECIDING:
        whole.update(name.encode() + b"\0" + (root / name).read_bytes() + b"\0")
    return whole.hexdigest()


def make_environment(place):
    """Install binder/requirements.txt into an empty environment, unless one fits already.

    Return the seconds it took, 0 for one that was there, and the lines that were left out.
    """
    copy, folder, stamp = place / "repository", place / "environment", place / "stamp.json"
    wanted = digest(copy)
    gone = drop_unreachable(copy / "binder" / "requirements.txt")
    if stamp.is_file() and json.loads(stamp.read_text("utf-8")) == wanted:
        return 0.0, gone
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    begun = time.monotonic()
    run([sys.executable, "-m", "venv", folder], "Making the environment")
    pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]
    # As repo2docker does it, in the root of the book.
    file = "binder/requirements.txt"
    run([*pip, "--no-cache-dir", "-r", file], f"Installing {file}", cwd=copy)
    run([folder / "bin" / "python", "-m", "pip", "check"], f"Checking what {file} installs")
    stamp.write_text(json.dumps(wanted), "utf-8")
    return time.monotonic() - begun, gone


def size(folder):
    """Return the bytes of the files below a folder."""
    return sum(one.lstat().st_size for one in folder.rglob("*") if not one.is_dir())


def environment(place, more=()):
    """Return the variables that programs of the place start with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEADING)}
    home, temporary = place / "home", place / "tmp"
    for folder in (home, temporary):
        folder.mkdir(exist_ok=True)
    path = f"{place / 'environment' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return kept | {"HOME": str(home), "TMPDIR": str(temporary), "PATH": path} | dict(more)


def post_build(place):
    """Run binder/postBuild as Binder does, with a home of its own."""
    for name in ("home", "tmp"):
        shutil.rmtree(place / name, ignore_errors=True)
    copy = place / "repository"
    return run(
        [copy / "binder" / "postBuild"], "binder/postBuild", cwd=copy, env=environment(place)
    )


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """JupyterLab, started through binder/start below a path of its own, as on Binder."""

    def __init__(self, place, mark):
        self.place, self.port = place, free_port()
        self.address = f"http://127.0.0.1:{self.port}{BASE}"
        self.log = place / "server.log"
        copy = place / "repository"
        command = [copy / "binder" / "start", "jupyter", "lab", "--no-browser", "--allow-root"]
        command += [f"--ServerApp.port={self.port}", "--ServerApp.ip=127.0.0.1"]
        command += [f"--ServerApp.base_url={BASE}", f"--IdentityProvider.token={TOKEN}"]
        # Nothing a reader sees; it lets the test read the outputs of cells that are out of sight.
        command += ["--LabApp.expose_app_in_browser=True"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=copy, env=environment(place, mark), stdout=log, stderr=log
            )
        self.seconds = self.wait()

    def wait(self):
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

    def ask(self, path, method="GET"):
        """Ask the server's interface; return its answer."""
        request = urllib.request.Request(self.address + path, method=method)
        request.add_header("Authorization", f"token {TOKEN}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def forget(self):
        """End the kernels and forget which files were open, as for a new reader."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")
        shutil.rmtree(self.place / "home" / ".jupyter" / "lab" / "workspaces", ignore_errors=True)

    def stop(self):
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def default_place():
    """Return the folder that the place is made in."""
    return Path(ROOT, "_build", "launch")
