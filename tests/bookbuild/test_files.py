"""The files at the root that other programs read."""

import json
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def test_constraints_pin_everything_exactly_and_name_no_host():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    wrong = [line for line in pins if not re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.!]+", line)]
    assert not wrong, f"not exact pins: {wrong}"
    assert len(pins) == len({pin.split("==")[0] for pin in pins})


def test_digests_are_those_of_the_pins_and_torch_has_none():
    pins = set((ROOT / "constraints.txt").read_text("utf-8").splitlines())
    lines = (ROOT / "hashes.txt").read_text("utf-8").splitlines()
    hashed = [line for line in lines if line and not line.startswith("#")]
    (torch,) = (line for line in hashed if line.startswith("torch=="))
    assert torch in pins
    hashed.remove(torch)
    form = r"[a-z0-9-]+==\S+( ; [\w .'<=!>()]+)?( --hash=sha256:[0-9a-f]{64})+"
    assert [line for line in hashed if not re.fullmatch(form, line)] == []
    assert {line.split()[0] for line in hashed} <= pins


def test_what_is_installed_has_digests():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    hashed = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "hashes.txt").read_text("utf-8"), re.M))
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["book"], *extras["tests"], "setuptools", "wheel"]
    names = {re.match(r"[A-Za-z0-9-]+", one).group().lower() for one in wanted}
    assert names <= hashed, f"not in hashes.txt: {sorted(names - hashed)} (make lock)"


def test_every_requirement_of_the_project_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "constraints.txt").read_text(), re.M))
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.match(r"[A-Za-z0-9-]+", one).group().lower() for one in wanted}
    assert names <= pinned, f"not in constraints.txt: {sorted(names - pinned)} (make lock)"


def test_the_lock_of_katex_names_its_version_and_no_host():
    text = (ROOT / "tools/katex/package-lock.json").read_text("utf-8")
    from sphinxcontrib.katex import katex_version

    assert f'"katex": "{katex_version}"' in text, "not the version that sphinxcontrib-katex brings"


@pytest.mark.parametrize("name", ["katex", "site", "lighthouse"])
def test_locks_of_npm_are_exact_and_name_no_host(name):
    folder = ROOT / "tools" / name
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted.values())
    lock = (folder / "package-lock.json").read_text("utf-8")
    packages = json.loads(lock)["packages"]
    assert packages[""]["dependencies"] == wanted
    assert all("integrity" in one for place, one in packages.items() if place)
    assert "resolved" not in lock
    assert "registry." not in lock


def test_ci_runs_both_commands_and_stops_at_the_first_failure():
    script = (ROOT / ".ci/run").read_text("utf-8")
    assert "set -euo pipefail" in script
    assert script.index("\nmake test\n") < script.index("\nmake html\n")


def test_the_citation_has_what_the_format_requires():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["message"]
    assert citation["title"]
    assert citation["authors"]
    for author in citation["authors"]:
        assert "name" in author or {"family-names", "given-names"} <= author.keys()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert str(citation["version"]) == project["version"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(citation["date-released"]))
