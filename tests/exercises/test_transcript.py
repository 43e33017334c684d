"""The session in the README is one that was run, and reads well."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from harm import find

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.transcript import Edit, Run, transcript

ROOT = Path(__file__).resolve().parents[2]


def shown():
    text = (ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(
        r"<!-- transcript: begin -->\n```console\n(.*?)\n```\n<!-- transcript: end -->",
        text,
        re.DOTALL,
    )
    return block


@pytest.mark.slow
def test_the_readme_shows_the_session_as_it_runs_today():
    command = [sys.executable, "-m", "bookbuild", "transcript", "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_session_goes_from_a_wrong_answer_to_a_right_one():
    verdicts = re.findall(r"^[○✗✓!] .*?(?=  )", shown(), re.MULTILINE)
    assert verdicts == ["○ Not started", "✗ Not yet", "✗ Not yet", "✓ Solved"]
    assert "still running after" in shown()
    assert "Hint 1 of" in shown()


def test_the_session_names_no_place_and_no_day_and_fits():
    assert str(Path.home()) not in shown()
    assert "/tmp" not in shown()
    assert not re.search(r"\d{4}-\d\d-\d\d", shown())
    assert max(map(len, shown().split("\n"))) <= 76


def test_the_session_begins_with_the_exercise_that_a_reader_begins_with():
    first = find(CATALOGUE.first)
    assert shown().startswith(
        f"$ rnnbook exercises start\nexercises/{first.slug}.py is written: {first.title}."
    )
    following = re.search(r"^Next: +rnnbook exercises start (\w+)$", shown(), re.MULTILINE)
    assert find(following[1]).level == 1
    assert find(following[1]).kind != "prediction"


@pytest.mark.slow
def test_a_short_session():
    text = transcript(
        [
            Run("rnnbook exercises start training_old_state", lines=1),
            Edit("An edit.", slug="training_old_state"),
            Run("rnnbook exercises solution", code=2),
        ]
    )
    assert text.split("\n\n") == [
        "$ rnnbook exercises start training_old_state\n"
        "exercises/training_old_state.py is written: The wrong state.\n...",
        "[An edit.]",
        "$ rnnbook exercises solution\n"
        "Error: training_old_state is not solved yet. To see its solution, add --yes.",
    ]


def test_a_command_that_ends_otherwise_is_an_error():
    with pytest.raises(RuntimeError, match="ended with 2 instead of 0"):
        transcript([Run("rnnbook exercises hint")])
    with pytest.raises(ValueError, match="must begin with rnnbook"):
        transcript([Run("rm x")])
