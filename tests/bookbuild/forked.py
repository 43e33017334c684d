"""Jupyter Book's command in a process that is forked, with all libraries imported, for each build.

Importing them is half of what a small build costs. Every build still has a process of its own,
forked from one that has imported libraries and done nothing else: what a build patches, caches or
leaves behind dies with it.

    python -P forked.py < requests    one line of JSON each; an exit code comes back for each
"""

import atexit
import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What Python itself reads when it starts is too late for a process that runs already.
TOO_LATE = ("PYTHON", "LC_", "LANG")
# What extensions import only in their setup(), or later.
LATER = (
    *("myst_nb.sphinx_ext", "myst_nb.ext.glue.directives"),
    *("bookbuild.extension", "fontTools.subset", "fontTools.ttLib.woff2", "brotli"),
)


def preload():
    """Import what every build of this book imports."""
    import yaml
    from sphinx.application import builtin_extensions

    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]
    first = ("jupyter_book.cli.main", "jupyter_book.sphinx")
    for name in (*first, *builtin_extensions, *config["extensions"], *LATER):
        importlib.import_module(name)


def serve():
    """Fork a process for each request; return its arguments in that process, None at the end."""
    preload()
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        child = os.fork()
        if not child:
            return begin(request)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None


def begin(request):
    """Make this process what a shell would have started."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    return request["arguments"]


class Server:
    """The other end: asks for builds, one after the other."""

    def __init__(self):
        self.said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open as long as the server)
        self.process = subprocess.Popen(
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
            start_new_session=True,
        )
        atexit.register(self.stop)

    def ask(self, timeout, **request):
        """Have one build done, and return its exit code."""
        with contextlib.suppress(BrokenPipeError):  # why it died is told below
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        answers, _, _ = select.select([self.process.stdout], [], [], timeout)
        answer = self.process.stdout.readline() if answers else ""
        if answer:
            return int(answer)
        self.stop()
        server.cache_clear()
        self.said.seek(0)
        raise RuntimeError(f"no build after {timeout} s, or its process died:\n{self.said.read()}")

    def stop(self):
        """End the process; one that hangs is killed with the build that it has started."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@cache
def server():
    """Return the one server of this process."""
    return Server()


def can_build(variables):
    """Return whether a build with these variables may be forked."""
    return hasattr(os, "fork") and not any(name.startswith(TOO_LATE) for name in variables)


if __name__ == "__main__":
    arguments = serve()
    if arguments is not None:
        # As the installed command does, to the end of the process: what is to run there, runs.
        sys.argv = ["jupyter-book", *arguments]
        from jupyter_book.cli.main import main

        sys.exit(main())
