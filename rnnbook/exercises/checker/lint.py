"""What is wrong with the files of an exercise, said to its author; nothing of it is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from rnnbook.exercises.checker.catalogue import Catalogue
from rnnbook.exercises.checker.spec import Exercise
from rnnbook.exercises.checker.starter import edited

__all__ = ["WIDTH", "faults", "strays"]

WIDTH = 76
"""How many columns of a program a page shows."""

_WORDS = 15
_MARKUP = re.compile(r"\{\w+(:\w+)?\}`|\]\(|\$|\\[a-z]")
_ENDS = (".", "?", ":", ")")


def strays(catalogue: Catalogue) -> Iterator[str]:
    """Yield what is amiss between the folders of a catalogue and its ``order.json``.

    Parameters
    ----------
    catalogue : Catalogue
        The catalogue.

    Yields
    ------
    str
        One sentence for each folder that is not in the order, and for each name without a folder.
    """
    folders = {path.parent.name for path in catalogue.folder.glob("*/exercise.py")}
    for slug in sorted(folders - set(catalogue.slugs)):
        yield f"{slug}: it is in no chapter of order.json. Is its statement on a page?"
    for slug in catalogue.slugs:
        if slug not in folders:
            yield f"{slug}: order.json names it, and there is no {slug}/exercise.py"
        if catalogue.slugs.count(slug) > 1:
            yield f"{slug}: order.json names it more than once"


def faults(catalogue: Catalogue, slug: str) -> Iterator[str]:
    """Yield what is wrong with an exercise.

    Parameters
    ----------
    catalogue : Catalogue
        The catalogue that it is in.
    slug : str
        The name of its folder.

    Yields
    ------
    str
        One sentence for each fault, with the file or field in front.
    """
    try:
        exercise = catalogue.load(slug)
    except Exception as error:
        yield f"exercise.py: {type(error).__name__}: {error}"
        return
    for name, check in _CHECKS.items():
        try:
            yield from check(catalogue, exercise)
        except FileNotFoundError:
            yield f"{name}: it is not there"
        except (OSError, SyntaxError, ValueError) as error:
            yield f"{name}: {error}"


def _placed(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    homes = [chapter.name for chapter in catalogue.chapters if exercise.slug in chapter.slugs]
    if exercise.chapter not in homes:
        found = ", ".join(homes) or "no chapter"
        yield f"chapter: must be where the statement stands ({found}), got {exercise.chapter!r}"


def _told(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    predicted = exercise.kind == "prediction"
    for name, wanted in (
        ("hints", 1 if predicted else 2),
        ("mistakes", 1 if predicted or exercise.kind == "pencil" else 2),
    ):
        count = len(getattr(exercise, name))
        if count < wanted:
            yield f"{name}: must be at least {wanted} for the kind {exercise.kind!r}, got {count}"
    for text in (*exercise.hints, *(mistake.message for mistake in exercise.mistakes)):
        if not text.strip().endswith(_ENDS):
            yield f"exercise.py: a text must end as a sentence does, got {text[-40:]!r}"
        if "  " in text:
            yield f"exercise.py: a text must have single spaces, got {text[:60]!r}"


def _stated(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    first, _, body = exercise.statement.partition("\n")
    if not first.startswith("# "):
        yield f"statement.md: the first line must be a title, # ..., got {first[:60]!r}"
    count = len(body.split())
    if count < _WORDS:
        yield f"statement.md: must be understood without its page, got {count} words"
    yield from _marked_up("statement.md", body)


def _explained(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    text = exercise.explanation
    if bool(text) == (exercise.kind == "prediction"):
        wanted = "left out for" if text else "given for all but"
        yield f"explanation.md: must be {wanted} a prediction"
    if text.rstrip().endswith(":"):
        yield f"explanation.md: must not end with a colon, got {text.rstrip()[-40:]!r}"
    yield from _marked_up("explanation.md", text)


def _marked_up(name: str, text: str) -> Iterator[str]:
    found = _MARKUP.search(text)
    if found:
        around = text[max(0, found.start() - 20) : found.end() + 20]
        yield f"{name}: must be plain text, got {around!r}"


def _solved(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    for name, source in (("solution.py", exercise.solution), ("the starter", exercise.starter)):
        for number, line in enumerate(source.splitlines(), start=1):
            if len(line) > WIDTH:
                yield f"{name}: line {number} must have {WIDTH} columns at most, got {len(line)}"
    if exercise.starter == exercise.solution:
        yield "the starter: must not be the solution itself"
    target = next(n for n in ast.parse(exercise.solution).body if _is_named(n, exercise.target))
    if isinstance(target, ast.FunctionDef | ast.ClassDef) and not ast.get_docstring(target):
        yield f"solution.py: {exercise.target} must have a docstring"
    for function in ast.walk(target):
        if isinstance(function, ast.FunctionDef):
            bare = [a.arg for a in function.args.args if a.arg != "self" and not a.annotation]
            if bare or function.returns is None:
                missing = ", ".join([*bare, *["its result"] * (function.returns is None)])
                yield f"solution.py: {function.name} must have types, got none for {missing}"


def _is_named(node: ast.AST, name: str) -> bool:
    return getattr(node, "name", None) == name


def _mistaken(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    for number, mistake in enumerate(exercise.mistakes):
        try:
            wrong = edited(exercise.solution, mistake.edits)
            ast.parse(wrong)
        except (SyntaxError, ValueError) as error:
            yield f"mistakes[{number}]: {error}"
            continue
        if wrong == exercise.solution:
            yield f"mistakes[{number}]: the edits must change the solution"


_CHECKS: Mapping[str, Callable[[Catalogue, Exercise], Iterator[str]]] = {
    "order.json": _placed,
    "exercise.py": _told,
    "statement.md": _stated,
    "explanation.md": _explained,
    "solution.py": _solved,
    "mistakes": _mistaken,
}
