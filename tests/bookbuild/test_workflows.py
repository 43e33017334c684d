"""The workflows of GitHub: valid, unable to do more than they must, calling commands that exist."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
# An action is named by the whole commit; the version beside it is for people.
PINNED = re.compile(r"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def command(name):
    """Return the path of a command of this environment."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"{name} is missing: `make environment` installs it"
    return found


def steps():
    """Yield file, job and step of every step there is."""
    for file in FILES:
        for name, job in yaml.safe_load(file.read_text("utf-8"))["jobs"].items():
            for step in job.get("steps", []):
                yield file.name, name, step


def load(name):
    """Return a workflow; YAML takes its key `on` for the word true."""
    workflow = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in workflow.items()}


def checked(*arguments):
    """Run a checker that asks no network, and return what it ended with and said."""
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [command(arguments[0]), *arguments[1:]], capture_output=True, text=True, env=environment
    )


def test_they_fit_the_schema():
    assert {file.name for file in FILES} >= {"ci.yml", "publish.yml", "weekly.yml"}
    files = map(str, FILES)
    done = checked("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    assert done.returncode == 0, done.stdout


def test_the_schema_would_find_a_fault(tmp_path):
    text = (FOLDER / "ci.yml").read_text("utf-8")
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace("runs-on:", "runs-in:"), "utf-8")
    done = checked("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(broken))
    assert done.returncode != 0
    assert "broken.yml" in done.stdout


def test_no_weakness_is_known_of_them():
    done = checked("zizmor", "--offline", "--no-progress", "--persona", "pedantic", str(FOLDER))
    assert done.returncode == 0, done.stdout


def test_a_weakness_would_be_found(tmp_path):
    text = (FOLDER / "ci.yml").read_text("utf-8")
    weak = tmp_path / ".github" / "workflows" / "weak.yml"
    weak.parent.mkdir(parents=True)
    weak.write_text(text.replace("make lint PYTHON", "echo ${{ github.head_ref }} #"), "utf-8")
    done = checked("zizmor", "--offline", "--no-progress", str(weak))
    assert done.returncode != 0
    assert "template-injection" in done.stdout


def test_actions_are_pinned_by_their_commit_one_version_each():
    lines = [line.strip() for file in FILES for line in file.read_text("utf-8").splitlines()]
    used = {line.partition("uses: ")[2] for line in lines if line.startswith("- uses: ")}
    assert used
    for one in used:
        assert PINNED.match(one), f"not pinned by commit and version: {one}"
    names = [one.partition("@")[0] for one in used]
    assert len(names) == len(set(names)), f"two versions of one action: {sorted(used)}"
    assert all(name.startswith("actions/") for name in names)


def test_only_the_job_that_pushes_may_write():
    for file in FILES:
        workflow = yaml.safe_load(file.read_text("utf-8"))
        assert workflow["permissions"] in ({}, {"contents": "read"}), file.name
        for name, job in workflow["jobs"].items():
            writes = "write" in job.get("permissions", {}).values()
            assert writes == ((file.name, name) == ("publish.yml", "pages")), f"{file.name}: {name}"


def test_the_job_that_may_write_runs_no_code_of_the_repository():
    pages = load("publish.yml")["jobs"]["pages"]
    assert pages["needs"] == "book"
    assert not any("checkout" in step.get("uses", "") for step in pages["steps"])
    assert not any("make " in step.get("run", "") for step in pages["steps"])


def test_no_checkout_leaves_its_key_behind_and_every_job_ends():
    for file, name, step in steps():
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False, f"{file}: {name}"
    for file in FILES:
        for name, job in yaml.safe_load(file.read_text("utf-8"))["jobs"].items():
            assert "uses" in job or job["timeout-minutes"] <= 90, f"{file.name}: {name}"


def test_the_commands_they_call_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for file, name, step in steps():
        for words in re.findall(r"\bmake ([a-z ]+)", step.get("run", "")):
            missing = set(words.split()) - targets
            assert not missing, f"{file}, {name}: make {' '.join(sorted(missing))}"


def test_a_pull_request_is_tested_and_built_on_every_python():
    workflow = load("ci.yml")
    assert set(workflow["on"]) == {"pull_request", "workflow_call"}
    job = workflow["jobs"]["book"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    runs = [step.get("run", "") for step in job["steps"]]
    assert any(run.startswith("make test") for run in runs)
    assert {step["with"]["name"] for step in job["steps"] if "upload" in step.get("uses", "")} == {
        "site",
        "beside",
    }


def test_pull_requests_and_every_week_try_the_launch_buttons():
    for name in ("ci.yml", "weekly.yml"):
        runs = [step.get("run", "") for step in load(name)["jobs"]["launch"]["steps"]]
        assert any(run.startswith("make launch") for run in runs), name


def test_what_is_published_has_passed_what_pull_requests_pass():
    workflow = load("publish.yml")
    assert workflow["on"]["push"] == {"branches": ["main"]}
    assert workflow["jobs"]["book"]["uses"] == "./.github/workflows/ci.yml"


def test_the_published_copies_have_the_names_that_the_first_page_links_to():
    from bookbuild.publish.publication import OFFLINE

    runs = "".join(step.get("run", "") for step in load("publish.yml")["jobs"]["pages"]["steps"])
    for path in OFFLINE.values():
        assert f" site/{path}\n" in runs, path


def test_what_binder_needs_is_published_beside_the_notebooks():
    made = next(
        step["run"]
        for step in load("ci.yml")["jobs"]["book"]["steps"]
        if "epub" in step.get("run", "")
    )
    assert re.search(r"\bmake [a-z ]*\bbinder\b", made)
    runs = "".join(step.get("run", "") for step in load("publish.yml")["jobs"]["pages"]["steps"])
    assert "mv beside/binder site/binder\n" in runs


def test_what_rots_is_looked_at_every_week():
    workflow = load("weekly.yml")
    assert workflow["on"]["schedule"]
    runs = " ".join(
        step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]
    )
    for what in ("lock TORCH=newest", "html", "test", "epub", "launch", "links"):
        assert f"make {what} PYTHON=python" in runs, what
