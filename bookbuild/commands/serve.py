"""Show the book in the browser while it is written.

    python bookbuild/commands/serve.py [--port 8000]

Builds what changed whenever a file of the book or the package changes, with the settings and the
cache of `jupyter-book build .`, and has open pages load themselves again. Only this machine can
reach the pages. Ctrl-C ends it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from livereload import Server

ROOT = Path(__file__).resolve().parents[1]
WATCHED = ("book", "rnnbook", "_config.yml", "_toc.yml")


def rebuild():
    """Build what changed."""
    subprocess.call([sys.executable, str(ROOT / "tools" / "build.py"), "--draft"])


def passed_over(path):
    """Tell whether a change of this file is none of the book's."""
    return "__pycache__" in path or Path(path).name.startswith(".")


def port_number(text):
    """Return a port from the command line."""
    if not (text.isdigit() and 1024 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"a port is a number from 1024 to 65535, got {text!r}")
    return int(text)


def main():
    """Build, serve, and build again on every change, until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=port_number, default=8000)
    port = parser.parse_args().port
    server = Server()
    for name in WATCHED:
        server.watch(str(ROOT / name), rebuild, ignore=passed_over)
    rebuild()
    print(f"\nThe book is at http://127.0.0.1:{port}/  (Ctrl-C ends this)", flush=True)
    try:
        server.serve(root=str(ROOT / "_build" / "html"), host="127.0.0.1", port=port)
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Try  make serve PORT={port + 1}")


if __name__ == "__main__":
    main()
