"""How outcomes look: the exact text for every kind, and what no text may do to a screen.

The golden files are renewed with

    RNNBOOK_RENEW_GOLDEN=1 python -m pytest tests/exercises/test_report.py

after which their difference has to be read as carefully as code.
"""

import os
import re
import sys
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from rich.console import Console

from rnnbook.exercises import CATALOGUE, Exercise
from rnnbook.exercises.checker.notebook import NotebookOutcome
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.report import LINES, Report, clean, without_trailing
from rnnbook.exercises.checker.strategies import normal

GOLDEN = Path(__file__).parent / "golden"
CALL = "last_states(x: (3, 5, 2) float64, lengths: (3,) int64)"

OUTCOMES = {
    "solved": Outcome("last_states", "solved", seed=4711, checks=9),
    "not-started": Outcome("last_states", "not started", "started", "last_states is still empty."),
    "does-not-load": Outcome(
        "last_states",
        "not yet",
        "loads",
        "This is not Python: SyntaxError: expected ':'",
        where="last_states.py, line 14: for row in rows",
    ),
    "raised": Outcome(
        "last_states",
        "not yet",
        "runs",
        "It raised IndexError: index 5 is out of bounds for dimension 1 with size 5",
        call=CALL,
        seed=0,
        where="last_states.py, line 15: return states[rows, lengths]",
        printed="tensor([5, 2, 4])\n",
    ),
    "wrong-values": Outcome(
        "last_states",
        "not yet",
        "values",
        "The result differs in 8 of 12 entries.",
        call=f"{CALL} with views",
        seed=4711,
        expected="0.4327 at [1, 0]",
        got="-0.1181 at [1, 0]",
        suggestion="You take the last place of every sequence. In a shorter one there is padding, "
        "and the state behind it has read zeros.",
    ),
    "time": Outcome(
        "last_states",
        "not yet",
        "runs",
        "Your code was still running after 20 seconds.",
        call=CALL,
        seed=0,
        where="last_states.py, line 12: while True:",
        printed="\n".join(f"row {number}" for number in range(5000)),
    ),
    "crash": Outcome(
        "last_states",
        "not yet",
        "runs",
        "The process ended before the check was finished (exit status 1).",
    ),
    "our-bug": Outcome(
        "last_states",
        "our bug",
        message="The book's own solution failed: ValueError: shapes do not fit",
        call=CALL,
        seed=4711,
    ),
}


@pytest.fixture
def exercise(tmp_path):
    """Return an exercise that no change of the catalogue touches."""
    folder = tmp_path / "last_states"
    folder.mkdir()
    (folder / "statement.md").write_text("# The last state of each sequence\n\nReturn it.\n")
    (folder / "solution.py").write_text("def last_states(x, lengths):\n    return x\n")
    return Exercise(
        file=str(folder / "exercise.py"),
        chapter="sequences",
        level=1,
        minutes=10,
        kind="function",
        hints=("One.",),
        mistakes=(),
        arguments=(normal("N", "T", "D"), normal("N")),
    )


# In which the version stands still.
BOOK = replace(CATALOGUE, version="1.2.3")


def render(outcome, exercise):
    return Report(outcome, exercise, BOOK)


def as_text(outcome, exercise, *, notebook=False):
    return Report(outcome, exercise, BOOK, notebook).as_text()


