"""What the results of the cells depend on besides the cells themselves, as one digest."""

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

VERSIONS = (
    "torch", "numpy", "scipy", "scikit-learn", "matplotlib", "matplotlib-inline", "ipykernel",
    "ipython", "vega-datasets", "sktime", "pandas", "click", "rich",
)  # fmt: skip
CPUINFO = Path("/proc/cpuinfo")  # on Linux, where the library says nothing
NOT_READ_BY_CELLS = {"chapter_times.json", "robustness.json", "untouched.json"}


def files_below(folder: Path) -> list[Path]:
    """Return the files that count below a folder, in an order that is always the same."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.name.endswith((".pyc", "~"))
        # Nor what tools leave in folders of their own, such as .ruff_cache.
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.name not in NOT_READ_BY_CELLS
    )


def version_of(package: str) -> str | None:
    """Return the version of an installed package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def processor() -> list[str]:
    """Return what is known of the processor: others may round in another way."""
    try:
        text = CPUINFO.read_text("utf-8")
    except OSError:
        return [platform.processor()]
    first = text.partition("\n\n")[0]
    return re.findall(r"^(?:model name|flags|CPU part|Features)\s*: (.*)$", first, re.M)


def digest(source: Path, depends: Iterable[str], settings: Mapping[str, str]) -> str:
    """Return a digest of folders below `source`, versions, machine, and the kernels' settings."""
    whole = hashlib.sha256()
    for name in depends:
        for path in files_below(source / name):
            whole.update(path.relative_to(source).as_posix().encode() + b"\0")
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    versions = {name: version_of(name) for name in VERSIONS}
    machine = [platform.machine(), *processor()]
    surroundings = [platform.python_version(), machine, versions, dict(settings)]
    whole.update(json.dumps(surroundings, sort_keys=True).encode())
    return whole.hexdigest()[:16]
