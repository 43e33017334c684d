"""How a reader's file is read, whatever an editor made of it."""

import io

import pytest
from harm import SLUG, SOLUTION, check_file
from test_checking import RIGHT, answer, exercise_of

from rnnbook.exercises.checker.judging.run import check_source
from rnnbook.exercises.checker.lines import lines_of
from rnnbook.exercises.checker.outcome import Outcome
from rnnbook.exercises.checker.runner import api
from rnnbook.exercises.checker.runner.texts import LARGEST, UnreadableError, text_in


def read(folder, data):
    path = folder / "mine.py"
    path.write_bytes(data)
    return text_in(path)


@pytest.mark.parametrize(
    "data",
    [
        "# é “x”\nx = 1\n".encode(),
        b"\xef\xbb\xbf" + "# é “x”\nx = 1\n".encode(),
        b"# \xc3\xa9 \xe2\x80\x9cx\xe2\x80\x9d\r\nx = 1\r\n",
        b"# \xc3\xa9 \xe2\x80\x9cx\xe2\x80\x9d\rx = 1\r",
    ],
    ids=["UTF-8", "mark", "CRLF", "CR"],
)
def test_text_is_read(tmp_path, data):
    assert read(tmp_path, data) == "# é “x”\nx = 1\n"


def test_an_encoding_that_is_named_is_used(tmp_path):
    text = "# -*- coding: latin-1 -*-\n# é\n"
    assert read(tmp_path, text.encode("latin-1")) == text
    text = "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n# “é”\n"
    assert read(tmp_path, text.encode("cp1252")) == text
    # In a third line, or behind code, it is a comment like any other.
    text = "x = 1\n# coding: nonsense\n# é\n"
    assert read(tmp_path, text.encode()) == text


LATIN = "import torch\n\n# é\n"


@pytest.mark.parametrize(
    ("data", "says", "line"),
    [
        (LATIN.encode("latin-1"), "it is not saved as UTF-8 (line 3): save it as UTF-8.", 3),
        (
            LATIN.replace("\n", "\r\n").encode("latin-1"),
            "it is not saved as UTF-8 (line 3): save it as UTF-8.",
            3,
        ),
        (
            "# “x”\n".encode("cp1252"),
            "it is not saved as UTF-8 (line 1): save it as UTF-8.",
            1,
        ),
        (LATIN.encode("utf-16"), "is not saved as UTF-8 (line 1): save it as UTF-8.", 1),
        (LATIN.encode("utf-16-le"), "It looks like UTF-16", 1),
        (LATIN.encode("utf-16-be"), "It looks like UTF-16", 1),
        (b"\xfe\xff" + LATIN.encode("utf-16-be"), "It looks like UTF-16", 1),
        (b"x = 1\ny = '\x00'\n", "there is a NUL byte in line 2", 2),
        (b"\x00" * 100, "there is a NUL byte in line 1", 1),
        (b"# coding: nonsense\n", "line 1 says that it is saved as nonsense, which Python does", 1),
        (b"\n# coding: rot13\n", "line 2 says that it is saved as rot13, which Python does", 2),
        (
            b"# coding: utf-16\nx = 1\n",
            "it is not saved as utf-16 (line 2), as line 1 says: save it as UTF-8.",
            2,
        ),
        (
            b"# coding: utf-16\nx = 12\n",
            "it is not saved as utf-16, as line 1 says: save it as UTF-8.",
            1,
        ),
        (
            "# coding: ascii\n\n# é\n".encode(),
            "it is not saved as ascii (line 3), as line 1 says: save it as UTF-8.",
            3,
        ),
        (
            "# coding: utf-8\n# é\n".encode("latin-1"),
            "it is not saved as UTF-8 (line 2): save it as UTF-8.",
            2,
        ),
        (
            b"\xef\xbb\xbf# \xe9\n",
            "it is not saved as UTF-8 (line 1): save it as UTF-8.",
            1,
        ),
        (b"\x80", "it is not saved as UTF-8 (line 1): save it as UTF-8.", 1),
        (b"#" * (LARGEST + 1), "it has 1 MiB, and at most 1 MiB are read.", 0),
    ],
)
def test_what_is_no_text_is_named_with_its_line_and_a_way_on(tmp_path, data, says, line):
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, data)
    assert says in str(caught.value)
    assert caught.value.line == line
    assert caught.value.suggestion


