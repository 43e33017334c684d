"""What became of each claim over many runs of its chapter; `make robustness` makes the runs."""

import json
import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

RECORDED = Path("book", "runs", "robustness.json")
AS_BUILT = "as built"
VERSIONS = ("torch", "numpy", "scipy")


@dataclass
class Result:
    """What came of one run: the claims' records by sentence, and an error if there was one."""

    chapter: str
    condition: str
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    error: str | None = None


def margin_of(claim: dict[str, Any]) -> float:
    """Return a claim's margin; infinite where there is none."""
    return math.inf if claim["margin"] is None else float(claim["margin"])


@dataclass
class Summary:
    """A claim over all runs: its own margin, those under other conditions, and which mattered."""

    sentence: str
    own: float
    margins: list[float]
    failed: list[str]
    moved: list[str]

    @property
    def flips(self) -> int:
        """In how many of the runs under other conditions the claim failed."""
        return len(set(self.failed) - {AS_BUILT})

    @property
    def smallest(self) -> float:
        """The smallest margin of those runs."""
        return min(self.margins, default=math.inf)


def summaries(results: list[Result], chapter: str) -> list[Summary]:
    """Return the claims of a chapter, in the order in which it makes them."""
    own = next(r for r in results if (r.chapter, r.condition) == (chapter, AS_BUILT))
    others = [r for r in results if r.chapter == chapter and r is not own]
    found = []
    for sentence, claim in own.claims.items():
        again = {r.condition: r.claims[sentence] for r in others if sentence in r.claims}
        failed = [name for name, one in again.items() if not one["holds"]]
        if not claim["holds"]:
            failed.insert(0, AS_BUILT)
        moved = [name for name, one in again.items() if one["estimate"] != claim["estimate"]]
        margins = [margin_of(one) for one in again.values()]
        found.append(Summary(sentence, margin_of(claim), margins, failed, moved))
    return found


def errors(results: list[Result]) -> list[str]:
    """Return what went wrong besides claims that failed."""
    made = {r.chapter: r.claims.keys() for r in results if r.condition == AS_BUILT}
    lines = []
    for r in results:
        if r.error:
            lines.append(f"{r.chapter}, {r.condition}: {r.error}")
        elif missing := made[r.chapter] - r.claims.keys():
            lines.append(f"{r.chapter}, {r.condition}: it did not claim: {'; '.join(missing)}")
    return sorted(lines)


def shown(margin: float) -> str:
    """Return a margin in eight columns."""
    return f"{margin:8.2f}" if math.isfinite(margin) else f"{'–':>8}"


def table(found: dict[str, list[Summary]]) -> Iterator[str]:
    """Yield the lines that show each claim, numbers first, for sentences are long."""
    for chapter, claims in found.items():
        yield f"\n{chapter}\n     own smallest   median     failed  claim"
        for one in claims:
            middle = statistics.median(one.margins or [math.inf])
            failed = f"{one.flips} of {len(one.margins)}"
            numbers = f"{shown(one.own)} {shown(one.smallest)} {shown(middle)} {failed:>10}"
            yield f"{numbers}  {one.sentence}"


def conditions_table(found: dict[str, list[Summary]], conditions: list[str]) -> Iterator[str]:
    """Yield how many claims each condition reached: one that moves none has tested none."""
    claims = [one for chapter in found.values() for one in chapter]
    yield "\n   moved   failed  condition"
    for name in conditions:
        moved = sum(name in one.moved for one in claims)
        failed = sum(name in one.failed for one in claims)
        yield f"{moved:4} of {len(claims):<3} {failed:4}    {name}"


def record(
    book: Path, found: dict[str, list[Summary]], conditions: list[str], command: str
) -> None:
    """Write what the evidence page shows. No date: two equal sweeps give equal files."""
    claims = {
        chapter: {
            one.sentence: {
                "runs": len(one.margins),
                "flips": one.flips,
                "smallest": round(one.smallest, 2) if math.isfinite(one.smallest) else None,
            }
            for one in some
        }
        for chapter, some in found.items()
    }
    content = {
        "command": command,
        "versions": {name: metadata.version(name) for name in VERSIONS},
        "conditions": conditions,
        "claims": claims,
    }
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (book / RECORDED).write_text(text + "\n", "utf-8")
    print(f"\nrecorded in {RECORDED}")
