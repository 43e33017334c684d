"""KaTeX's fonts cut down to the letters that the book's formulas show.

fontTools leaves those, without the instructions for coarse screens. Small fonts go into the style
sheet, and larger ones beside it.
"""

import base64
import io
import logging
import re
from pathlib import Path

# It tells of every table it cuts.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONT = re.compile(r'url\("?([^")]+?([\w-]+\.woff2))"?\)')
# A request costs more than a few bytes in a file that is fetched anyway.
LARGEST_INSIDE = 3000


def subset(file: Path, letters: str) -> bytes:
    """Return a font as WOFF2 with nothing but the given letters."""
    # Here, and not above: a build that fails, or writes no page, needs none of it.
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.name_IDs = []
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "FFTM"]
    options.recalc_timestamp = False
    font = load_font(str(file), options)
    cutter = Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    whole = io.BytesIO()
    save_font(font, whole, options)
    return whole.getvalue()


def make_small(style: Path, letters: dict[str, str], outside: tuple[str, ...]) -> None:
    """Cut the fonts that a style sheet names; those that pages ask for early stay outside it.

    They are named from the folder above that of the style sheet.
    """

    def smaller(match: re.Match[str]) -> str:
        file, name = match.groups()
        shown = letters["italic" if name.startswith("KaTeX_Math") else "upright"]
        font = subset(style.parents[1] / file, shown)
        if len(font) < LARGEST_INSIDE and name not in outside:
            return f"url(data:font/woff2;base64,{base64.b64encode(font).decode()})"
        (style.parent / name).write_bytes(font)
        return f"url({name})"

    style.write_text(FONT.sub(smaller, style.read_text("utf-8")), "utf-8")