def shown(report, *, width=80, colour=False, encoding="utf-8"):
    # rich asks the file for its encoding.
    page = type("Page", (StringIO,), {"encoding": encoding})()
    console = Console(
        file=page,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    console.print(report)
    return without_trailing(page.getvalue())


def compare(name, text):
    path = GOLDEN / name
    if os.environ.get("RNNBOOK_RENEW_GOLDEN"):
        path.write_text(text, "utf-8")
    assert path.is_file(), f"there is no {path.name}: see the top of this file"
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("kind", OUTCOMES)
def test_plain_text_at_80_columns(kind, exercise):
    compare(f"{kind}.txt", shown(render(OUTCOMES[kind], exercise)))


@pytest.mark.parametrize("kind", OUTCOMES)
def test_coloured_text_at_80_columns(kind, exercise):
    compare(f"{kind}.ansi.txt", shown(render(OUTCOMES[kind], exercise), colour=True))


@pytest.mark.parametrize("kind", OUTCOMES)
def test_text_of_a_notebook(kind, exercise):
    compare(f"{kind}.notebook.txt", as_text(OUTCOMES[kind], exercise, notebook=True) + "\n")


def test_there_is_no_golden_file_without_its_outcome():
    known = {f"{k}{end}" for k in OUTCOMES for end in (".txt", ".ansi.txt", ".notebook.txt")}
    assert {p.name for p in GOLDEN.iterdir()} == known


@pytest.mark.parametrize("kind", OUTCOMES)
@pytest.mark.parametrize("width", [80, 40, 24])
def test_no_line_is_too_long_and_none_ends_in_spaces(kind, width, exercise):
    for colour in (False, True):
        lines = shown(render(OUTCOMES[kind], exercise), width=width, colour=colour).split("\n")
        for line in lines:
            bare = re.sub(r"\x1b\[[0-9;]*m", "", line)
            assert len(bare) <= width
            assert line == line.rstrip() or colour


@pytest.mark.parametrize("kind", OUTCOMES)
def test_plain_text_has_no_escapes_and_colour_says_nothing_alone(kind, exercise):
    plain = shown(render(OUTCOMES[kind], exercise))
    coloured = shown(render(OUTCOMES[kind], exercise), colour=True)
    assert "\x1b" not in plain
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert without_trailing(bare) == plain


@pytest.mark.parametrize("kind", OUTCOMES)
def test_an_ascii_screen_gets_ascii_marks(kind, exercise):
    text = shown(render(OUTCOMES[kind], exercise), encoding="ascii")
    text.encode("ascii")
    assert text.split()[0] in ("+", "x", "o", "!")


def test_a_notebook_shows_no_seed_and_no_command_where_builds_must_agree(exercise):
    for kind in ("solved", "not-started"):
        text = as_text(OUTCOMES[kind], exercise, notebook=True)
        assert "4711" not in text
        assert "rnnbook exercises" not in text


def test_only_a_seed_that_differs_between_runs_is_offered_for_a_replay(exercise):
    text = shown(render(OUTCOMES["wrong-values"], exercise))
    assert "rnnbook exercises check --seed 4711" in text
    assert "--seed" not in shown(render(OUTCOMES["raised"], exercise))


@pytest.mark.parametrize("kind", OUTCOMES)
def test_an_outcome_counts_as_true_where_it_is_solved(kind):
    assert bool(OUTCOMES[kind]) == (kind == "solved")


@pytest.mark.parametrize("kind", OUTCOMES)
def test_print_shows_an_outcome_as_a_notebook_does(kind, exercise, capsys):
    outcome = NotebookOutcome(OUTCOMES[kind], exercise, BOOK)
    print(outcome)
    assert capsys.readouterr().out == as_text(OUTCOMES[kind], exercise, notebook=True) + "\n"
    assert f"{outcome}" == str(outcome) == outcome._repr_mimebundle_()["text/plain"]
    assert repr(outcome) == str(outcome)  # what the prompt of plain Python shows
    assert bool(outcome) == bool(OUTCOMES[kind])
    assert eval(repr(OUTCOMES[kind])) == OUTCOMES[kind]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_print_takes_marks_that_the_screen_has(encoding, exercise, monkeypatch):
    page = TextIOWrapper(BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", page)
    for outcome in OUTCOMES.values():
        print(NotebookOutcome(outcome, exercise, BOOK))
    page.flush()
    assert page.buffer.getvalue().decode(encoding).count("\n-> ") == 1


def test_what_was_printed_is_cut(exercise):
    outcome = Outcome("last_states", "not yet", message="No.", printed="x\n" * 100)
    lines = shown(render(outcome, exercise)).split("\n")
    assert sum(line.strip() == "x" for line in lines) == LINES
    one_line = Outcome("last_states", "not yet", message="No.", printed="y" * 60_000)
    assert shown(render(one_line, exercise)).count("y") < 1000


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("10%\r50%\r100%\ndone\r\n", "100%\ndone\n"),
        ("bell\x07 back\x08 \x00null", "bell back null"),
        ("a\tb", "a   b"),
        ("half \ud800 pair", "half ? pair"),
        ("\u202eturned", "turned"),
        ("\x9b31mold", "31mold"),
        ("[bold]no markup[/bold] :smile:", "[bold]no markup[/bold] :smile:"),
    ],
)
def test_what_was_printed_gives_the_screen_no_orders(printed, seen, exercise):
    assert clean(printed) == seen
    outcome = Outcome("last_states", "not yet", message=printed, got=printed, printed=printed)
    assert "\x1b" not in shown(render(outcome, exercise))


def test_as_text_has_no_colour_even_where_colour_is_forced(monkeypatch, exercise):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    text = as_text(OUTCOMES["wrong-values"], exercise)
    assert "\x1b" not in text
    assert max(map(len, text.split("\n"))) <= 76