def test_an_unreadable_file_is_an_outcome_and_needs_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(api, "forked_worker", lambda _: pytest.fail("a process was started"))
    path = tmp_path / "mine.py"
    path.write_bytes(SOLUTION.encode() + b"# \xe9\n")
    outcome = check_file(SLUG, path)
    number = len(SOLUTION.splitlines()) + 1
    assert outcome == Outcome(
        SLUG,
        "not yet",
        "loads",
        f"The file does not load: it is not saved as UTF-8 (line {number}): save it as UTF-8.",
        where=f"mine.py, line {number}",
        suggestion=outcome.suggestion,
    )
    assert "Save with Encoding" in outcome.suggestion


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0c", "\x0b", "\x1c"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_python_counts_them(tmp_path, mark, end):
    source = f"# a{mark}b{end}import torch{end}{end}1 / 0  # {mark} here{end}"
    assert len(lines_of(source)) == 4
    assert "".join(lines_of(source)) == source
    outcome = check_source(exercise_of(tmp_path), source, "mine.py", seed=0)
    assert outcome.where.startswith("mine.py, line 4: 1 / 0")
    lines = ["def mean_state(states, weights):", f"    '''a{mark}b'''", "    y = 1", "    1 / 0"]
    outcome = check_source(exercise_of(tmp_path), end.join(lines), "mine.py", seed=0)
    assert outcome.where == "mine.py, line 4: 1 / 0"


@pytest.mark.parametrize(
    ("source", "says", "suggestion"),
    [
        (
            "def mean_states(a, b):\n    return a\n",
            "There is no function named mean_state; your file has mean_states.",
            "If mean_states is your answer, call it mean_state.",
        ),
        (
            "def one(): ...\ndef two(): ...\n",
            "There is no function named mean_state; your file has one, two.",
            "",
        ),
        ("import torch\n", "There is no function named mean_state.", ""),
        ("mean_state = 3.5\n", "mean_state is not a function here, but the number 3.5.", ""),
        (
            "".join(f"def f{n}(): ...\n" for n in range(100)),
            "There is no function named mean_state; your file has f0, f1, f2, f3, f4, f5, f6, f7 "
            "and others.",
            "",
        ),
    ],
)
def test_a_function_of_another_name_is_named(tmp_path, source, says, suggestion):
    outcome = check_source(exercise_of(tmp_path), source, "mine.py", seed=0)
    assert (outcome.stage, outcome.message, outcome.suggestion) == ("target", says, suggestion)


@pytest.mark.parametrize(
    "call", ["exit()", "quit(1)", "import sys; sys.exit()", "raise SystemExit"]
)
def test_an_exit_at_the_end_of_a_right_file(tmp_path, call):
    source = f"{answer(RIGHT)}\n\n{call}\n"
    outcome = check_source(exercise_of(tmp_path), source, "mine.py", seed=0)
    assert (outcome.stage, outcome.where) == ("loads", f"mine.py, line 6: {call}")
    assert outcome.suggestion.startswith("Remove exit(), quit() or sys.exit(): it ends the check")


@pytest.mark.parametrize("where", ["loads", "runs"])
def test_nobody_can_answer_a_question(tmp_path, where, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    source = answer(f"input('How many? ')\n{RIGHT}")
    if where == "loads":
        source = f"input()\n{source}"
    outcome = check_source(exercise_of(tmp_path), source, "mine.py", seed=0)
    assert outcome.stage == where
    assert outcome.suggestion.startswith("Nobody can answer a question here")
