"""Numbers that a page prints and that are not so: 100 % for 299 of 300, "at most 4" for 4.5.

A number of the run comes into the text by `glue`, with a format. What is printed is compared with
the value itself where rounding can turn a sentence false: at the two ends of a percentage, at
zero, and after words that bound it from one side.
"""

import ast
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from nbformat import NotebookNode

RECORD = "application/papermill.record/text/plain"
PRINTED = re.compile(
    r"(?P<before>(?:[^\n`]|`(?!\{))*?)\{glue:text\}`(?P<name>[^:`]+)(?::(?P<format>[^`]+))?`"
    r"(?P<after>[^\n]{0,12})"
)
# What a number of 32 bits is off by of itself is no matter of how it is printed.
FLOAT32 = 1e-6
SIGN = re.compile(r"\s*(?:%|per cent)")
NOT_MORE = re.compile(
    r"\b(?:no more than|not more than|at most|under|below|less than|fewer than|up to)\s*$", re.I
)
NOT_LESS = re.compile(
    r"\b(?<!no )(?<!not )(?:more than|over|above|at least|no less than|beyond)\s*$", re.I
)


def glued(cells: Sequence[NotebookNode]) -> dict[str, float]:
    """Return the numbers that the cells of a page have stored for its text."""
    found = {}
    for cell in cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name and RECORD in output.get("data", {}):
                with suppress(ValueError, SyntaxError, TypeError):
                    found[name] = float(ast.literal_eval(output["data"][RECORD]))
    return found


def problem(before: str, value: float, form: str, after: str) -> str | None:
    """Return what is wrong with a number as it is printed, or None."""
    try:
        printed = format(value, form)
        shown = float(printed)
    except ValueError:
        return None
    if math.isclose(shown, value, rel_tol=FLOAT32):
        return None
    if SIGN.match(after) and shown in (0, 100):
        return f"it prints {printed} %, and the value is {value!r}: give the count"
    if shown == 0:
        return f"it prints {printed}, and the value is {value!r}"
    if NOT_MORE.search(before) and shown < value:
        return f"the text bounds it from above, and prints {printed} for {value!r}"
    if NOT_LESS.search(before) and shown > value:
        return f"the text bounds it from below, and prints {printed} for {value!r}"
    return None


def problems(cells: Sequence[NotebookNode]) -> Iterator[str]:
    """Yield what is wrong with the numbers that a page prints."""
    values: Mapping[str, float] = glued(cells)
    for cell in cells:
        if cell.cell_type != "markdown":
            continue
        for match in PRINTED.finditer(cell.source):
            name, form = match["name"], match["format"]
            if name in values and form:
                wrong = problem(match["before"], values[name], form, match["after"])
                if wrong:
                    yield f"the number {name}: {wrong}"
