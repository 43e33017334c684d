"""What travels to the process that checks and back: how much, how fast, and what lies beside it."""

import os
import pickle
import threading
import time

import numpy as np
import pytest
import torch
from harm import (
    HANGS,
    ROOMY,
    SLUG,
    SOLUTION,
    answer_of,
    check_callable,
    check_file,
    check_text,
    checked,
    find,
)

from rnnbook.exercises.checker.limits import Limits
from rnnbook.exercises.checker.runner import api, client, processes, supervisor
from rnnbook.exercises.checker.runner.pickling import NotPicklableError, serialize_target
from rnnbook.exercises.checker.runner.postmortem import over_time

MOST = 10**6


def using(**names):
    """Return a function of ``__main__`` that uses ``data``, among other names."""
    space = {"__name__": "__main__", **names}
    exec("def total(x):\n    return data\n", space)
    return space["total"]


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(500_000))


@pytest.mark.parametrize(
    ("make", "shown"),
    [
        (lambda: torch.zeros(500_000), "a Tensor of 1.91 MiB"),
        (lambda: np.zeros(500_000), "a ndarray of 3.81 MiB"),
        (lambda: b"x" * 2_000_000, "a bytes of 1.91 MiB"),
        (lambda: [[0.5] * 10 for _ in range(50_000)], "a list of"),
        (lambda: {"a": torch.zeros(500_000)}, "a dict of 1.91 MiB"),
        (Model, "a Model of 1.91 MiB"),
    ],
)
def test_what_is_too_large_is_named_with_its_size(make, shown):
    with pytest.raises(NotPicklableError) as caught:
        serialize_target(using(data=make()), MOST)
    assert str(caught.value).startswith(f"total uses data, {shown}")
    assert "at most 977 KiB are copied" in str(caught.value)
    assert caught.value.suggestion == "Make data smaller, or make it inside total."


def test_a_part_of_a_large_tensor_comes_with_all_of_it():
    with pytest.raises(NotPicklableError) as caught:
        serialize_target(using(data=torch.zeros(500_000)[:3]), MOST)
    assert "data.clone() is copied without the rest" in caught.value.suggestion


def test_what_a_helper_uses_is_named_too():
    space = {"__name__": "__main__", "table": b"x" * 2_000_000, "small": 1}
    exec("def inner():\n    return table\ndef total(x):\n    return inner(), small\n", space)
    with pytest.raises(NotPicklableError, match=r"total uses table, a bytes of 1\.91 MiB"):
        serialize_target(space["total"], MOST)


def test_many_small_things_are_too_large_together():
    names = {f"part{n}": b"x" * 300_000 for n in range(5)}
    space = {"__name__": "__main__", **names}
    exec(f"def total(x):\n    return {', '.join(names)}\n", space)
    with pytest.raises(NotPicklableError, match="total uses part0, a bytes of 293 KiB; at most"):
        serialize_target(space["total"], MOST)


def test_an_enormous_tensor_is_refused_before_it_is_copied(monkeypatch):
    import cloudpickle

    monkeypatch.setattr(cloudpickle, "CloudPickler", lambda *a: pytest.fail("it was copied"))
    with pytest.raises(NotPicklableError, match=r"a Tensor of 3\.64 TiB"):
        serialize_target(using(data=torch.empty(10**12, device="meta")), MOST)


def test_what_belongs_to_the_notebook_is_to_be_taken_out():
    def get_ipython():
        raise AssertionError

    get_ipython.__module__ = "IPython.core.getipython"
    get_ipython.lock = threading.Lock()
    shell = type("Shell", (), {"__module__": "ipykernel.zmqshell", "lock": threading.Lock()})()
    shell.lock = threading.Lock()
    with pytest.raises(NotPicklableError) as caught:
        serialize_target(using(data=shell), MOST)
    assert caught.value.suggestion == (
        "Take data out of total: it belongs to the notebook, and total is checked away from it."
    )


def test_what_is_just_small_enough_goes():
    made = serialize_target(using(data=b"x" * 900_000), MOST)
    assert 900_000 < len(made) < MOST
    assert pickle.loads(made)(0) == b"x" * 900_000


@pytest.mark.slow
def test_large_data_arrives_whole(way):
    space = {"__name__": "__main__", "data": torch.arange(12_000_000, dtype=torch.int32)}
    body = "    assert data.sum(dtype=torch.int64) == sum(range(12_000_000))\n"
    source = SOLUTION.replace("    h = ", f"{body}    h = ", 1)
    assert source != SOLUTION
    exec(compile(source, "<cell>", "exec"), space)
    outcome = check_callable(SLUG, space[find(SLUG).target], seed=3, limits=ROOMY_AND_WIDE)
    assert outcome.solved, outcome


