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
    command = [sys.executable, "-m", "bookbuild", "readme", "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.fixture(scope="module")
def whole():
    return transcript()


def verdicts(text):
    return re.findall(r"^[○✗✓!] .*?(?=  )", text, re.MULTILINE)


def test_the_session_of_the_readme_has_a_wrong_answer_and_a_right_one_in_a_dozen_lines():
    assert verdicts(shown()) == ["✗ Not yet", "✓ Solved"]
    assert "\n→  This returns the last memory alone." in shown()
    assert len(re.findall(r"^.+$", shown(), re.MULTILINE)) <= 12


@pytest.mark.slow
def test_the_whole_session_goes_from_a_wrong_answer_to_a_right_one(whole):
    assert verdicts(whole) == ["○ Not started", "✗ Not yet", "✗ Not yet", "✓ Solved"]
    assert "still running after" in whole
    assert "Hint 1 of" in whole


@pytest.mark.slow
def test_the_sessions_name_no_place_and_no_day_and_fit(whole):
    for text in (shown(), whole):
        assert str(Path.home()) not in text
        assert "/tmp" not in text
        assert not re.search(r"\d{4}-\d\d-\d\d", text)
        assert max(map(len, text.split("\n"))) <= 76


@pytest.mark.slow
def test_the_sessions_begin_with_the_exercise_that_a_reader_begins_with(whole):
    first = find(CATALOGUE.first)
    start = f"$ rnnbook exercises start\nexercises/{first.slug}.py is written: {first.title}."
    assert shown().startswith(start)
    assert whole.startswith(start)
    following = re.search(r"^Next: +rnnbook exercises start (\w+)$", whole, re.MULTILINE)
    assert find(following[1]).level == 1


@pytest.mark.slow
def test_a_short_session():
    text = transcript(
        [
            Run("rnnbook exercises start training_old_state", paragraphs=(0,)),
            Edit("An edit.", slug="training_old_state"),
            Run("rnnbook exercises solution", code=2),
        ]
    )
    assert text.split("\n\n") == [
        "$ rnnbook exercises start training_old_state\n"
        "exercises/training_old_state.py is written: The wrong state.",
        "[An edit.]",
        "$ rnnbook exercises solution\n"
        "Error: training_old_state is not solved yet. To see its solution, add --yes.",
    ]


def test_a_command_that_ends_otherwise_is_an_error():
    with pytest.raises(RuntimeError, match="ended with 2 instead of 0"):
        transcript([Run("rnnbook exercises hint")])
    with pytest.raises(ValueError, match="must begin with rnnbook"):
        transcript([Run("rm x")])
