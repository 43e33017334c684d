"""What became of each claim over many runs of its chapter; `make robustness` makes the runs.

Two records come of them. One holds the margins under other conditions. The other holds every run
of seeds that no threshold was ever set on: each set is run once, and stays in the record.
"""

import json
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

RECORDED = Path("book", "runs", "robustness.json")
UNTOUCHED = Path("book", "runs", "untouched.json")
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
    """Return a claim's margin; infinite where there is none, as for a theorem."""
    margin = claim.get("margin")
    return math.inf if margin is None else float(margin)


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
        moved = [name for name, one in again.items() if one["shown"] != claim["shown"]]
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


def seed_sets(conditions: Sequence[str]) -> list[str]:
    """Return those of the conditions that are fresh seeds, and the same on every machine."""
    return [name for name in conditions if "=" not in name]


def kept(book: Path, chapters: Sequence[str], conditions: list[str]) -> dict[str, Any] | None:
    """Return an earlier record without these chapters, or None where it does not fit.

    It fits where seeds and versions are the same. Which instructions can be switched off depends
    on the processor, so those may differ.
    """
    path = book / RECORDED
    if not path.exists():
        return None
    earlier: dict[str, Any] = json.loads(path.read_text("utf-8"))
    made = (seed_sets(earlier["conditions"]), earlier["versions"])
    if made != (seed_sets(conditions), versions()):
        return None
    claims = {name: some for name, some in earlier["claims"].items() if name not in chapters}
    return {**earlier, "claims": claims}


def versions() -> dict[str, str]:
    """Return the versions of what computes the results."""
    return {name: metadata.version(name) for name in VERSIONS}


def record(
    book: Path,
    found: dict[str, list[Summary]],
    earlier: dict[str, Any],
    conditions: list[str],
    command: str,
) -> None:
    """Write what the evidence page shows. No date: two equal sweeps give equal files."""
    claims = earlier.get("claims", {}) | {
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
        "versions": versions(),
        "conditions": list(dict.fromkeys([*earlier.get("conditions", []), *conditions])),
        "claims": dict(sorted(claims.items())),
    }
    write(book / RECORDED, content)


def untouched_sets(book: Path) -> list[dict[str, Any]]:
    """Return what came of each set of seeds that was run once, in the order of the runs."""
    path = book / UNTOUCHED
    if not path.exists():
        return []
    sets: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["sets"]
    return sets


def record_untouched(book: Path, first: int, results: list[Result], date: str) -> None:
    """Add one set of seeds, with the claims that failed on it."""
    claims = [(r.chapter, one) for r in results for one in r.claims.values()]
    new = {
        "first_seed": first,
        "date": date,
        "versions": versions(),
        "claims": len(claims),
        "failed": [f"{chapter}: {one['sentence']}" for chapter, one in claims if not one["holds"]],
    }
    content = {
        "command": "make robustness UNTOUCHED=1",
        "sets": [*untouched_sets(book), new],
    }
    write(book / UNTOUCHED, content)


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a record, and say where."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"\nrecorded in {path.parent.parent.name}/runs/{path.name}")