ROOMY_AND_WIDE = Limits(seconds=200.0)


def test_what_is_too_large_needs_no_process(monkeypatch):
    monkeypatch.setattr(api, "forked_worker", lambda _: pytest.fail("a process was started"))
    outcome = check_callable(SLUG, using(data=torch.zeros(20_000_000)))
    assert (outcome.status, outcome.stage) == ("not yet", "loads")
    assert outcome.message == (
        "total uses data, a Tensor of 76.3 MiB; at most 64 MiB are copied to the process that "
        "checks."
    )


@pytest.mark.slow
def test_a_process_that_does_not_listen_holds_up_nobody(home, monkeypatch):
    """More than a pipe holds is written to a process that never reads it."""
    monkeypatch.setattr(supervisor, "_STARTING", 0.5)
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    monkeypatch.setattr(
        client, "command", lambda *_: [client.sys.executable, "-c", "import time; time.sleep(3600)"]
    )
    start = time.monotonic()
    outcome = check_callable(SLUG, using(data=b"x" * 10**7), seed=1)
    assert time.monotonic() - start < HANGS
    assert (outcome.status, outcome.exit_code) == ("not yet", 1)
    assert outcome.message.startswith("Your answer could not be checked, since the process for it")


def test_lines_of_a_pipe_are_read_in_time_that_grows_with_them():
    read, write = os.pipe()
    pipe = processes.Pipe(read, 10**7, threading.Event())
    with open(write, "wb") as end:
        end.write(b"\n" * 300_000 + b"token {}\n")
    pipe.join(HANGS)
    watch = supervisor._Watch(None, Limits(), b"token", pipe, pipe)
    watch.read(last=True)
    assert watch.seen.ready
    assert watch.seen.dump == "\n" * 300_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "error",
    [OSError(11, "Try again later"), RuntimeError("can't start new thread"), MemoryError()],
)
def test_the_systems_refusals_are_no_bug_of_ours(monkeypatch, error):
    def refuse(*_):
        raise error

    monkeypatch.setattr(api, "forked_worker", lambda _: None)
    monkeypatch.setattr(api, "SpawnedWorker", refuse)
    outcome = check_text(SLUG, SOLUTION, "mine.py", seed=1)
    assert (outcome.status, outcome.exit_code) == ("not yet", 1)
    assert outcome.message.startswith("Your answer could not be checked, since the system refused:")
    assert outcome.suggestion.startswith("This says nothing about your answer.")


@pytest.mark.slow
def test_without_room_for_temporary_files(home, monkeypatch, tmp_path):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(supervisor.tempfile, "TemporaryDirectory", full)
    monkeypatch.setenv("RNNBOOK_WARM", "0")
    path = tmp_path / "mine.py"
    path.write_text(SOLUTION, "utf-8")
    assert check_file(SLUG, path, limits=ROOMY).solved
    monkeypatch.undo()
    monkeypatch.setattr(supervisor.shutil, "copyfile", full)
    monkeypatch.setattr(supervisor.os, "symlink", full)
    assert check_file(SLUG, path, limits=ROOMY).solved


@pytest.mark.slow
@pytest.mark.parametrize("place", ["'data.csv'", "Path(__file__).parent / 'data.csv'",
                                   "Path(__file__).resolve().parent / 'data.csv'",
                                   "os.path.join(os.path.dirname(__file__), 'data.csv')",
                                   "'folder/data.csv'", "glob.glob('*.csv')[0]"])  # fmt: skip
def test_data_beside_the_answer_is_found_and_nothing_is_left_there(home, tmp_path, place):
    (tmp_path / "data.csv").write_text("1,2\n", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "data.csv").write_text("1,2\n", "utf-8")
    path = tmp_path / "mine.py"
    head = f"""
    import glob, os
    from pathlib import Path
    with open({place}) as file:
        assert file.read() == "1,2\\n"
    Path("data.csv").write_text("gone")
    (Path(__file__).parent / "new.txt").write_text("litter")
    open("newer.txt", "w").write("litter")
    """
    path.write_text(answer_of("return 1", head=head), "utf-8")
    outcome = check_file(SLUG, path, limits=ROOMY)
    assert outcome.stage == "type", outcome
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data.csv", "folder", "mine.py"]
    assert (tmp_path / "data.csv").read_text("utf-8") == "1,2\n"


