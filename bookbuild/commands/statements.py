"""Copy what chapters say of exercises to where the terminal finds it.

A chapter is the only source of a statement, and of what is said beside a solution. This writes
rnnbook/exercises/catalogue/order.json and, for each exercise, <slug>/statement.md and, where
something is said, <slug>/explanation.md, with formulas as plain text. A test fails when these
copies are old.
"""

import json
import re
from pathlib import Path

import click
from pylatexenc.latex2text import LatexNodes2Text

from bookbuild import toc
from bookbuild.errors import Problem
from bookbuild.paths import ROOT

CATALOGUE = ROOT / "rnnbook" / "exercises" / "catalogue"
EXERCISE = re.compile(
    r"^```\{exercise\} (?P<title>[^\n]+)\n:label: (?P<label>\S+)\n\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SOLUTION = re.compile(
    r"^````\{solution-start\} (?P<label>\S+)\n(?::\w+: [^\n]*\n)*````\n"
    r"(?P<body>.*?)^````\{solution-end\}",
    re.MULTILINE | re.DOTALL,
)
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
# What a role points to is on the page only.
ROLES = (
    (re.compile(r"\{eq\}`[^`]+`"), "the equation on the page"),
    (re.compile(r"\{numref\}`[^`]+`"), "the figure on the page"),
    (re.compile(r"\{glue:text\}`[^`]+`"), "(see the page)"),
    (re.compile(r"\{ref\}`([^`<]+?) *<[^`]+`"), r"\1"),
    (
        re.compile(r"\{cite:[tp]\}`([a-z]+)(\d{4})[^`]*`"),
        lambda m: f"{m[1].title()} et al. ({m[2]})",
    ),
    (re.compile(r"\[([^\]]+)\]\([^)]+\)"), r"\1"),
)
FORMULA = re.compile(r"\$\$?(.+?)\$\$?", re.DOTALL)


def plain(text: str) -> str:
    """Return Markdown with its formulas written as plain text."""
    converter = LatexNodes2Text(math_mode="text")

    def write(match: re.Match[str]) -> str:
        # x_{t-1} would become x_t-1, which says something else.
        grouped = re.sub(r"([_^])\{([^{}]*[-+=,][^{}]*)\}", r"\1(\2)", match.group(1))
        # Without spaces after a command's name, "2\pi t" would read "2πt".
        formula = re.sub(r"(\\[a-z]+) (?=[A-Za-z])", r"\1\\ ", grouped)
        return re.sub(r"\s+", " ", converter.latex_to_text(f"${formula}$")).strip()

    return FORMULA.sub(write, text)


def explanation(body: str) -> str:
    """Return what stands beside the code of a solution, as plain text."""
    text = CELL.sub("", body)
    for role, words in ROLES:
        text = role.sub(words, text)
    paragraphs = (part.strip() for part in plain(text).split("\n\n"))
    # A paragraph that ends with a colon announces a cell, which is on the page only.
    return "\n\n".join(part for part in paragraphs if part and not part.endswith(":"))


def copies() -> dict[Path, str]:
    """Return what each file should hold."""
    found: dict[Path, str] = {}
    order = []
    for page in toc.pages(ROOT):
        text = page.text
        slugs = []
        for match in EXERCISE.finditer(text):
            slug = match["label"].removeprefix("ex-").replace("-", "_")
            slugs.append(slug)
            statement = plain(match["body"]).strip()
            found[CATALOGUE / slug / "statement.md"] = f"# {match['title']}\n\n{statement}\n"
        for match in SOLUTION.finditer(text):
            slug = match["label"].removeprefix("ex-").replace("-", "_")
            said = explanation(match["body"])
            if said:
                found[CATALOGUE / slug / "explanation.md"] = f"{said}\n"
        if slugs:
            title = re.search(r"^# (.+)$", text, re.MULTILINE)
            if title is None:
                raise Problem(f"{page.path} has no title")
            order.append({"name": page.short, "title": title.group(1), "exercises": slugs})
    found[CATALOGUE / "order.json"] = json.dumps(order, indent=2, ensure_ascii=False) + "\n"
    return found


@click.command("statements")
@click.option("--check", is_flag=True, help="Change nothing; fail where a copy is old.")
def command(check: bool) -> int:
    """Copy the exercises' statements to the package."""
    stale = False
    for path, text in copies().items():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale = True
        shown = path.relative_to(ROOT)
        if check:
            click.echo(f"{shown} is not what the chapter says; run: make statements", err=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {shown}")
    return int(check and stale)
