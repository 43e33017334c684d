"""Comparisons in the prose with nothing near them that could have failed.

A sentence that says one thing beats another needs a claim, a theorem or a contest in its section,
an assertion (in a solution), a citation, or a link to the section or page that has it. The
summary of a page rests on the claims of the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

COMPARISON = re.compile(
    r"""\b(?:
        beats? | outperforms? | outdo(?:es)? | wins?\ (?:against|over) | loses?\ (?:to|against)
        | (?:better|worse|faster|slower|easier|harder|stronger|weaker)\ than
        | (?:more|less)\ (?:accurate|often|slowly|reliably|accurately)\ than
        | ahead\ of | leads?\ (?:the|by) | lags?\ behind | does?\ (?:better|worse)
        | learns?\ (?:better|worse|faster)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
EVIDENCE_CALL = re.compile(r"\b(?:claim|proved|contest)\(|^\s*assert\b", re.MULTILINE)
REFERENCE = re.compile(r"\{(?:cite:[tp]|ref|numref|eq|doc)\}`|\]\([^)]+\.md|\[[^\]]+\]\(#")
EXERCISE = re.compile(r"^```\{exercise\}.*?^```$", re.MULTILINE | re.DOTALL)
AIMS = re.compile(r"\*\*After this chapter you can\*\*.*?(?=\*\*You need)", re.DOTALL)
HEADING = re.compile(r"^(#+) +(.+)$", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n\n|\n(?=[-*|\d])")
SOLUTION = "{solution-start}"
SUMMARY = "Summary"
# A question, and what a sentence only supposes or denies to know, assert nothing.
ASKS = re.compile(r"\?\s*$|^\s*(?:if|suppose|does|do|is|are|would|which|what)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """A comparison without evidence: the heading above it, and the sentence."""

    heading: str
    sentence: str


@dataclass
class Section:
    """What stands below a heading of the first three levels, or inside a solution."""

    heading: str
    prose: list[str]
    evidence: bool = False


def sections(cells: Sequence[NotebookNode]) -> Iterator[Section]:
    """Yield the sections of a page."""
    current = Section("", [])
    for cell in cells:
        if cell.cell_type == "code":
            current.evidence |= bool(EVIDENCE_CALL.search(cell.source))
            continue
        if cell.cell_type != "markdown":
            continue
        text = AIMS.sub("", EXERCISE.sub("", cell.source))
        for part in re.split(r"(?=^#{1,3} )|(?=^````\{solution-(?:start|end)\})", text, flags=re.M):
            heading = HEADING.match(part)
            if heading or part.startswith("````{solution-"):
                yield current
                name = heading[2] if heading else part.partition("\n")[0].strip("`")
                current = Section(name, [])
            current.prose.append(part)
    yield current


def without_evidence(cells: Sequence[NotebookNode]) -> Iterator[Comparison]:
    """Yield the comparisons of a page that rest on nothing near them."""
    found = list(sections(cells))
    page_has_evidence = any(section.evidence for section in found)
    for section in found:
        if section.evidence or (section.heading == SUMMARY and page_has_evidence):
            continue
        for paragraph in "\n".join(section.prose).split("\n\n"):
            if REFERENCE.search(paragraph):
                continue
            for sentence in SENTENCE_END.split(paragraph):
                if COMPARISON.search(sentence) and not ASKS.search(sentence):
                    yield Comparison(section.heading, " ".join(sentence.split()))
