"""Pages that ask for little: one style sheet, one script, a strict policy, and nothing else.

bundle.py makes one style sheet and one script of the files that are listed here; the layout names
these two. Extensions name files of their own for every page: what the book needs of them its own
style sheet says. A file that is in neither list is a warning, which ends a strict build: whoever
adds an extension has to say here what becomes of its files.

Each page also says, in a Content-Security-Policy, what a browser may load for it: files of this
site. The one script inside the page, a line that chooses dark or light before anything is drawn,
is allowed by its digest.
"""

import base64
import hashlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from bookbuild.state import build_state, environment_state

logger = logging.getLogger(__name__)

THEME = "rnnbook"
# In the order in which rules have to stand. Names are relative to the folder _static.
STYLES = (
    "katex/katex.min.css",
    "rnnbook.css",
    "claims.css",
    "exercises.css",
)
# Each is a part by itself: what it defines the others do not see, and when it fails they work.
SCRIPTS = (
    "colours.js",
    "dialogs.js",
    "menus.js",
    "place.js",
    "boxes.js",
    "folds.js",
    "exercises.js",
)
# Loaded when somebody searches: a program, whose first file imports the others, and libraries.
SEARCH_SCRIPTS = ("search.js", "finding.js")
# What Sphinx and extensions offer, and the book does without.
UNUSED = (
    "basic.css",
    "pygments.css",
    "mystnb.*.css",
    "exercise.css",
    "proof.css",
    "katex-math.css",
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
)
# Files of single pages stay files of their own: scripts of this book, run after the bundle.
OF_THEIR_OWN = ("explorables/*.js",)

# Chooses dark or light before anything is drawn, and asks early for the fonts that formulas show.
# (A link in the page would do the latter, too, but be refused, loudly, for files from a folder.)
MODE = (
    "(r=>{let m,d;try{m=localStorage.getItem('mode')}catch{}"
    "try{d=matchMedia('(prefers-color-scheme:dark)').matches}catch{}"
    "r.mode=m=/^(light|dark)$/.test(m)?m:'auto';"
    "r.theme=m!='auto'?m:d?'dark':'light'"
    "})(document.documentElement.dataset);"
    "if(location.protocol!='file:')"
    "for(let u of(document.currentScript.dataset.fonts||'').match(/\\S+/g)||[]){"
    "let l=document.createElement('link');"
    "l.rel='preload';l.as='font';l.crossOrigin='';l.href=u;document.head.append(l)}"
)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' '{digest}'",
    "style-src": "'self'",
    # KaTeX and inline SVG place their parts by style attributes.
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# The fonts that nearly every formula shows: asked for early, so that no line moves.
EARLY_FONTS = ("KaTeX_Main-Regular.woff2", "KaTeX_Math-Italic.woff2")
FORMULA = 'class="katex"'


def policy() -> str:
    """Return the Content-Security-Policy of every page."""
    digest = base64.b64encode(hashlib.sha256(MODE.encode()).digest()).decode()
    parts = (f"{what} {allowed}" for what, allowed in POLICY.items())
    return "; ".join(parts).format(digest=f"sha256-{digest}")


def name_of(asset: object) -> str:
    """Return the name of a file that a page asks for, below _static; empty for inline scripts."""
    name = str(getattr(asset, "filename", asset) or "")
    return name.partition("?")[0].removeprefix("_static/")


def is_in(name: str, patterns: tuple[str, ...]) -> bool:
    """Return whether one of the patterns stands for a name."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def kept(assets: list[Any], pagename: str) -> Iterator[Any]:
    """Yield the files that stay on a page, and warn of those of which nobody has said anything."""
    for asset in assets:
        name = name_of(asset)
        if is_in(name, OF_THEIR_OWN):
            yield asset
        elif not is_in(name, STYLES + SCRIPTS + SEARCH_SCRIPTS + UNUSED):
            body = getattr(asset, "attributes", {}).get("body")
            logger.warning(
                "%s asks for %s, which is not in the bundle: say in bookbuild/html/assets.py "
                "where it goes",
                *(pagename, name or f"the script {body!r}"),
                type="assets",
            )


def lighten(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Take the bundled files off a page, and give its template what to put in their place."""
    if app.builder.format != "html":
        return
    list(kept(context.get("css_files", []), pagename))
    context["script_files"] = list(kept(context.get("script_files", []), pagename))
    for script in context["script_files"]:
        script.attributes.setdefault("defer", "defer")
    fonts = EARLY_FONTS if FORMULA in context.get("body", "") else ()
    described = context.get("page_description") or environment_state(app.env).descriptions.get(
        pagename, context["docstitle"]
    )
    context["light"] = {
        "policy": policy(),
        "mode": MODE,
        "fonts": [context["pathto"](f"_static/bundle/{font}", 1) for font in fonts],
        "description": shortened(described),
    }
    build_state(app).pages_written = True


def shortened(words: str) -> str:
    """Return the words that stand for a page in a list of results."""
    return words if len(words) < 158 else words[:158].rpartition(" ")[0] + " …"


def register(app: Sphinx) -> None:
    """Add the theme, whose templates and files are in `bookbuild/theme`."""
    app.add_html_theme(THEME, str(Path(__file__).parents[1] / "theme"))
