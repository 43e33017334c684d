"""Make what the README shows: a picture of its example, and a session with the exercises.

The page on exercises runs the whole session itself, whenever the book is built.
"""

import difflib
import re
from typing import Any

import click

from bookbuild.errors import Problem
from bookbuild.paths import ROOT
from rnnbook.exercises.transcript import SHORT_SESSION, transcript

README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "picture.svg"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAPER, INK = "#ffffff", "#1b2230"
BEGIN, END = "<!-- transcript: begin -->", "<!-- transcript: end -->"


def with_session(readme: str, session: str) -> str:
    """Return the text of the README with ``session`` between its markers."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise Problem(f"README.md must hold each of {BEGIN} and {END} once")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```console\n{session}\n```\n{END}{after}"


def picture_of(readme: str) -> str:
    """Train the network of the README's example, and draw what it answers as SVG."""
    from rnnbook._page import stand_alone
    from rnnbook.data import counting_ramps
    from rnnbook.plotting import new_figure, picture, plot_curves
    from rnnbook.probing import readouts

    example = EXAMPLE.search(readme)
    if example is None:
        raise Problem("README.md must hold an example in Python")
    names: dict[str, Any] = {}
    exec(example[1], names)
    curves = {}
    for start in (1, 6):
        x, _ = counting_ramps(5, start=start)
        sure = readouts(names["model"], x).softmax(dim=-1)[..., 1]
        for sequence, curve in zip(x[..., 0].int().tolist(), sure.tolist(), strict=True):
            curves[" ".join(map(str, sequence))] = curve
    figure, axes = new_figure(height=3.6)
    plot_curves(
        *(axes, curves),
        xlabel="element read",
        ylabel="probability of \u201crising\u201d",
        title="Trained on 1 to 5, asked about 6 to 10",
    )
    drawn = stand_alone(picture(figure).svg).replace("currentColor", INK)
    head, bracket, body = drawn.partition(">")
    paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    return f'{head} font-family="sans-serif"{bracket}{paper}{body}\n'


@click.command("readme")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when something is old.")
def command(check: bool) -> int:
    """Renew the session and the picture that the README shows."""
    old = README.read_text("utf-8")
    new = with_session(old, transcript(SHORT_SESSION))
    if not check:
        README.write_text(new, "utf-8")
        PICTURE.write_text(picture_of(new), "utf-8")
    elif old != new:
        changes = difflib.unified_diff(
            old.splitlines(), new.splitlines(), "README.md", "the session today", lineterm=""
        )
        print(*changes, sep="\n")
        raise Problem("README.md shows an old session: make readme")
    return 0
