"""Where the book is, and what it says of itself."""

import tomllib
from pathlib import Path
from typing import Any

# The folder of the checkout: what builds the book is never installed without it.
ROOT = Path(__file__).resolve().parents[1]


def project(root: Path = ROOT) -> dict[str, Any]:
    """Return what pyproject.toml says of the package: version, dependencies, extras."""
    found: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return found
