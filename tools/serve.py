"""Show the book in the browser while it is written.

    python tools/serve.py [--port 8000]

Builds what changed whenever a file of the book or the package changes, with the settings and the
cache of `jupyter-book build .`, and has open pages load themselves again. Only this machine can
reach the pages. Ctrl-C ends it.
"""

import argparse
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WATCHED = ("book", "rnnbook", "_config.yml", "_toc.yml")
PAUSE = 0.5
VERSION = "/-/version"
RELOAD = b"""<script>
(function () {
  let seen;
  setInterval(() => fetch("%s").then((answer) => answer.text()).then((now) => {
    if (seen !== undefined && now !== seen) location.reload();
    seen = now;
  }).catch(() => {}), 1000);
})();
</script></body>""" % VERSION.encode()


class Pages(SimpleHTTPRequestHandler):
    """Serves the built pages, and the number of the build that made them."""

    build = 0

    def send_head(self):
        """Answer a request; every page gets the lines that load it again after a build."""
        if self.path == VERSION:
            return self.answer(str(Pages.build).encode(), "text/plain")
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() else path
        if page.suffix == ".html" and page.is_file() and (page is path or self.path.endswith("/")):
            return self.answer(page.read_bytes().replace(b"</body>", RELOAD), "text/html")
        return super().send_head()

    def answer(self, body, kind):
        """Send the head of an answer that no browser may keep; return its body."""
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *_):
        """Say nothing of single requests."""


def snapshot(root=ROOT):
    """Return {path: (time, size)} of every file that a build depends on."""
    found = {}
    for name in WATCHED:
        top = root / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if "__pycache__" in path.parts or path.name.startswith("."):
                continue
            try:
                facts = path.stat()
            except FileNotFoundError:  # an editor's short-lived file
                continue
            if path.is_file():
                found[path] = (facts.st_mtime_ns, facts.st_size)
    return found


def rebuild():
    """Build what changed."""
    subprocess.call([sys.executable, str(ROOT / "tools" / "build.py"), "--draft"])
    Pages.build += 1


def main():
    """Build, serve, and build again on every change, until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    pages = ROOT / "_build" / "html"
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Pages, directory=str(pages)))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Try  make serve PORT={port + 1}")
    built = snapshot()
    rebuild()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"\nThe book is at http://127.0.0.1:{port}/  (Ctrl-C ends this)", flush=True)
    try:
        while True:
            time.sleep(PAUSE)
            now = snapshot()
            if now != built:
                built = now
                rebuild()
    except KeyboardInterrupt:
        server.shutdown()
        print()


if __name__ == "__main__":
    main()
