"""What a check found, in a form that travels between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["EXIT_CODES", "STAGES", "Outcome", "Status"]

Status = Literal["solved", "not yet", "not started", "our bug"]

EXIT_CODES = {"solved": 0, "not yet": 1, "not started": 1, "our bug": 3}
"""What the command ends with; 2 is left for a command that was called wrongly."""

STAGES = (
    "loads",
    "target",
    "started",
    "runs",
    "inputs",
    "none",
    "type",
    "shape",
    "dtype",
    "finite",
    "values",
    "repeatable",
    "gradients",
    "properties",
)
"""What is checked, in this order; the first failure wins."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of one check; it counts as true where the exercise is solved.

    Attributes
    ----------
    slug : str
        Which exercise.
    status : {"solved", "not yet", "not started", "our bug"}
        An untouched starter is no failure; "our bug" means that the book's own solution failed.
    stage : str
        Where the check stopped: one of ``STAGES``, or empty.
    message : str
        What is the matter, in a sentence or two.
    call : str
        The call that showed it, with the shapes of its arguments.
    seed : int or None
        The seed of the random arguments; the same seed draws the same ones again.
    where : str
        The line of the reader's code, where one is to blame.
    expected, got : str
        What should have come out, and what did.
    suggestion : str
        Where to look next.
    printed : str
        What the reader's code printed, cut off where it was long.
    checks : int
        How many checks were passed.
    agrees : bool or None
        Of a prediction, which cannot fail: whether every piece of it counts as right.
    """

    slug: str
    status: Status
    stage: str = ""
    message: str = ""
    call: str = ""
    seed: int | None = None
    where: str = ""
    expected: str = ""
    got: str = ""
    suggestion: str = ""
    printed: str = ""
    checks: int = 0
    agrees: bool | None = None

    @property
    def solved(self) -> bool:
        """Whether the exercise is solved."""
        return self.status == "solved"

    @property
    def exit_code(self) -> int:
        """What a command that shows this outcome ends with."""
        return EXIT_CODES[self.status]

    def __bool__(self) -> bool:
        """Return whether the exercise is solved, so that ``assert check(...)`` means that."""
        return self.solved
