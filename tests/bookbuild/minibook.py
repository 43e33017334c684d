"""A small book in a temporary folder, built with this book's own settings and extensions."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import forked
import yaml

from rnnbook._mime import CLAIM_MIME

ROOT = Path(__file__).resolve().parents[2]

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
{claims}---

"""

# A small book has no address and no date, wherever its tests run.
ADDRESSES = ("GITHUB_REPOSITORY", "RNNBOOK_SITE_URL", "SOURCE_DATE_EPOCH")
# Only bounds a hang: with busy cores a build of seconds takes a minute.
TOO_LONG = 600

# Part of the package of a small book: a claim as rnnbook.evidence makes it, without torch.
CLAIMS = """
import os
from IPython.display import display
FIRST_SEED = int(os.environ.get("RNNBOOK_FIRST_SEED", "0"))
def claim(sentence, holds=True, margin=2.5, estimate=0.5, low=0.4):
    assert holds or os.environ.get("RNNBOOK_CLAIMS") == "report", sentence
    shown = f"mean {estimate:.3f}, 95 % interval 0.400 to 0.600, n = 7"
    record = {
        "kind": "measured", "sentence": sentence, "holds": holds, "statistic": "mean", "n": 7,
        "estimate": estimate, "low": low, "high": 0.6, "level": 0.95, "shown": shown,
        "margin": margin, "above": None if margin is None else 0.25, "below": None,
    }
    show(sentence, shown, record)
def proved(sentence, holds=True):
    assert holds or os.environ.get("RNNBOOK_CLAIMS") == "report", sentence
    shown = "checked in 7 cases"
    record = {"kind": "proved", "sentence": sentence, "holds": holds, "n": 7, "shown": shown}
    show(sentence, shown, record)
def show(sentence, shown, record):
    html = f'<p class="rnnbook-claim">{sentence} ({shown})</p>'
    display({"text/plain": sentence, "text/html": html, "CLAIM_MIME": record}, raw=True)
""".replace("CLAIM_MIME", CLAIM_MIME)


def cell(code):
    """Return a code cell for a page."""
    return f"```{{code-cell}} ipython3\n{dedent(code).strip()}\n```\n"


def page(title, *parts, claims="claims: none\n"):
    """Return a page that runs; what its header says about claims is an argument."""
    return HEADER.replace("{claims}", claims) + "\n".join([f"# {title}\n", *parts])


def claim_cell(*calls):
    """Return a code cell that makes claims."""
    return cell("\n".join(["from minipack.claims import FIRST_SEED, claim, proved", *calls]))


@dataclass
class Built:
    """What a build said and how it ended."""

    code: int
    text: str

    def explain(self):
        """Return the end of what the build said, for a failing assertion."""
        return f"exit code {self.code}\n{self.text[-4000:]}"


class MiniBook:
    """A book of a few pages and a package `minipack`.

    Without `bundle` its pages have no style sheet, script or font: that is half of a build.
    """

    def __init__(self, folder, *, bundle=True):
        self.folder = Path(folder)
        (self.folder / "book").mkdir(parents=True)
        for name in ("_static", "explorables"):
            shutil.copytree(ROOT / "book" / name, self.folder / "book" / name)
        (self.folder / "tools").symlink_to(ROOT / "tools")
        settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
        settings["sphinx"]["config"]["execution_depends"] = ["minipack", "book/runs"]
        settings["sphinx"]["config"]["bookbuild_bundle"] = bundle
        self.write("_config.yml", yaml.safe_dump(settings))
        self.write("minipack/__init__.py", "ANSWER = 42\n")
        self.write("minipack/claims.py", CLAIMS)
        self.write("book/runs/chapter_times.json", '{"one": 12}\n')
        self.write("book/references.bib", "")
        self.pages({"index": "# A small book\n\nWords.\n"})

    def write(self, name, text):
        """Write one file below the book's folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def pages(self, texts):
        """Write pages, the first of them the root, and the table of contents."""
        for name, text in texts.items():
            self.write(f"book/{name}.md", text)
        root, *others = texts
        toc = {"format": "jb-book", "root": f"book/{root}"}
        if others:
            toc["chapters"] = [{"file": f"book/{name}"} for name in others]
        self.write("_toc.yml", yaml.safe_dump(toc, sort_keys=False))

    def build(self, *options, output=".", **variables):
        """Run jupyter-book with the given options; nothing is strict unless they say so."""
        arguments = ["build", ".", "--path-output", output, *options]
        surroundings = {k: v for k, v in os.environ.items() if k not in ADDRESSES}
        surroundings |= variables
        # Into a file: a helper process that outlives the build would hold a pipe open for ever.
        log = self.folder / "build.log"
        log.write_text("", "utf-8")
        if forked.can_build(variables):
            code = forked.server().ask(
                TOO_LONG,
                folder=str(self.folder),
                environment=surroundings,
                arguments=arguments,
                log=str(log),
            )
        else:
            with log.open("a", encoding="utf-8") as file:
                code = subprocess.run(
                    [str(Path(sys.executable).parent / "jupyter-book"), *arguments],
                    cwd=self.folder,
                    env=surroundings,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    timeout=TOO_LONG,
                ).returncode
        return Built(code, log.read_text("utf-8"))

    def html(self, name, output="."):
        """Return a built page."""
        return (self.folder / output / "_build/html/book" / f"{name}.html").read_text("utf-8")

    def files(self, output="."):
        """Return {name: bytes} of the built site."""
        site = self.folder / output / "_build" / "html"
        return {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in sorted(site.rglob("*"))
            if path.is_file()
        }