@pytest.mark.slow
def test_a_cell_finds_the_data_beside_its_notebook(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text("1,2\n", "utf-8")
    space = {"__name__": "__main__"}
    source = answer_of("open('new.txt', 'w').close()\nraise ValueError(open('data.csv').read())")
    exec(compile(source, "<cell>", "exec"), space)
    outcome = check_callable(SLUG, space["hidden_states"], seed=3, limits=ROOMY)
    assert outcome.message == "It raised ValueError: 1,2"
    assert [p.name for p in tmp_path.iterdir()] == ["data.csv"]


def test_large_files_and_folders_are_linked_and_small_ones_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "_MOST_COPIED", 10)
    beside, folder = tmp_path / "beside", tmp_path / "scratch"
    for made in (beside, folder, beside / "inner"):
        made.mkdir()
    (beside / "small").write_text("12345", "utf-8")
    (beside / "large").write_text("1" * 20, "utf-8")
    (beside / "nowhere").symlink_to(tmp_path / "gone")
    supervisor._lay_out(str(beside), str(folder))
    links = {p.name: p.is_symlink() for p in folder.iterdir()}
    assert links == {"small": False, "large": True, "inner": True}
    monkeypatch.setattr(supervisor, "_MOST_LAID_OUT", 2)
    other = tmp_path / "other"
    other.mkdir()
    supervisor._lay_out(str(beside), str(other))
    assert len(list(other.iterdir())) <= 2


@pytest.mark.slow
def test_warnings_name_no_path_of_ours(home):
    head = "import warnings\nasync def late(): pass\nwarnings.warn('mind the gap')"
    outcome = checked("late()\nreturn x", head=head)
    assert outcome.printed.splitlines() == [
        "mine.py, line 3: warnings.warn('mind the gap'): UserWarning: mind the gap",
        "mine.py, line 5: late(): RuntimeWarning: coroutine 'late' was never awaited",
    ]
    source = SOLUTION.replace("def hidden_states", "async def hidden_states")
    outcome = check_text(SLUG, source, "mine.py", limits=ROOMY)
    assert (outcome.got, outcome.printed) == ("a coroutine", "")


@pytest.mark.slow
def test_a_compiled_answer_is_right(way):
    source = SOLUTION.replace("def hidden_states", "@torch.compile\ndef hidden_states")
    outcome = check_text(SLUG, source, "mine.py", limits=ROOMY_AND_WIDE)
    assert outcome.solved, outcome


def test_compiling_is_no_endless_loop():
    limits = Limits(seconds=3)
    dump = 'Thread 0x1:\n  File "/lib/site-packages/torch/_inductor/codecache.py", line 9 in load\n'
    message, suggestion = over_time(limits, dump)
    assert message == "Your code was still running after 3 seconds."
    assert "loop" not in suggestion
    assert suggestion.startswith("torch.compile was still at work")
    assert "loops" in over_time(limits, 'Thread 0x1:\n  File "mine.py", line 9 in _dynamo\n')[1]


def test_an_optimizer_that_imports_the_compiler_does_not_compile():
    where = "/lib/site-packages/torch"
    dump = (
        f'Thread 0x1:\n  File "{where}/_dynamo/utils.py", line 9 in wrap\n'
        f'  File "{where}/_dynamo/__init__.py", line 3 in <module>\n'
        f'  File "{where}/optim/adam.py", line 5 in __init__\n'
    )
    assert "loops" in over_time(Limits(seconds=3), dump)[1]


def test_torch_func_does_not_compile():
    where = "/lib/site-packages/torch"
    dump = (
        f'Thread 0x1:\n  File "{where}/_dynamo/__init__.py", line 3 in <module>\n'
        f'  File "{where}/_functorch/vmap.py", line 7 in vmap_impl\n'
        f'  File "{where}/_functorch/apis.py", line 5 in wrapped\n'
        '  File "mine.py", line 9 in slopes\n'
    )
    assert "loops" in over_time(Limits(seconds=3), dump)[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "import json, os\njson.dumps = os.write = None",
        "import torch\ntorch.manual_seed = torch.isclose = None",
        "import builtins\nbuiltins.len = builtins.isinstance = None",
        "import sys\nsys.modules.pop('torch')\nimport torch",
        "import sys\nsys.modules.clear()",
        "from rnnbook.exercises.checker.judging import one_call\none_call.draw = None",
        "from rnnbook.exercises.checker.judging import comparing\ncomparing.taken = lambda *a: 1/0",
        "raise BaseException('all')",
        "import sys\nsys.stdout = sys.stderr = None",
        "import sys\nsys.stdout.close()\nsys.stderr.close()",
        "import torch\nclass T(torch.Tensor):\n"
        "    def __torch_function__(*a, **k): raise KeyboardInterrupt\nreturn x.as_subclass(T)",
    ],
)
def test_what_an_answer_breaks_is_not_our_bug(home, body):
    outcome = checked(f"{body}\nreturn x")
    assert outcome.status == "not yet", outcome
    assert outcome.message
